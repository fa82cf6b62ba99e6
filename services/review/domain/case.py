"""The case: one for each submitted file, from its opening to the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from catalogue.calendar import legal_day
from catalogue.procedures import Procedure
from catalogue.territory.windows import Window
from contracts.events import reference_of
from contracts.filing import DossierSubmitted
from contracts.moves import Moves
from contracts.parties import Parties
from contracts.review import (
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    OpinionGiven,
    OpinionReasoned,
    OpinionRequested,
    Verdict,
)
from services.review.domain.complement import Complement, MissingItem
from services.review.domain.decision import Decision
from services.review.domain.opinion import Advice, Opinion
from services.review.domain.refusals import CaseMoveNotAllowed
from services.review.domain.rules import COMPLEMENT_RULES, DECISION_RULES, OPINION_RULES, refuse_if_any
from services.review.domain.study import Study, limit_of_body


class CaseStatus(StrEnum):
    """Where the study of a file stands."""

    AWAITING_ADMISSIBILITY = "awaiting-admissibility"
    COMPLEMENT_REQUESTED = "complement-requested"
    IN_CONSULTATION = "in-consultation"
    DECIDED = "decided"
    CLOSED = "closed"


MOVES = Moves(
    {
        ("request-complement", CaseStatus.AWAITING_ADMISSIBILITY): CaseStatus.COMPLEMENT_REQUESTED,
        ("resume", CaseStatus.COMPLEMENT_REQUESTED): CaseStatus.AWAITING_ADMISSIBILITY,
        ("admit", CaseStatus.AWAITING_ADMISSIBILITY): CaseStatus.IN_CONSULTATION,
        ("give-opinion", CaseStatus.IN_CONSULTATION): CaseStatus.IN_CONSULTATION,
        ("decide", CaseStatus.IN_CONSULTATION): CaseStatus.DECIDED,
        **{("close", status): CaseStatus.CLOSED for status in CaseStatus},
    },
    lambda move, status: CaseMoveNotAllowed(move=move, status=status),
)

OPEN_STATUSES = frozenset({CaseStatus.AWAITING_ADMISSIBILITY, CaseStatus.COMPLEMENT_REQUESTED, CaseStatus.IN_CONSULTATION})


@dataclass(kw_only=True)
class Case:
    """The study of one file."""

    dossier: str
    commune: str
    procedure: str
    registry_number: str
    parties: Parties
    window: Window
    submitted_at: datetime
    opened_at: datetime
    admissible_by: date
    due_on: date
    status: CaseStatus = CaseStatus.AWAITING_ADMISSIBILITY
    opinions: dict[str, Opinion] = field(default_factory=dict)
    complement: Complement | None = None
    decision: Decision | None = None
    version: int = 0

    @classmethod
    def open(cls, submitted: DossierSubmitted, study: Study, now: datetime) -> tuple["Case", CaseOpened]:
        """Open the case of a submitted file under its pinned procedure; the receipt is day 0 (law 55-19)."""
        opened_at = max(now, submitted.submitted_at)
        case = cls(
            dossier=submitted.dossier,
            commune=submitted.commune,
            procedure=submitted.procedure,
            registry_number=submitted.registry_number,
            parties=submitted.parties,
            window=study.window,
            submitted_at=submitted.submitted_at,
            opened_at=opened_at,
            admissible_by=study.admissible_by,
            due_on=study.due_on,
            opinions={seat.body: Opinion.expected_of(seat) for seat in study.seats},
        )
        opened = CaseOpened(**reference_of(case), due_on=case.due_on, opened_at=opened_at)
        return case, opened

    @property
    def last_instant(self) -> datetime:
        """Give the instant of the last thing that happened to the case."""
        happened: list[datetime | None] = [self.opened_at, self.decision.decided_at if self.decision else None]
        happened += [instant for opinion in self.opinions.values() for instant in (opinion.requested_at, opinion.given_at)]
        happened += [self.complement.requested_at, self.complement.provided_at] if self.complement else []
        return max(instant for instant in happened if instant)

    @property
    def stopped_on(self) -> date | None:
        """Give the last day that counted, while the clocks stand still; None while they run."""
        return self.complement.pause.stopped_on if self.complement and self.status is CaseStatus.COMPLEMENT_REQUESTED else None

    def admit(self, due: Mapping[str, date], now: datetime) -> list[OpinionRequested]:
        """Find the file admissible and ask every body; `due` gives each body's own limit, kept within the decision's."""
        self.status = MOVES.after("admit", self.status)
        now = self._in_order(now)
        for opinion in self.opinions.values():
            opinion.ask(limit_of_body(due.get(opinion.body, self.due_on), self.due_on, legal_day(now)), now)
        return [self._request(opinion, now) for opinion in self.opinions.values()]

    def request_complement(self, items: tuple[MissingItem, ...], procedure: Procedure, now: datetime) -> ComplementRequested:
        """Ask the applicant, once, for what is missing of what the procedure asks."""
        after = MOVES.after("request-complement", self.status)
        refuse_if_any(COMPLEMENT_RULES, items, procedure, self.complement)
        self.status = after
        now = self._in_order(now)
        self.complement = Complement(items=items, requested_at=now)
        return ComplementRequested(**reference_of(self), items=tuple(item.item for item in items), requested_at=now)

    def resume(self, procedure: Procedure, provided_at: datetime) -> CaseResumed | None:
        """Take the study up again with the applicant's answer: the clocks go on with what is left; a closed case stays closed."""
        if self.status is CaseStatus.CLOSED:
            return None
        self.status = MOVES.after("resume", self.status)
        assert self.complement  # noqa: S101 - it is what was resumed from
        self.complement = replace(self.complement, provided_at=provided_at)
        pause = self.complement.pause
        self.admissible_by = pause.move(self.admissible_by, procedure.admissibility.unit)
        self.due_on = pause.move(self.due_on, procedure.decision.unit)
        return CaseResumed(**reference_of(self), due_on=self.due_on, resumed_at=provided_at)

    def give_opinion(self, advice: Advice, now: datetime) -> list[OpinionGiven | OpinionReasoned]:
        """Receive what a body says; what it reserves is told apart, to those who write it on the permit."""
        after = MOVES.after("give-opinion", self.status)
        refuse_if_any(OPINION_RULES, advice, self.opinions)
        self.status = after
        now = self._in_order(now)
        self.opinions[advice.body].receive(advice, now)
        given = OpinionGiven(**reference_of(self), body=advice.body, verdict=advice.verdict, given_by=advice.given_by, given_at=now)
        if advice.verdict is not Verdict.FAVOURABLE_WITH_RESERVATIONS:
            return [given]
        return [given, self._reasoned(advice, now)]

    def decide(self, decision: Decision) -> DecisionReached:
        """Record the president's decision."""
        after = MOVES.after("decide", self.status)
        refuse_if_any(DECISION_RULES, decision, self.opinions)
        self.status = after
        self.decision = decision = replace(decision, decided_at=self._in_order(decision.decided_at))
        return DecisionReached(
            **reference_of(self),
            outcome=decision.outcome,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
            complemented_at=self.complement.provided_at if self.complement else None,
            bodies=tuple(opinion.body for opinion in self.opinions.values() if not opinion.is_open),
        )

    def close(self) -> None:
        """Stop the study of a file that was withdrawn; what was said and decided stays readable."""
        self.status = MOVES.after("close", self.status)

    def is_overdue(self, today: date) -> bool:
        """Say whether the legal limit is behind us without a decision; while the clocks stand still, whether it was when they stopped."""
        return self.status in OPEN_STATUSES and self.due_on < (self.stopped_on or today)

    def _reasoned(self, advice: Advice, now: datetime) -> OpinionReasoned:
        """State what a body reserves."""
        return OpinionReasoned(
            dossier=self.dossier, commune=self.commune, body=advice.body, reservations=advice.reservations(), given_at=now
        )

    def _request(self, opinion: Opinion, now: datetime) -> OpinionRequested:
        """State that a body has been asked."""
        return OpinionRequested(
            **reference_of(self),
            body=opinion.body,
            mandatory=opinion.mandatory,
            due_on=opinion.due_on or self.due_on,
            requested_at=now,
        )

    def _in_order(self, now: datetime) -> datetime:
        """
        Give the instant of what happens now, never earlier than what happened before.

        Whoever acts holds the case, so that acts have an order; the clocks of two machines may differ by more than lies between two acts.
        What another room has told (the answer to a complement) keeps the instant that it was told with.
        """
        return max(now, self.last_instant)
