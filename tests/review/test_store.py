"""Cases in PostgreSQL."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from chassis.paging import CursorNotUnderstood
from contracts.calls.review import CaseStatus
from contracts.people import Principal
from contracts.refusals import ChangedMeanwhile
from contracts.review import Outcome, Verdict
from services.review import store, views
from services.review.domain.case import Case
from services.review.domain.refusals import CaseNotFound
from services.review.store import listing
from tests.conftest import Aged
from tests.review.makers import (
    BODIES,
    DECLARATION,
    HOUSING,
    NOTE,
    NOW,
    SMALL_PERMIT,
    a_case,
    a_case_under,
    a_deadline,
    a_decision,
    a_person,
    a_seat,
    a_studied_case,
    a_study,
    advice,
    an_admitted_case,
    an_objection,
    keep,
    missing,
    study_under,
)


def kept(database: sa.Engine, *cases: Case) -> None:
    """Keep cases."""
    with database.begin() as connection:
        keep(connection, *cases)


def read_again(database: sa.Engine, case: Case) -> Case:
    """Read a case as somebody else would."""
    with database.begin() as connection:
        return store.read(connection, case.dossier)


EVERYTHING: list[listing.Condition] = [sa.true()]


def found(database: sa.Engine, seen: list[listing.Condition], *further: listing.Condition) -> list[str]:
    """List the files of the open cases that meet any of the conditions and all of the further ones."""
    with database.begin() as connection:
        return [line.dossier for line in listing.find_lines(connection, seen, 50, further=further)]


def test_a_case_comes_back_as_it_was_kept_at_every_step(database: sa.Engine) -> None:
    case = a_case()
    kept(database, case)

    steps: list[Callable[[], object]] = [
        lambda: case.request_complement((missing(), missing("situation-plan")), SMALL_PERMIT, NOW),
        lambda: case.resume(HOUSING, a_study(), NOW + timedelta(days=1)),
        lambda: case.admit(a_study(), NOW),
        lambda: case.give_opinion(advice("province", Verdict.ADJOURNED, "Wait."), NOW),
        lambda: [case.give_opinion(advice(body, Verdict.FAVOURABLE_WITH_RESERVATIONS, "One.", "Two."), NOW) for body in BODIES],
        lambda: case.decide(a_decision(Outcome.REFUSED, "Not served by a road.", "Too high.")),
        lambda: case.close(NOW),
    ]
    for step in steps:
        step()
        with database.begin() as connection:
            store.save(connection, case)

        assert read_again(database, case) == case


def test_bodies_that_change_with_a_complement_come_back_in_the_order_of_the_procedure(database: sa.Engine) -> None:
    case = a_case(a_study(seats=(a_seat("province"), a_seat("heritage"))))
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    kept(database, case)

    case.resume(HOUSING, a_study(seats=(a_seat("civil-protection"), a_seat("province"))), NOW)
    with database.begin() as connection:
        store.save(connection, case)

    assert list(read_again(database, case).opinions) == ["civil-protection", "province"]


def test_a_case_that_ends_otherwise_comes_back_too(database: sa.Engine) -> None:
    objected, lapsed, note = a_case_under(DECLARATION), a_case_under(DECLARATION), a_case_under(NOTE)
    objected.object(an_objection("One.", "Two."))
    lapsed.lapse(NOW + timedelta(days=61))
    note.note_settlement(NOW, study_under(NOTE), NOW)
    note.give_opinion(advice("urban-agency", Verdict.INFORMATION), NOW)

    kept(database, objected, lapsed, note)

    for case in (objected, lapsed, note):
        assert read_again(database, case) == case


def test_who_saves_an_old_version_is_told_that_it_changed_meanwhile(database: sa.Engine) -> None:
    case = an_admitted_case()
    kept(database, case)
    mine, theirs = read_again(database, case), read_again(database, case)
    with database.begin() as connection:
        store.save(connection, theirs)

    with database.begin() as connection, pytest.raises(ChangedMeanwhile):
        store.save(connection, mine)


def test_a_case_is_held_until_the_transaction_that_loaded_it_ends(database: sa.Engine) -> None:
    case = an_admitted_case()
    kept(database, case)

    with database.begin() as first:
        store.load(first, case.dossier)
        with database.begin() as second:
            second.execute(sa.text("set local lock_timeout = '50ms'"))
            with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
                store.load(second, case.dossier)


def test_there_is_no_case_for_an_unknown_file(database: sa.Engine) -> None:
    with database.begin() as connection:
        for give in (store.load, store.read):
            with pytest.raises(CaseNotFound):
                give(connection, "unknown")


def test_the_most_urgent_case_comes_first_and_pages_neither_skip_nor_repeat(database: sa.Engine) -> None:
    cases = [a_case(a_study(decision=a_deadline(8 + day // 2))) for day in range(7)]
    closed = [a_studied_case(a_study(decision=a_deadline(8 + day // 2))) for day in range(7)]
    for case in closed:
        case.close(NOW)
    kept(database, *cases, *closed)

    def pages(is_open: bool) -> list[str]:
        found: list[str] = []
        cursor: list[listing.Condition] = []
        for _ in range(4):
            with database.begin() as connection:
                page = listing.find_lines(connection, [*EVERYTHING, *EVERYTHING], 2, further=cursor, is_open=is_open)
            found += [line.dossier for line in page]
            cursor = [listing.after(listing.cursor_of(page[-1]), is_open=is_open)]
        return found

    assert pages(is_open=True) == [case.dossier for case in sorted(cases, key=urgency)]
    assert pages(is_open=False) == [case.dossier for case in sorted(closed, key=urgency, reverse=True)]


def urgency(case: Case) -> tuple[date, str]:
    """Say where a case stands in a list."""
    assert case.due_on
    return case.due_on, case.dossier


def test_a_line_is_what_the_case_itself_says_of_it(database: sa.Engine) -> None:
    case = an_admitted_case()
    case.give_opinion(advice("province"), NOW)
    kept(database, case)

    with database.begin() as connection:
        (line,) = listing.find_lines(connection, EVERYTHING, 10)

    for day in (NOW.date(), date(2027, 12, 1)):
        assert views.listed(line, day) == views.listed(case, day)
    assert list(line.standings) == list(case.opinions)


@pytest.mark.parametrize("cursor", ["", "yesterday~x", "2026-12-01\x00~x", "~"])
def test_a_cursor_that_no_list_gave_is_refused(cursor: str) -> None:
    with pytest.raises(CursorNotUnderstood):
        listing.after(cursor)


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        (a_person("clerk", territory="09.541.01.13"), {"taroudannt"}),
        (a_person("president", territory="09.541"), {"taroudannt", "neighbour"}),
        (a_person("auditor", territory="09"), {"taroudannt", "neighbour"}),
        (a_person("auditor", territory="national"), {"taroudannt", "neighbour", "tanger"}),
        (a_person("clerk", territory=""), set()),
        (a_person("reviewer", body="province", territory="09.541"), {"taroudannt", "neighbour"}),
        (a_person("reviewer", body="civil-protection", territory="national"), set()),
        (a_person("treasurer", territory="national"), set()),
    ],
)
def test_an_official_lists_the_cases_of_his_territory(database: sa.Engine, reader: Principal, seen: set[str]) -> None:
    places = {"taroudannt": "09.541.01.13", "neighbour": "09.541.01.1", "tanger": "01.511.01.0"}
    kept(database, *(a_case(dossier=dossier, commune=commune) for dossier, commune in places.items()))

    assert set(found(database, listing.seen_by(reader))) == seen


def test_each_official_finds_what_waits_for_him(database: sa.Engine) -> None:
    to_admit, to_hear, to_decide, decided = a_case(), an_admitted_case(), a_studied_case(), a_studied_case()
    to_hear.give_opinion(advice("province"), NOW)
    decided.decide(a_decision())
    kept(database, to_admit, to_hear, to_decide, decided)

    def waiting_for(reader: Principal) -> list[str]:
        return found(database, listing.waiting_for(reader))

    assert waiting_for(a_person("clerk")) == [to_admit.dossier]
    assert waiting_for(a_person("reviewer", body="urban-agency")) == [to_hear.dossier]
    assert waiting_for(a_person("reviewer", body="province")) == []
    assert waiting_for(a_person("president")) == [to_decide.dossier]


def test_an_undecided_case_past_its_limit_is_overdue(database: sa.Engine) -> None:
    late, decided = a_case(a_study(decision=a_deadline(8))), a_studied_case(a_study(decision=a_deadline(8)))
    decided.decide(a_decision())
    kept(database, late, decided, a_case())

    assert found(database, EVERYTHING, listing.overdue_on(date(2026, 12, 2))) == [late.dossier]
    assert found(database, EVERYTHING, listing.overdue_on(date(2026, 12, 1))) == []
    assert read_again(database, decided).status is CaseStatus.DECIDED


def test_cases_that_were_there_before_the_columns_are_listed(aged_database: Aged) -> None:
    engine, upgrade = aged_database("review")
    open_case, decided = a_case(), a_studied_case()
    decided.decide(a_decision())
    kept(engine, open_case, decided)

    upgrade()

    assert found(engine, listing.seen_by(a_person("auditor", territory="09.541"))) == [open_case.dossier]
    assert read_again(engine, decided) == decided
