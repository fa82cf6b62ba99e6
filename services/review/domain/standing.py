"""
Where the study of a file stands: told by what has happened to it, in whatever order that came.

The column `status` is an index of this and nothing more.
"""

from datetime import date, datetime
from typing import Protocol

from contracts.calls.review import CaseStatus
from contracts.moves import Verbs
from contracts.people import Authority
from services.review.domain.complement import Complement
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Opinion
from services.review.domain.refusals import CaseMoveNotAllowed

OPEN_STATUSES = frozenset(
    {
        CaseStatus.AWAITING_FEES,
        CaseStatus.AWAITING_ADMISSIBILITY,
        CaseStatus.COMPLEMENT_REQUESTED,
        CaseStatus.IN_CONSULTATION,
        CaseStatus.AWAITING_DECISION,
        CaseStatus.OPEN_TO_OBJECTION,
    }
)
HEARING = (CaseStatus.IN_CONSULTATION, CaseStatus.AWAITING_DECISION)
"""While bodies may speak: one that need not be heard may until the decision."""

VERBS = Verbs(
    {
        "request-complement": (CaseStatus.AWAITING_ADMISSIBILITY,),
        "resume": (CaseStatus.COMPLEMENT_REQUESTED,),
        "admit": (CaseStatus.AWAITING_ADMISSIBILITY,),
        "give-opinion": HEARING,
        "decide": HEARING,
        "object": (CaseStatus.OPEN_TO_OBJECTION,),
        "lapse": (CaseStatus.OPEN_TO_OBJECTION,),
    },
    lambda verb, status: CaseMoveNotAllowed(move=verb, status=status),
)


class Told(Protocol):
    """What a case knows of what has happened, and of who is to answer."""

    opened_at: datetime | None
    admissible_by: date | None
    admitted_at: datetime | None
    opinions: dict[str, Opinion]
    complement: Complement | None
    decides: Authority | None
    objects: Authority | None
    decision: Decision | None
    objection: Objection | None
    concluded_at: datetime | None
    closed_at: datetime | None


class Limited(Protocol):
    """What a case, or a line of a list, knows of its legal limit."""

    @property
    def status(self) -> CaseStatus:
        """Say where it stands."""

    @property
    def due_on(self) -> date | None:
        """Say until when it is to be answered."""

    @property
    def stopped_on(self) -> date | None:
        """Say which day was the last that counted, while its clocks stand still."""


def is_overdue(case: Limited, today: date) -> bool:
    """Say whether the legal limit is behind us without an answer; while the clocks stand still, whether it was when they stopped."""
    if case.due_on is None or case.status not in OPEN_STATUSES or case.status is CaseStatus.OPEN_TO_OBJECTION:
        return False
    return case.due_on < (case.stopped_on or today)


def standing_of(told: Told) -> CaseStatus:
    """Say where a case stands: how it ended, or the first thing that it waits for; if that is nothing, it has come to its end."""
    return _end_of(told) or _awaited_of(told)


def _end_of(told: Told) -> CaseStatus | None:
    ends = {
        CaseStatus.CLOSED: told.closed_at,
        CaseStatus.DECIDED: told.decision,
        CaseStatus.OBJECTED: told.objection,
        CaseStatus.CONCLUDED: told.concluded_at,
    }
    return next((status for status, fact in ends.items() if fact is not None), None)


def _awaited_of(told: Told) -> CaseStatus:
    if told.opened_at is None:
        return CaseStatus.AWAITING_FEES
    if told.admissible_by is not None and told.admitted_at is None:
        waits = told.complement is not None and told.complement.provided_at is None
        return CaseStatus.COMPLEMENT_REQUESTED if waits else CaseStatus.AWAITING_ADMISSIBILITY
    if any(opinion.mandatory and opinion.is_open for opinion in told.opinions.values()):
        return CaseStatus.IN_CONSULTATION
    if told.decides is not None:
        return CaseStatus.AWAITING_DECISION
    return CaseStatus.OPEN_TO_OBJECTION if told.objects is not None else CaseStatus.CONCLUDED
