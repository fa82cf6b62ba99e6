"""How a case is shown: its clocks explained, its opinions, how it ended; for each shape that a procedure has."""

from datetime import date, timedelta

import pytest

from catalogue.procedures import Procedure
from contracts.review import Outcome, Verdict
from services.review.domain.case import Case
from services.review.views import listed, shown
from tests.review.makers import (
    DECLARATION,
    NOTE,
    NOW,
    REPAIR,
    SMALL_PERMIT,
    THREE_SEATS,
    a_case,
    a_case_under,
    a_decision,
    a_studied_case,
    advice,
    an_objection,
    study_under,
)

TODAY = NOW.date()


def test_a_case_is_overdue_the_day_after_its_limit_until_it_is_decided() -> None:
    open_case, decided = a_case(), a_studied_case()
    decided.decide(a_decision())

    assert not listed(open_case, date(2026, 12, 8))["overdue"]
    assert listed(open_case, date(2026, 12, 9))["overdue"]
    assert not listed(decided, date(2026, 12, 9))["overdue"]


def test_a_case_is_shown_with_its_clocks_explained() -> None:
    case = a_studied_case(province=Verdict.UNFAVOURABLE)
    case.decide(a_decision(Outcome.REFUSED, "The plot is not served."))

    view = shown(case, SMALL_PERMIT, date(2026, 11, 30))

    assert [clock["clock"] for clock in view["clocks"]] == ["admissibility", "decision"]
    assert view["clocks"][1]["law"]["code"] == "order-1839-23"
    assert [opinion["conform"] for opinion in view["opinions"]] == [seat.binding for seat in THREE_SEATS]
    assert view["decision"] is not None
    assert view["decision"]["reasons"] == ["The plot is not served."]


def a_paid_note() -> Case:
    """Make the case of a note that is studied."""
    case = a_case_under(NOTE)
    case.note_settlement(NOW, study_under(NOTE), NOW)
    return case


@pytest.mark.parametrize(
    ("case", "procedure", "clocks"),
    [
        (a_case_under(SMALL_PERMIT), SMALL_PERMIT, [("admissibility", "2026-11-26", 3), ("decision", "2026-12-08", 15)]),
        (a_case_under(REPAIR), REPAIR, [("admissibility", "2026-11-25", 2), ("decision", "2026-12-03", 10)]),
        (a_case_under(NOTE), NOTE, []),
        (a_paid_note(), NOTE, []),
        (a_case_under(DECLARATION), DECLARATION, [("objection", "2027-01-22", 60)]),
    ],
    ids=["building-permit", "repair", "unpaid-note", "note", "declaration"],
)
def test_each_shape_shows_the_clocks_that_it_has(case: Case, procedure: Procedure, clocks: list[tuple[str, str, int]]) -> None:
    view = shown(case, procedure, TODAY)

    assert [(clock["clock"], clock["due_on"], clock["days_left"]) for clock in view["clocks"]] == clocks
    assert {clock["starts_on"] for clock in view["clocks"]} <= {"2026-11-23"}


def test_a_note_that_waits_for_its_fees_has_no_day_yet() -> None:
    view = shown(a_case_under(NOTE), NOTE, TODAY)

    assert (view["opened_at"], view["due_on"], view["overdue"]) == (None, None, False)
    assert view["bodies"] == {"urban-agency": "expected"}


def test_a_note_shows_what_the_agency_says_and_that_it_was_asked_for_information() -> None:
    case = a_paid_note()
    case.give_opinion(advice("urban-agency", Verdict.INFORMATION, "Zone B2, five levels."), NOW)

    view = shown(case, NOTE, TODAY)

    (opinion,) = view["opinions"]
    assert (opinion["gives"], opinion["verdict"], opinion["remarks"][0]["text"]) == ("information", "information", "Zone B2, five levels.")
    assert (view["status"], view["decision"], view["decided_by_office"]) == ("concluded", None, None)


def test_a_note_whose_agency_is_late_is_overdue_until_it_speaks() -> None:
    case, late = a_paid_note(), TODAY + timedelta(days=11)

    before = listed(case, late)["overdue"]
    case.give_opinion(advice("urban-agency", Verdict.INFORMATION), NOW)

    assert (before, listed(case, late)["overdue"]) == (True, False)


def test_a_declaration_is_never_overdue_since_nobody_owes_an_answer() -> None:
    case = a_case_under(DECLARATION)

    assert not listed(case, TODAY + timedelta(days=100))["overdue"]


def test_an_objection_is_shown_with_its_reasons_and_its_clock_stops() -> None:
    case = a_case_under(DECLARATION)
    case.object(an_objection("The premises are no shop."))

    view = shown(case, DECLARATION, TODAY)

    assert view["objection"] == {"reasons": ["The premises are no shop."], "raised_by": "president", "raised_at": NOW.isoformat()}
    assert [(clock["law"]["code"], clock["days_left"]) for clock in view["clocks"]] == [("law-55-19", None)]
    assert view["decision"] is None
