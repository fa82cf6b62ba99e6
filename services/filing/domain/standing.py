"""
How far a file has come: a fold over the facts that are known of it, told by several rooms in no guaranteed order, and perhaps again.

Each fact proves a stage. Stages lie in phases (their tens): a fact of a later phase counts for more than any of an earlier one, whatever
the clocks of their rooms said. Only where things go back and forth (a complement is asked for, and provided) do stages share a phase:
there the later instant counts. So the standing of a file is the greatest of its facts, the same in whatever order they come; a file keeps
the greatest so far, and a fact that comes late changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from catalogue.procedures import Procedure
from contracts.calls.filing import DossierStatus
from contracts.events import DossierEvent
from contracts.payment import FeesAssessed, FeesSettled, Moment
from contracts.review import (
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    ObjectionRaised,
    ObjectionTimeLapsed,
    OpinionGiven,
    OpinionRequested,
    Outcome,
    StudyConcluded,
)
from contracts.signature import PermitSigned, SignatureRequested


class Stage(IntEnum):
    """What a fact proves of a file; the tens are the phases."""

    DRAFT = 0
    SUBMITTED = 10
    REQUEST_FEES_DUE = 20
    REQUEST_FEES_PAID = 30
    CASE_OPENED = 40
    COMPLEMENT_REQUESTED = 41
    COMPLEMENT_PROVIDED = 42
    IN_CONSULTATION = 50
    CONCLUDED = 60
    FAVOURABLE = 70
    FEES_ASSESSED = 80
    FEES_SETTLED = 90
    PERMIT_PREPARED = 100
    PERMIT_SIGNED = 110
    ISSUED = 120
    REFUSED = 121
    IN_FORCE = 122
    OBJECTED = 123
    WITHDRAWN = 130


PHASE = 10

STATUS = {
    Stage.DRAFT: DossierStatus.DRAFT,
    Stage.SUBMITTED: DossierStatus.SUBMITTED,
    Stage.REQUEST_FEES_DUE: DossierStatus.AWAITING_PAYMENT,
    Stage.REQUEST_FEES_PAID: DossierStatus.SUBMITTED,
    Stage.CASE_OPENED: DossierStatus.IN_REVIEW,
    Stage.COMPLEMENT_REQUESTED: DossierStatus.COMPLEMENT_REQUESTED,
    Stage.COMPLEMENT_PROVIDED: DossierStatus.IN_REVIEW,
    Stage.IN_CONSULTATION: DossierStatus.IN_REVIEW,
    Stage.CONCLUDED: DossierStatus.IN_REVIEW,
    Stage.FAVOURABLE: DossierStatus.FAVOURABLE,
    Stage.FEES_ASSESSED: DossierStatus.AWAITING_PAYMENT,
    Stage.FEES_SETTLED: DossierStatus.AWAITING_SIGNATURE,
    Stage.PERMIT_PREPARED: DossierStatus.AWAITING_SIGNATURE,
    Stage.PERMIT_SIGNED: DossierStatus.AWAITING_PAYMENT,  # which alone can hold back what is signed
    Stage.ISSUED: DossierStatus.ISSUED,
    Stage.REFUSED: DossierStatus.REFUSED,
    Stage.IN_FORCE: DossierStatus.IN_FORCE,
    Stage.OBJECTED: DossierStatus.OBJECTED,
    Stage.WITHDRAWN: DossierStatus.WITHDRAWN,
}

OVER = frozenset({Stage.ISSUED, Stage.REFUSED, Stage.OBJECTED, Stage.WITHDRAWN})
"""Where a file has come to its end. What was declared and is in force is not there yet: it can be taken back, or objected to."""

ANSWERED = frozenset({Stage.CONCLUDED, Stage.FAVOURABLE, Stage.FEES_ASSESSED, Stage.FEES_SETTLED})
"""Where the answer is known, and the paper that grants it is not prepared."""

DELIVERED = frozenset({Stage.ISSUED, Stage.IN_FORCE})
"""Where the applicant has what he asked for."""

PROVES: dict[type[DossierEvent], Stage] = {
    CaseOpened: Stage.CASE_OPENED,
    ComplementRequested: Stage.COMPLEMENT_REQUESTED,
    CaseResumed: Stage.COMPLEMENT_PROVIDED,
    OpinionRequested: Stage.IN_CONSULTATION,
    OpinionGiven: Stage.IN_CONSULTATION,
    StudyConcluded: Stage.CONCLUDED,
    ObjectionTimeLapsed: Stage.IN_FORCE,
    ObjectionRaised: Stage.OBJECTED,
    SignatureRequested: Stage.PERMIT_PREPARED,
    PermitSigned: Stage.PERMIT_SIGNED,
}


def stage_told_by(event: DossierEvent, procedure: Procedure) -> Stage:
    """Say what a fact of another room proves under a procedure; raise KeyError for an event that filing does not follow."""
    match event:
        case CaseOpened() if procedure.objection is not None:
            return Stage.IN_FORCE  # the receipt is the title from the first day
        case DecisionReached():
            return Stage.FAVOURABLE if event.outcome is Outcome.FAVOURABLE else Stage.REFUSED
        case FeesAssessed():
            return Stage.REQUEST_FEES_DUE if event.due is Moment.REQUEST else Stage.FEES_ASSESSED
        case FeesSettled():
            return Stage.REQUEST_FEES_PAID if event.due is Moment.REQUEST else Stage.FEES_SETTLED
        case _:
            return PROVES[type(event)]


def complete_from(procedure: Procedure) -> Stage:
    """Say from which stage on everything may have been told that the paper of a file states; before that something is missing for sure."""
    if procedure.paper is None:
        return Stage.WITHDRAWN  # nothing is ever composed
    if Moment.DECISION in procedure.moments_before_signature:
        return Stage.FEES_SETTLED
    return Stage.FAVOURABLE if procedure.paper.is_decided else Stage.CONCLUDED


def standing_of(facts: Iterable[tuple[Stage, datetime]]) -> tuple[Stage, datetime]:
    """Give the greatest of the facts of a file, each a stage and its instant: how far it has come, and since when."""
    return max(facts, key=lambda fact: weight_of(*fact))


def weight_of(stage: Stage, at: datetime) -> tuple[int, datetime, int]:
    """Weigh a fact: its phase, then its instant; of two at one instant, the one that comes later by its nature."""
    return stage // PHASE, at, int(stage)
