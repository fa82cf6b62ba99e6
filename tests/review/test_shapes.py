"""The four shapes that a procedure has today, end to end: what is told, in which order, and where the case stands between."""

from collections.abc import Iterable
from datetime import timedelta

from contracts.calls.review import CaseStatus
from contracts.events import Event
from contracts.review import CaseOpened, OpinionRequested, StudyConcluded, Verdict
from services.review.domain.case import Case
from tests.review.makers import (
    BODIES,
    DECLARATION,
    HOUSING,
    NOTE,
    NOW,
    REPAIR,
    SMALL_PERMIT,
    a_case,
    a_deadline,
    a_decision,
    a_file,
    a_seat,
    a_study,
    a_submission,
    advice,
    an_objection,
    missing,
    study_under,
)

SUBMISSION = a_submission()
A_WEEK_LATER = NOW + timedelta(days=7)
AFTER_SIXTY_DAYS = NOW + timedelta(days=61)


def after(case: Case, told: Iterable[Event]) -> tuple[list[str], str]:
    """Name what was told, and where the case stands now."""
    return [type(event).__name__ for event in told], case.status


def test_a_building_permit_is_admitted_heard_and_decided() -> None:
    case, study = a_file(SUBMISSION), study_under(SMALL_PERMIT)

    steps = [
        after(case, case.receive(SUBMISSION, study, NOW)),
        after(case, case.admit(study, NOW)),
        *[after(case, case.give_opinion(advice(body), NOW)) for body in BODIES],
        after(case, [case.decide(a_decision())]),
    ]

    assert steps == [
        (["CaseOpened"], "awaiting-admissibility"),
        (["OpinionRequested"] * 3, "in-consultation"),
        (["OpinionGiven"], "in-consultation"),
        (["OpinionGiven"], "in-consultation"),
        (["OpinionGiven"], "awaiting-decision"),
        (["DecisionReached"], "decided"),
    ]


def test_a_complement_comes_between_the_receipt_and_the_admission() -> None:
    case, study = a_file(SUBMISSION), study_under(SMALL_PERMIT)

    steps = [
        after(case, case.receive(SUBMISSION, study, NOW)),
        after(case, [case.request_complement((missing(),), SMALL_PERMIT, NOW)]),
        after(case, case.resume(HOUSING, study, A_WEEK_LATER)),
        after(case, case.admit(study, A_WEEK_LATER)),
    ]

    assert steps == [
        (["CaseOpened"], "awaiting-admissibility"),
        (["ComplementRequested"], "complement-requested"),
        (["CaseResumed"], "awaiting-admissibility"),
        (["OpinionRequested"] * 3, "in-consultation"),
    ]


def test_a_repair_permit_is_decided_as_soon_as_it_is_admitted() -> None:
    case, study = a_file(SUBMISSION), study_under(REPAIR)

    steps = [
        after(case, case.receive(SUBMISSION, study, NOW)),
        after(case, case.admit(study, NOW)),
        after(case, [case.decide(a_decision())]),
    ]

    assert steps == [
        (["CaseOpened"], "awaiting-admissibility"),
        ([], "awaiting-decision"),
        (["DecisionReached"], "decided"),
    ]


def test_a_note_is_studied_once_it_is_paid_and_what_the_agency_says_is_the_answer() -> None:
    case, study = a_file(SUBMISSION), study_under(NOTE)

    steps = [
        after(case, case.receive(SUBMISSION, study, NOW)),
        after(case, case.note_settlement(NOW, study, NOW)),
        after(case, case.give_opinion(advice("urban-agency", Verdict.INFORMATION), NOW)),
    ]

    assert steps == [
        ([], "awaiting-fees"),
        (["CaseOpened", "OpinionRequested"], "in-consultation"),
        (["OpinionGiven", "OpinionReasoned", "StudyConcluded"], "concluded"),
    ]


def test_a_declaration_stands_unless_somebody_objects_in_time() -> None:
    case, study = a_file(SUBMISSION), study_under(DECLARATION)

    steps = [
        after(case, case.receive(SUBMISSION, study, NOW)),
        after(case, [case.lapse(AFTER_SIXTY_DAYS)]),
    ]

    assert steps == [
        (["CaseOpened"], "open-to-objection"),
        (["ObjectionTimeLapsed"], "concluded"),
    ]


def test_a_declaration_to_which_somebody_objects_stands_no_longer() -> None:
    case, study = a_file(SUBMISSION), study_under(DECLARATION)

    steps = [
        after(case, case.receive(SUBMISSION, study, NOW)),
        after(case, [case.object(an_objection())]),
    ]

    assert steps == [
        (["CaseOpened"], "open-to-objection"),
        (["ObjectionRaised"], "objected"),
    ]


def test_fees_that_hold_back_only_the_paper_let_the_study_begin() -> None:
    case, study = a_file(SUBMISSION), study_under(REPAIR)

    steps = [
        after(case, case.note_settlement(NOW, study, NOW)),
        after(case, case.receive(SUBMISSION, study, NOW)),
    ]

    assert steps == [([], "awaiting-fees"), (["CaseOpened"], "awaiting-admissibility")]


def test_the_day_of_a_note_counts_from_the_payment() -> None:
    case, study = a_file(SUBMISSION), study_under(NOTE)
    case.receive(SUBMISSION, study, NOW)

    opened, asked = case.note_settlement(A_WEEK_LATER, study, A_WEEK_LATER)

    assert isinstance(opened, CaseOpened)
    assert isinstance(asked, OpinionRequested)
    assert opened.due_on == asked.due_on == (A_WEEK_LATER + timedelta(days=10)).date()


def test_a_note_names_who_was_heard_and_when_its_file_was_completed() -> None:
    study = a_study(decides=None, decision=None, seats=(a_seat("province"), a_seat("heritage", mandatory=False)))
    case = a_case(study)
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    case.resume(HOUSING, study, A_WEEK_LATER)
    case.admit(study, A_WEEK_LATER)

    *_, concluded = case.give_opinion(advice("province"), A_WEEK_LATER)

    assert isinstance(concluded, StudyConcluded)
    assert (concluded.bodies, concluded.complemented_at) == (("province",), A_WEEK_LATER)


def test_where_only_bodies_answer_their_day_counts_from_the_last_day_of_the_desk_and_moves_with_it() -> None:
    study = a_study(decides=None, decision=None, admissibility=a_deadline(5))
    case = a_case(study)
    first = case.due_on
    case.request_complement((missing(),), SMALL_PERMIT, NOW)

    (resumed,) = case.resume(HOUSING, study, A_WEEK_LATER)

    assert first == (NOW + timedelta(days=5 + 10)).date()
    assert resumed.due_on == (A_WEEK_LATER + timedelta(days=5 + 10)).date()


def test_a_study_in_which_nobody_has_to_be_heard_and_nobody_answers_ends_with_the_admission() -> None:
    study = a_study(decides=None, decision=None, seats=())
    case = a_case(study)

    step = after(case, case.admit(study, NOW))

    assert step == (["StudyConcluded"], "concluded")
    assert case.concluded_at == NOW


def test_a_file_that_is_told_of_twice_is_taken_up_once() -> None:
    case, study = a_file(SUBMISSION), study_under(SMALL_PERMIT)
    case.receive(SUBMISSION, study, NOW)
    case.admit(study, NOW)

    again = after(case, case.receive(SUBMISSION, study, A_WEEK_LATER))

    assert again == ([], CaseStatus.IN_CONSULTATION)
