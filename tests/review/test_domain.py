"""The rules of the study, without any machine."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalogue.territory import territory
from catalogue.territory.windows import window_of
from contracts.calls.review import CaseStatus, OpinionStanding
from contracts.people import Principal
from contracts.refusals import Conflict, Invalid, Refusal
from contracts.review import CaseOpened, OpinionGiven, OpinionReasoned, OpinionRequested, Outcome, Verdict, Voice, Window
from services.review.domain.case import Case
from services.review.domain.reader import may_read, require_sight
from services.review.domain.refusals import (
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
    VoiceNotAsked,
)
from tests.review.makers import (
    BODIES,
    HOUSING,
    NOW,
    SMALL_PERMIT,
    a_case,
    a_case_under,
    a_deadline,
    a_decision,
    a_file,
    a_person,
    a_seat,
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
    case = a_file(submission)

    (opened,) = case.receive(submission, a_study(), NOW)

    assert isinstance(opened, CaseOpened)
    assert (opened.dossier, opened.due_on) == (submission.dossier, date(2026, 12, 8))
    assert [opinion.standing for opinion in case.opinions.values()] == [OpinionStanding.EXPECTED] * 3


def test_the_receipt_is_day_zero_in_moroccan_time() -> None:
    late_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Taroudannt

    case = a_case_under(SMALL_PERMIT, submitted_at=late_in_utc)

    assert case.due_on == date(2026, 12, 9)
    assert case.admissible_by == date(2026, 11, 27)


def test_each_body_has_its_own_limit_but_never_after_the_decision() -> None:
    study = a_study(decision=a_deadline(8))
    case = a_case(study)

    asked = case.admit(study, NOW)

    assert {event.body: event.due_on for event in asked if isinstance(event, OpinionRequested)} == {
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
    case.resume(HOUSING, a_study(), NOW)

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

    case.resume(HOUSING, a_study(), NOW)
    case.admit(a_study(), NOW)

    assert requested.items == ("boundary-plan",)
    assert case.complement is not None
    assert case.complement.provided_at == NOW
    assert case.status is CaseStatus.IN_CONSULTATION


def test_a_decision_tells_which_complement_the_president_saw() -> None:
    case = a_case()
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    case.resume(HOUSING, a_study(), NOW)
    case.admit(a_study(), NOW)
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


@pytest.mark.parametrize(
    ("gives", "verdict"),
    [
        (Voice.INFORMATION, Verdict.FAVOURABLE),
        (Voice.INFORMATION, Verdict.UNFAVOURABLE),
        (Voice.INFORMATION, Verdict.FAVOURABLE_WITH_RESERVATIONS),
        (Voice.OPINION, Verdict.INFORMATION),
    ],
)
def test_opinion_is_what_the_body_is_heard_for(gives: Voice, verdict: Verdict) -> None:
    case = an_admitted_case(a_study(seats=(a_seat("province", gives=gives),)))

    with pytest.raises(VoiceNotAsked) as refused:
        case.give_opinion(advice("province", verdict), NOW)

    assert (codes(refused.value), refused.value.facts) == (["voice-not-asked"], {"gives": gives})


def test_a_body_that_is_heard_for_information_may_adjourn_and_then_informs() -> None:
    case = an_admitted_case(a_study(seats=(a_seat("province", gives=Voice.INFORMATION),)))
    case.give_opinion(advice("province", Verdict.ADJOURNED), NOW)

    case.give_opinion(advice("province", Verdict.INFORMATION), NOW)

    assert case.status is CaseStatus.AWAITING_DECISION


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
    assert opinion.standing is OpinionStanding.GIVEN
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
    seats = (a_seat("province"), a_seat("civil-protection", mandatory=False), a_seat("heritage", mandatory=False))
    case = an_admitted_case(a_study(seats=seats))
    case.give_opinion(advice("province"), NOW)
    case.give_opinion(advice("heritage"), NOW)

    assert case.decide(a_decision()).bodies == ("province", "heritage")


def test_an_optional_opinion_does_not_hold_the_decision_up() -> None:
    seats = (a_seat("province"), a_seat("civil-protection", mandatory=False))
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
    case.close(NOW)

    told = case.resume(HOUSING, a_study(), NOW)

    assert told == []
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
        "admit": lambda: case.admit(a_study(), NOW),
        "complement": lambda: case.request_complement((missing(),), SMALL_PERMIT, NOW),
        "resume": lambda: case.resume(HOUSING, a_study(), NOW),
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
