"""What is announced in the life of a file, and in that of a key: events, each with the facts that decide who is told of it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

from contracts.calls.review import CaseStatus
from contracts.events import Event
from contracts.filing import (
    ComplementProvided,
    DossierSubmitted,
    DossierWithdrawn,
    MandateRequested,
    PermitIssued,
    PermitPrepared,
)
from contracts.money import NOTHING
from contracts.payment import FeesAssessed, FeesSettled
from contracts.review import (
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    ObjectionRaised,
    OpinionGiven,
    OpinionReasoned,
    OpinionRequested,
    Outcome,
    StudyConcluded,
    Voice,
)
from contracts.signature import PermitSigned, SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from tests.chaos.course import Course, Turn
from tests.chaos.people import seat_of

TURNS: dict[Turn, tuple[type[Event], ...]] = {
    Turn.COMPLEMENT: (ComplementRequested, ComplementProvided, CaseResumed),
    Turn.WITHDRAWAL: (DossierWithdrawn,),
    Turn.OBJECTION: (ObjectionRaised,),
}


class Fact(NamedTuple):
    """One event, with those of its fields by which notices are chosen."""

    kind: type[Event]
    fields: Any


def life_of(course: Course) -> Iterator[Fact]:
    """List what is announced of a file that takes this course, in no order."""
    for kind, fields in _announced(course):
        yield Fact(kind, SimpleNamespace(procedure=course.procedure.ref, **fields))


def life_of_key(holder: str) -> Iterator[Fact]:
    """List what is announced of the key of somebody who is the first to have one for his place."""
    for kind in (SigningKeyProposed, SigningKeyConfirmed, SigningKeyActivated):
        yield Fact(kind, SimpleNamespace(holder=holder, commune=seat_of(holder)))


def _announced(course: Course) -> Iterator[tuple[type[Event], dict[str, Any]]]:
    if course.procedure.filed_by:
        yield MandateRequested, {"applicant": "owner"}
    yield DossierSubmitted, {}
    yield from _studied(course)
    for due, total in course.bills.items():
        if total != NOTHING:
            yield FeesAssessed, {"due": due}
        yield FeesSettled, {"due": due, "method": "none" if total == NOTHING else "card"}
    if course.signatory:
        yield PermitPrepared, {}
        yield SignatureRequested, {"authority": course.signatory}
        yield PermitSigned, {}
        yield PermitIssued, {"valid_until": course.procedure.validity}


def _studied(course: Course) -> Iterator[tuple[type[Event], dict[str, Any]]]:
    yield CaseOpened, {}
    for kind in TURNS.get(course.turn, ()):
        yield kind, {}
    for body in course.bodies:
        yield OpinionRequested, {"body": body.code}
        yield OpinionGiven, {}
        if body.gives is Voice.INFORMATION:
            yield OpinionReasoned, {}
    if course.end is CaseStatus.DECIDED:
        yield DecisionReached, {"outcome": Outcome.FAVOURABLE if course.has_answer else Outcome.REFUSED}
    if course.end is CaseStatus.CONCLUDED:
        yield StudyConcluded, {}
