"""The rules of the study, without any machine."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalogue.territory import territory
from catalogue.territory.windows import Window, window_of
from contracts.people import Principal
from contracts.refusals import Conflict, Invalid, Refusal
from contracts.review import OpinionGiven, OpinionReasoned, Outcome, Verdict
from contracts.wording import LONGEST_REFERENCE, LONGEST_TEXT, MOST_REMARKS
from services.review.domain import wording
from services.review.domain.case import Case, CaseStatus
from services.review.domain.opinion import Seat, Standing
from services.review.domain.reader import may_read, require_sight
from services.review.domain.refusals import (
    AdmissibilityUnclear,
    BodyNotAsked,
    CaseMoveNotAllowed,
    CaseNotFound,
    ComplementAlreadyRequested,
    ComplementIncomplete,
    DecisionNotReasoned,
    OpinionAlreadyGiven,
    OpinionBinding,
    OpinionNotReasoned,
    OpinionsOpen,
    WordingNotUnderstood,
)
from services.review.domain.study import opinions_due, study_of
from services.review.domain.view import listed, shown
from tests.review.makers import (
    BODIES,
    NOW,
    SMALL_PERMIT,
    TAROUDANNT,
    THREE_SEATS,
    a_case,
    a_decision,
    a_person,
    a_studied_case,
    a_study,
    a_submission,
    advice,
    an_admitted_case,
    missing,
)


def codes(refusal: Refusal) -> list[str]:
    """List the codes of a refusal's reasons."""
    return [reason.code for reason in refusal.reasons]


def test_a_case_opens_with_its_legal_limit_and_expects_every_body() -> None:
    submission = a_submission()

    case, opened = Case.open(submission, a_study(), NOW)

    assert (opened.dossier, opened.due_on) == (submission.dossier, date(2026, 12, 8))
    assert [opinion.standing for opinion in case.opinions.values()] == [Standing.EXPECTED] * 3


def test_the_receipt_is_day_zero_in_moroccan_time() -> None:
    late_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Taroudannt

    study = study_of(SMALL_PERMIT, territory().commune(TAROUDANNT), late_in_utc)

    assert study.due_on == date(2026, 12, 9)
    assert study.admissible_by == date(2026, 11, 27)


def test_each_body_has_its_own_limit_but_never_after_the_decision() -> None:
    case = a_case(a_study(due_on=date(2026, 12, 1)))

    asked = case.admit(opinions_due(SMALL_PERMIT, NOW), NOW)

    assert {event.body: event.due_on for event in asked} == {
        "commune-urbanism": date(2026, 11, 30),
        "province": date(2026, 11, 30),
        "urban-agency": date(2026, 12, 1),
    }


def test_a_commune_above_fifty_thousand_inhabitants_keeps_its_own_window() -> None:
    communes = territory().communes.values()

    kept = {window_of(commune) for commune in communes if commune.population > 50_000}
    shared = {window_of(commune) for commune in communes if commune.population <= 50_000}

    assert (kept, shared) == ({Window.COMMUNAL}, {Window.PROVINCIAL})


def test_complement_is_asked_only_once() -> None:
    case = a_case()
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    case.resume(SMALL_PERMIT, NOW)

    with pytest.raises(ComplementAlreadyRequested):
        case.request_complement((missing("situation-plan"),), SMALL_PERMIT, NOW)


def test_complement_says_what_is_missing() -> None:
    case = a_case()

    with pytest.raises(ComplementIncomplete) as empty:
        case.request_complement((), SMALL_PERMIT, NOW)
    with pytest.raises(ComplementIncomplete) as vague:
        case.request_complement((missing(), missing(reason=" ")), SMALL_PERMIT, NOW)

    assert codes(empty.value) == ["complement-empty"]
    assert [reason.field for reason in vague.value.reasons] == ["complement.1"]


@pytest.mark.parametrize("item", ["does-not-exist", "project.colour", "form", "boundary-plan ", "."])
def test_complement_asks_what_the_procedure_asks(item: str) -> None:
    case = a_case()

    with pytest.raises(ComplementIncomplete) as beyond:
        case.request_complement((missing(), missing(item)), SMALL_PERMIT, NOW)

    assert [(reason.code, reason.field) for reason in beyond.value.reasons] == [("complement-item-unknown", "complement.1")]
    assert case.request_complement((missing("project.levels"), missing("land")), SMALL_PERMIT, NOW).items == ("project.levels", "land")


def test_after_the_complement_the_clerk_can_admit() -> None:
    case = a_case()
    requested = case.request_complement((missing(),), SMALL_PERMIT, NOW)

    case.resume(SMALL_PERMIT, NOW)
    case.admit({}, NOW)

    assert requested.items == ("boundary-plan",)
    assert case.complement is not None
    assert case.complement.provided_at == NOW
    assert case.status is CaseStatus.IN_CONSULTATION


def test_a_decision_tells_which_complement_the_president_saw() -> None:
    case = a_case()
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    case.resume(SMALL_PERMIT, NOW)
    case.admit({}, NOW)
    for body in case.opinions:
        case.give_opinion(advice(body), NOW)

    assert case.decide(a_decision()).complemented_at == NOW


def test_opinion_is_asked_of_the_body() -> None:
    case = an_admitted_case()

    with pytest.raises(BodyNotAsked):
        case.give_opinion(advice("civil-protection"), NOW)


def test_opinion_is_given_once() -> None:
    case = an_admitted_case()
    case.give_opinion(advice("province"), NOW)

    with pytest.raises(OpinionAlreadyGiven):
        case.give_opinion(advice("province", Verdict.UNFAVOURABLE), NOW)


@pytest.mark.parametrize("verdict", [Verdict.UNFAVOURABLE, Verdict.FAVOURABLE_WITH_RESERVATIONS, Verdict.ADJOURNED])
def test_opinion_is_reasoned(verdict: Verdict) -> None:
    case = an_admitted_case()

    with pytest.raises(OpinionNotReasoned):
        case.give_opinion(advice("province", verdict, "  "), NOW)


def test_an_opinion_reports_everything_that_is_wrong_at_once() -> None:
    case = an_admitted_case()

    with pytest.raises(Invalid) as refused:
        case.give_opinion(advice("civil-protection", Verdict.UNFAVOURABLE, ""), NOW)

    assert codes(refused.value) == ["remarks-missing", "body-not-asked"]


def test_an_adjourned_opinion_is_still_to_be_concluded() -> None:
    case = an_admitted_case()
    case.give_opinion(advice("province", Verdict.ADJOURNED, "Soil study awaited."), NOW)

    case.give_opinion(advice("province", Verdict.FAVOURABLE_WITH_RESERVATIONS, "Keep 3 m free."), NOW)

    opinion = case.opinions["province"]
    assert opinion.standing is Standing.GIVEN
    assert [remark.text for remark in opinion.remarks] == ["Soil study awaited.", "Keep 3 m free."]


def test_mandatory_opinions_are_closed() -> None:
    case = an_admitted_case()
    case.give_opinion(advice("province"), NOW)
    case.give_opinion(advice("urban-agency", Verdict.ADJOURNED), NOW)

    with pytest.raises(OpinionsOpen) as refused:
        case.decide(a_decision())

    assert refused.value.facts == {"bodies": ["commune-urbanism", "urban-agency"]}


def test_what_a_body_reserves_is_told_privately_in_its_words_and_nothing_else_is() -> None:
    case = an_admitted_case()
    plain = case.give_opinion(advice("province"), NOW)
    case.give_opinion(advice("urban-agency", Verdict.ADJOURNED, "Soil study awaited."), NOW)

    given, reasoned = case.give_opinion(advice("urban-agency", Verdict.FAVOURABLE_WITH_RESERVATIONS, "Keep 3 m free.", " "), NOW)

    assert [type(event) for event in plain] == [OpinionGiven]
    assert isinstance(given, OpinionGiven)
    assert isinstance(reasoned, OpinionReasoned)
    assert reasoned.private
    assert (reasoned.body, [each.text for each in reasoned.reservations]) == ("urban-agency", ["Keep 3 m free."])
    assert reasoned.subject() != given.subject()


def test_a_decision_names_the_bodies_whose_opinions_it_rests_on() -> None:
    seats = (Seat(body="province"), Seat(body="civil-protection", mandatory=False), Seat(body="heritage", mandatory=False))
    case = an_admitted_case(a_study(seats=seats))
    case.give_opinion(advice("province"), NOW)
    case.give_opinion(advice("heritage"), NOW)

    assert case.decide(a_decision()).bodies == ("province", "heritage")


def test_an_optional_opinion_does_not_hold_the_decision_up() -> None:
    seats = (Seat(body="province"), Seat(body="civil-protection", mandatory=False))
    case = an_admitted_case(a_study(seats=seats))
    case.give_opinion(advice("province"), NOW)

    reached = case.decide(a_decision())

    assert reached.outcome is Outcome.FAVOURABLE


def test_binding_opinions_are_followed() -> None:
    case = a_studied_case(urban_agency=Verdict.UNFAVOURABLE)

    with pytest.raises(OpinionBinding):
        case.decide(a_decision(Outcome.FAVOURABLE))

    assert case.decide(a_decision(Outcome.REFUSED, "The urban agency is opposed.")).outcome is Outcome.REFUSED


def test_an_opinion_that_does_not_bind_may_be_overruled() -> None:
    case = a_studied_case(province=Verdict.UNFAVOURABLE)

    reached = case.decide(a_decision(Outcome.FAVOURABLE))

    assert reached.outcome is Outcome.FAVOURABLE


def test_refusal_is_reasoned() -> None:
    case = a_studied_case()

    with pytest.raises(DecisionNotReasoned):
        case.decide(a_decision(Outcome.REFUSED, " "))


def test_a_decision_reports_everything_that_is_wrong_at_once() -> None:
    case = an_admitted_case()

    with pytest.raises(Invalid) as refused:
        case.decide(a_decision(Outcome.REFUSED))

    assert codes(refused.value) == ["reasons-missing", "opinion-open", "opinion-open", "opinion-open"]


def test_a_decision_is_made_once() -> None:
    case = a_studied_case()
    case.decide(a_decision())

    with pytest.raises(CaseMoveNotAllowed):
        case.decide(a_decision(Outcome.REFUSED, "On second thoughts."))


def test_nothing_is_decided_on_a_withdrawn_file_and_a_late_complement_changes_nothing() -> None:
    case = a_case()
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    case.close()

    case.resume(SMALL_PERMIT, NOW)

    with pytest.raises(CaseMoveNotAllowed):
        case.decide(a_decision())
    assert case.status is CaseStatus.CLOSED


MOVES = some.one_of(
    some.just(("admit", "", Verdict.FAVOURABLE)),
    some.just(("complement", "", Verdict.FAVOURABLE)),
    some.just(("resume", "", Verdict.FAVOURABLE)),
    some.tuples(some.just("decide"), some.sampled_from(list(Outcome)), some.just(Verdict.FAVOURABLE)),
    some.tuples(some.just("opinion"), some.sampled_from([*BODIES, "unknown"]), some.sampled_from(list(Verdict))),
)


def play(case: Case, move: tuple[str, str, Verdict]) -> None:
    """Try one move; a refusal changes nothing."""
    name, word, verdict = move
    tried: dict[str, Callable[[], object]] = {
        "admit": lambda: case.admit({}, NOW),
        "complement": lambda: case.request_complement((missing(),), SMALL_PERMIT, NOW),
        "resume": lambda: case.resume(SMALL_PERMIT, NOW),
        "decide": lambda: case.decide(a_decision(Outcome(word), "For reasons.")),
        "opinion": lambda: case.give_opinion(advice(word, verdict), NOW),
    }
    try:
        tried[name]()
    except (Conflict, Invalid):
        return


@given(some.lists(MOVES, max_size=25))
def test_no_decision_stands_with_a_mandatory_opinion_open_whatever_the_order_of_moves(moves: list[tuple[str, str, Verdict]]) -> None:
    case = a_case()

    for move in moves:
        play(case, move)

    if case.decision:
        assert all(not opinion.is_open for opinion in case.opinions.values() if opinion.mandatory)
        assert case.decision.outcome is Outcome.REFUSED or case.opinions["urban-agency"].verdict is not Verdict.UNFAVOURABLE


@given(some.permutations(BODIES), some.integers(min_value=0, max_value=2))
def test_a_decision_waits_for_the_last_body_whichever_comes_last(order: list[str], heard: int) -> None:
    case = an_admitted_case()
    for body in order[:heard]:
        case.give_opinion(advice(body), NOW)

    with pytest.raises(OpinionsOpen):
        case.decide(a_decision())

    for body in order[heard:]:
        case.give_opinion(advice(body), NOW)
    assert case.decide(a_decision()).outcome is Outcome.FAVOURABLE


@pytest.mark.parametrize(
    "reader",
    [
        a_person("applicant", account="owner", territory=""),
        a_person("professional", account="architect", territory=""),
        a_person("clerk"),
        a_person("president"),
        a_person("clerk", territory="09.541"),
        a_person("auditor", territory="09"),
        a_person("auditor", territory="national"),
        a_person("reviewer", body="province"),
    ],
)
def test_parties_and_officials_of_the_territory_may_read(reader: Principal) -> None:
    assert may_read(reader, a_case())


@pytest.mark.parametrize(
    "reader",
    [
        a_person("applicant", account="neighbour", territory=""),
        a_person("clerk", territory="09.541.01.1"),
        a_person("president", territory="01"),
        a_person("clerk", territory=""),
        a_person("reviewer", body="civil-protection"),
        a_person("reviewer", body="province", territory="09.273"),
        a_person("treasurer"),
    ],
)
def test_for_others_there_is_no_case(reader: Principal) -> None:
    with pytest.raises(CaseNotFound):
        require_sight(reader, a_case())


def test_a_clerk_says_either_admissible_or_what_is_missing() -> None:
    for admissible, items in ((True, (missing(),)), (False, ())):
        with pytest.raises(AdmissibilityUnclear):
            wording.require_clarity(admissible, items)


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ("a text", "remarks"),
        ([{}], "remarks.0"),
        ([{"text": 3}], "remarks.0"),
        ([{"text": "a\x00b"}], "remarks.0"),
        ([{"text": "fine"}, {"text": "x", "surprise": "y"}], "remarks.1"),
        ([{"text": "x", "page": 0}], "remarks.0"),
        ([{"text": "x", "page": True}], "remarks.0"),
        ([{"text": "x", "area": [0, 0, 2, 1]}], "remarks.0"),
        ([{"text": "x", "area": {}}], "remarks.0"),
        ([{"text": "x", "area": [0, 0, 1]}], "remarks.0"),
        ([{"text": "x" * (LONGEST_TEXT + 1)}], "remarks.0"),
        ([{"text": "x"}] * (MOST_REMARKS + 1), "remarks"),
    ],
)
def test_a_remark_that_is_not_as_agreed_is_refused_by_its_place(lines: object, field: str) -> None:
    with pytest.raises(WordingNotUnderstood) as refused:
        wording.remarks(lines)

    assert [reason.field for reason in refused.value.reasons] == [field]


def test_every_line_that_is_not_as_agreed_is_refused_at_once() -> None:
    fine = {"item": "situation-plan", "reason": "Unreadable."}

    with pytest.raises(WordingNotUnderstood) as refused:
        wording.missing_items([{"item": "situation-plan"}, fine, {**fine, "law": "x" * (LONGEST_REFERENCE + 1)}])

    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("wording-not-understood", "complement.0"),
        ("wording-not-understood", "complement.2"),
    ]


def test_what_people_send_is_read() -> None:
    line = {"text": "Too high.", "rule": "art. 12", "document": "architectural-plans", "page": 2, "area": [0.1, 0.2, 0.5, 0.1]}

    (remark,) = wording.remarks([line])
    (item,) = wording.missing_items([{"item": "situation-plan", "reason": "Unreadable."}])

    assert (remark.page, remark.area) == (2, (0.1, 0.2, 0.5, 0.1))
    assert item.law == ""
    assert wording.reasons(["  Too high. ", ""]) == ("Too high.",)
    assert wording.verdict("adjourned") is Verdict.ADJOURNED


def test_an_unknown_verdict_or_outcome_is_refused_with_the_choices() -> None:
    for read in (wording.verdict, wording.outcome):
        with pytest.raises(WordingNotUnderstood) as refused:
            read("maybe")
        assert "favourable" in refused.value.reasons[0].facts["choices"]


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
    assert view["decision"]["reasons"] == ["The plot is not served."]
