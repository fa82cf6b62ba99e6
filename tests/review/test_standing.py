"""Where a case stands follows from what has happened to it, and from nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue.procedures import Procedure
from contracts.calls.review import CaseStatus
from contracts.filing import DossierSubmitted
from services.review.domain.case import Case
from services.review.domain.refusals import CaseMoveNotAllowed
from services.review.domain.standing import OPEN_STATUSES, VERBS, standing_of
from tests.review.makers import (
    DECLARATION,
    HOUSING,
    NOTE,
    NOW,
    SHAPES,
    SMALL_PERMIT,
    a_case,
    a_case_under,
    a_decision,
    a_file,
    a_studied_case,
    a_study,
    a_submission,
    advice,
    an_admitted_case,
    an_objection,
    missing,
    study_under,
)

LATER = NOW + timedelta(days=90)
Fact = Callable[[Case, DossierSubmitted, Procedure], object]
FACTS: dict[str, Fact] = {
    "submission": lambda case, file, procedure: case.receive(file, study_under(procedure), NOW),
    "settlement": lambda case, file, procedure: case.note_settlement(NOW, study_under(procedure), NOW),
    "withdrawal": lambda case, file, procedure: case.close(NOW),
}
"""What other rooms tell of a file, each without waiting for the others."""


def a_case_that_was_told(facts: list[str], file: DossierSubmitted, procedure: Procedure) -> Case:
    """Make a case to which some facts came in an order."""
    case = a_file(file)
    for fact in facts:
        FACTS[fact](case, file, procedure)
    return case


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(some.lists(some.sampled_from(sorted(FACTS)), max_size=7), some.sampled_from(SHAPES))
def test_whatever_the_order_and_the_repetitions_of_facts_the_case_stands_in_the_same_place(told: list[str], procedure: Procedure) -> None:
    file = a_submission(procedure=procedure.ref)

    case = a_case_that_was_told(told, file, procedure)
    in_order = a_case_that_was_told([fact for fact in FACTS if fact in told], file, procedure)

    assert case.status is in_order.status
    assert case.closed_at == in_order.closed_at
    assert case.settled_at == in_order.settled_at


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(some.permutations([*FACTS, *FACTS]), some.sampled_from(SHAPES))
def test_a_study_begins_once_at_most_and_never_after_the_withdrawal(told: list[str], procedure: Procedure) -> None:
    file = a_submission(procedure=procedure.ref)
    case, opened = a_file(file), []

    for position, fact in enumerate(told):
        before = case.opened_at
        FACTS[fact](case, file, procedure)
        opened += [position] if before is None and case.opened_at else []

    assert len(opened) <= 1
    assert all(position < told.index("withdrawal") for position in opened)


def lapsed(case: Case) -> Case:
    """Let the time to object go by."""
    case.lapse(LATER)
    return case


def objected(case: Case) -> Case:
    """Object to what was declared."""
    case.object(an_objection())
    return case


def decided(case: Case) -> Case:
    """Decide on a case."""
    case.decide(a_decision())
    return case


def completed(case: Case) -> Case:
    """Ask for a complement, and get it."""
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    case.resume(HOUSING, a_study(), NOW)
    return case


def incomplete(case: Case) -> Case:
    """Ask for a complement."""
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    return case


EVERYWHERE: dict[CaseStatus, Callable[[], Case]] = {
    CaseStatus.AWAITING_FEES: lambda: a_case_under(NOTE),
    CaseStatus.AWAITING_ADMISSIBILITY: lambda: completed(a_case()),
    CaseStatus.COMPLEMENT_REQUESTED: lambda: incomplete(a_case()),
    CaseStatus.IN_CONSULTATION: an_admitted_case,
    CaseStatus.AWAITING_DECISION: a_studied_case,
    CaseStatus.OPEN_TO_OBJECTION: lambda: a_case_under(DECLARATION),
    CaseStatus.DECIDED: lambda: decided(a_studied_case()),
    CaseStatus.CONCLUDED: lambda: lapsed(a_case_under(DECLARATION)),
    CaseStatus.OBJECTED: lambda: objected(a_case_under(DECLARATION)),
    CaseStatus.CLOSED: lambda: a_case_that_was_told(["submission", "withdrawal"], a_submission(), SMALL_PERMIT),
}


@pytest.mark.parametrize("status", CaseStatus)
def test_a_case_stands_where_its_facts_say(status: CaseStatus) -> None:
    case = EVERYWHERE[status]()

    assert standing_of(case) is status


@pytest.mark.parametrize("status", CaseStatus)
def test_a_withdrawal_closes_a_case_wherever_it_stands(status: CaseStatus) -> None:
    case = EVERYWHERE[status]()

    case.close(LATER)

    assert case.status is CaseStatus.CLOSED


def test_a_file_was_taken_back_when_that_was_told_first() -> None:
    case = a_case()
    case.close(NOW)

    case.close(LATER)

    assert case.closed_at == NOW


@pytest.mark.parametrize("status", CaseStatus)
def test_nothing_is_done_where_the_table_does_not_allow_it(status: CaseStatus) -> None:
    case = EVERYWHERE[status]()
    acts: dict[str, Callable[[], object]] = {
        "request-complement": lambda: case.request_complement((missing(),), SMALL_PERMIT, NOW),
        "resume": lambda: case.resume(HOUSING, a_study(), NOW),
        "admit": lambda: case.admit(a_study(), NOW),
        "give-opinion": lambda: case.give_opinion(advice("province"), NOW),
        "decide": lambda: case.decide(a_decision()),
        "object": lambda: case.object(an_objection()),
        "lapse": lambda: case.lapse(LATER),
    }
    forbidden = VERBS.keys() - {verb for verb, statuses in VERBS.items() if status in statuses}
    forbidden -= {"resume"} if status is CaseStatus.CLOSED else set()  # a late answer is no fault of anybody's

    for verb in forbidden:
        with pytest.raises(CaseMoveNotAllowed) as refused:
            acts[verb]()
        assert refused.value.facts == {"move": verb, "status": status}


def test_only_what_has_an_end_is_not_open() -> None:
    ended = set(CaseStatus) - OPEN_STATUSES

    assert ended == {CaseStatus.DECIDED, CaseStatus.CONCLUDED, CaseStatus.OBJECTED, CaseStatus.CLOSED}
