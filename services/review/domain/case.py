"""The case: one for each submitted file, from its submission to the answer."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from catalogue.calendar import legal_day
from catalogue.procedures import Procedure
from contracts.calls.review import CaseStatus, OpinionStanding
from contracts.events import Declared, DossierEvent, Event, reference_of
from contracts.filing import DossierSubmitted
from contracts.parties import Parties
from contracts.people import Authority
from contracts.review import (
    REASONED,
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    ObjectionRaised,
    ObjectionTimeLapsed,
    OpinionGiven,
    OpinionReasoned,
    OpinionRequested,
    StudyConcluded,
    Window,
)
from services.review.domain.complement import Complement, MissingItem
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Advice, Opinion
from services.review.domain.refusals import CaseMoveNotAllowed
from services.review.domain.rules import COMPLEMENT_RULES, DECISION_RULES, OBJECTION_RULES, OPINION_RULES, refuse_if_any
from services.review.domain.standing import VERBS, is_overdue, standing_of
from services.review.domain.study import Study, limit_of_body, moved


@dataclass(kw_only=True)
class Case:
    """
    The study of one file.

    What another room tells may come before the submission (`settled_at`, `closed_at`); it is kept, and the study waits for the file.
    """

    dossier: str
    commune: str
    procedure: str
    registry_number: str
    parties: Parties = ()
    declared: Declared = field(default_factory=dict)
    window: Window = Window.COMMUNAL
    decides: Authority | None = None  # in whose name it is decided, if it is
    objects: Authority | None = None  # in whose name somebody may object
    submitted_at: datetime | None = None  # None while only later facts of the file have come
    settled_at: datetime | None = None  # when what is due at the request was paid
    opened_at: datetime | None = None  # when the study began: nothing holds it back
    admissible_by: date | None = None  # None where nobody has to admit the file
    admitted_at: datetime | None = None
    due_on: date | None = None
    opinions: dict[str, Opinion] = field(default_factory=dict)
    complement: Complement | None = None
    decision: Decision | None = None
    objection: Objection | None = None
    concluded_at: datetime | None = None
    closed_at: datetime | None = None  # when the file was taken back
    version: int = 0

    @property
    def status(self) -> CaseStatus:
        """Say where the study stands."""
        return standing_of(self)

    @property
    def handed_in_at(self) -> datetime:
        """Give the instant at which the file was handed in; of a case of which only later facts have come, nobody may ask."""
        if self.submitted_at is None:
            raise TypeError(f"{self.dossier} has not been handed in")
        return self.submitted_at

    @property
    def last_instant(self) -> datetime | None:
        """Give the instant of the last thing that happened while the file was studied; how that ended comes after it."""
        happened = [self.submitted_at, self.settled_at, self.opened_at, self.admitted_at]
        happened += [instant for opinion in self.opinions.values() for instant in (opinion.requested_at, opinion.given_at)]
        happened += [self.complement.requested_at, self.complement.provided_at] if self.complement else []
        return max((instant for instant in happened if instant), default=None)

    @property
    def stopped_on(self) -> date | None:
        """Give the last day that counted, while the clocks stand still; None while they run."""
        return self.complement.pause.stopped_on if self.complement and self.status is CaseStatus.COMPLEMENT_REQUESTED else None

    def receive(self, submitted: DossierSubmitted, study: Study, now: datetime) -> list[DossierEvent]:
        """Take up a submitted file, once; study it at once, unless fees come first."""
        if self.submitted_at is not None:
            return []
        self.declared, self.submitted_at = submitted.declared, submitted.submitted_at
        self.window, self.decides, self.objects = study.window, study.decides, study.objects
        self._seat(study)
        return self._open(study, now) if self.settled_at or not study.fees_first else []

    def note_settlement(self, settled_at: datetime, study: Study, now: datetime) -> list[DossierEvent]:
        """Take note that what is due at the request is paid; study the file, if it is here."""
        self.settled_at = self.settled_at or settled_at
        waits = self.submitted_at is not None and self.status is CaseStatus.AWAITING_FEES
        return self._open(study, now) if waits else []

    def admit(self, study: Study, now: datetime) -> list[DossierEvent]:
        """Find the file admissible, and go on."""
        VERBS.check("admit", self.status)
        self.admitted_at = now = self._in_order(now)
        return self._go_on(study, now)

    def request_complement(self, items: tuple[MissingItem, ...], procedure: Procedure, now: datetime) -> ComplementRequested:
        """Ask the applicant, once, for what is missing of what the procedure asks."""
        VERBS.check("request-complement", self.status)
        refuse_if_any(COMPLEMENT_RULES, items, procedure, self.complement)
        now = self._in_order(now)
        self.complement = Complement(items=items, requested_at=now)
        return ComplementRequested(**reference_of(self), items=tuple(item.item for item in items), requested_at=now)

    def resume(self, declared: Declared, study: Study, provided_at: datetime) -> list[CaseResumed]:
        """Go on with what the file declares now: the clocks run with what is left; a closed case stays closed."""
        if self.status is CaseStatus.CLOSED:
            return []
        VERBS.check("resume", self.status)
        assert self.complement  # noqa: S101 - what was resumed from has all three
        assert self.admissible_by  # noqa: S101
        assert self.due_on  # noqa: S101
        self.declared, self.complement = declared, replace(self.complement, provided_at=provided_at)
        self._seat(study)
        self.admissible_by = moved(self.admissible_by, study.admissibility, self.complement.pause)
        self.due_on = moved(self.due_on, study.answer or study.admissibility, self.complement.pause)
        return [CaseResumed(**reference_of(self), due_on=self.due_on, resumed_at=provided_at)]

    def give_opinion(self, advice: Advice, now: datetime) -> list[Event]:
        """Receive what a body says; its words are told apart, to those who write them on the paper."""
        VERBS.check("give-opinion", self.status)
        refuse_if_any(OPINION_RULES, advice, self.opinions)
        now = self._in_order(now)
        self.opinions[advice.body].receive(advice, now)
        told: list[Event] = [
            OpinionGiven(**reference_of(self), body=advice.body, verdict=advice.verdict, given_by=advice.given_by, given_at=now)
        ]
        if advice.verdict in REASONED:
            told.append(self._reasoned(advice, now))
        return [*told, *self._conclude(now)]

    def decide(self, decision: Decision) -> DecisionReached:
        """Record the decision."""
        VERBS.check("decide", self.status)
        refuse_if_any(DECISION_RULES, decision, self.opinions)
        self.decision = decision = replace(decision, decided_at=self._in_order(decision.decided_at))
        return DecisionReached(
            **reference_of(self),
            outcome=decision.outcome,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
            bodies=self._heard(),
            complemented_at=self._complemented_at(),
        )

    def object(self, objection: Objection) -> ObjectionRaised:
        """Record that the administration objects to what was declared."""
        VERBS.check("object", self.status)
        assert self.due_on  # noqa: S101 - a study that has begun has its limit
        objection = replace(objection, raised_at=self._in_order(objection.raised_at))
        refuse_if_any(OBJECTION_RULES, objection, self.due_on)
        self.objection = objection
        return ObjectionRaised(**reference_of(self), raised_by=objection.raised_by, raised_at=objection.raised_at)

    def lapse(self, now: datetime) -> ObjectionTimeLapsed:
        """Note that nobody has objected in time: what was declared stands."""
        VERBS.check("lapse", self.status)
        if self.due_on is None or legal_day(now) <= self.due_on:
            raise CaseMoveNotAllowed(move="lapse", status=self.status)
        self.concluded_at = self._in_order(now)
        return ObjectionTimeLapsed(**reference_of(self), lapsed_at=self.concluded_at)

    def close(self, withdrawn_at: datetime) -> None:
        """Stop the study of a file that was withdrawn; what was said and decided stays readable."""
        self.closed_at = self.closed_at or withdrawn_at

    @property
    def standings(self) -> dict[str, OpinionStanding]:
        """Say how far each body is."""
        return {opinion.body: opinion.standing for opinion in self.opinions.values()}

    def is_overdue(self, today: date) -> bool:
        """Say whether the legal limit is behind us without an answer; while the clocks stand still, whether it was when they stopped."""
        return is_overdue(self, today)

    def _seat(self, study: Study) -> None:
        """Expect the bodies that sit for what is declared: none is asked before what is declared can change no more."""
        self.opinions = {seat.body: Opinion.expected_of(seat) for seat in study.seats}

    def _open(self, study: Study, now: datetime) -> list[DossierEvent]:
        """Begin the study: its clocks run, and the first step is taken; of a file that was taken back nothing is begun."""
        if self.closed_at is not None:
            return []
        self.opened_at = now = self._in_order(now)
        self.admissible_by, self.due_on = study.admissible_by(self.handed_in_at, now), study.answered_by(self.handed_in_at, now)
        opened = CaseOpened(**reference_of(self), due_on=self.due_on, opened_at=now)
        return [opened, *self._go_on(study, now)]

    def _go_on(self, study: Study, now: datetime) -> list[DossierEvent]:
        """Ask the bodies, as soon as nobody has to admit the file any more; where none has to be heard and nobody answers, this is all."""
        if self.status is CaseStatus.AWAITING_ADMISSIBILITY:
            return []
        limits = study.limits(legal_day(now))
        return [*(self._ask(opinion, limits[body], now) for body, opinion in self.opinions.items()), *self._conclude(now)]

    def _conclude(self, now: datetime) -> list[StudyConcluded]:
        """End a study that nobody decides, once every body that has to be heard has spoken."""
        if self.status is not CaseStatus.CONCLUDED:
            return []
        self.concluded_at = now
        return [StudyConcluded(**reference_of(self), bodies=self._heard(), concluded_at=now, complemented_at=self._complemented_at())]

    def _ask(self, opinion: Opinion, own: date, now: datetime) -> OpinionRequested:
        """Ask a body until a day of its own, which is kept within that of the answer."""
        assert self.due_on  # noqa: S101 - a study that has begun has its limit
        due_on = limit_of_body(own, self.due_on, legal_day(now))
        opinion.ask(due_on, now)
        return OpinionRequested(**reference_of(self), body=opinion.body, mandatory=opinion.mandatory, due_on=due_on, requested_at=now)

    def _heard(self) -> tuple[str, ...]:
        return tuple(opinion.body for opinion in self.opinions.values() if not opinion.is_open)

    def _complemented_at(self) -> datetime | None:
        return self.complement.provided_at if self.complement else None

    def _reasoned(self, advice: Advice, now: datetime) -> OpinionReasoned:
        """State a body's words."""
        return OpinionReasoned(
            dossier=self.dossier, commune=self.commune, body=advice.body, reservations=advice.reservations(), given_at=now
        )

    def _in_order(self, now: datetime) -> datetime:
        """
        Give the instant of what happens now, never earlier than what happened before.

        Whoever acts holds the case, so that acts have an order; the clocks of two machines may differ by more than lies between two acts.
        What another room has told (the answer to a complement) keeps the instant that it was told with.
        """
        return max(now, self.last_instant or now)
