"""Assessment: what is due at a moment, from what was declared and the law in force on its day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from catalogue import fees, procedures
from catalogue.calendar import legal_day
from catalogue.fees import FeeLine
from contracts.calls.payment import PaymentMethod
from contracts.events import Declared, reference_of
from contracts.filing import ComplementProvided, DossierSubmitted, DossierWithdrawn
from contracts.identifiers import new_id
from contracts.money import NOTHING
from contracts.parties import Parties, takes_part, took_part
from contracts.payment import FeesAssessed, FeesSettled, Moment
from contracts.refusals import MandateOver
from contracts.review import DecisionReached
from services.payment.domain.orders import FeeOrder


@dataclass(kw_only=True)
class FeeBase:
    """
    What the fees of one file are computed from, and who may see them.

    Its facts come from two rooms in any order, and wait here for each other: the decision for the submission, and for the complement that
    whoever decided has seen. A file is completed once (law 55-19).
    """

    dossier: str
    commune: str
    procedure: str  # pinned, `code@version`
    registry_number: str
    parties: Parties = ()
    declared: Declared = field(default_factory=dict)  # with the request
    completed: Declared = field(default_factory=dict)  # with the complement, in place of that
    submitted_at: datetime | None = None  # None while only later facts of the file have come
    complemented_at: datetime | None = None
    decided_at: datetime | None = None  # when it was granted
    decided_on: datetime | None = None  # the complement that the decision rests on
    withdrawn_at: datetime | None = None

    def learn_submission(self, event: DossierSubmitted) -> None:
        """Take note that the file was handed in, and what it declares."""
        self.declared, self.submitted_at = event.declared, event.submitted_at

    def learn_complement(self, event: ComplementProvided) -> None:
        """Take note of what the completed file declares."""
        self.completed, self.complemented_at = event.declared, event.provided_at

    def learn_decision(self, event: DecisionReached) -> None:
        """Take note that the file is granted, and what it was decided on."""
        self.decided_at, self.decided_on = event.decided_at, event.complemented_at

    def learn_withdrawal(self, event: DossierWithdrawn) -> None:
        """Take note that the file was taken back: nothing further is asked for it."""
        self.withdrawn_at = event.withdrawn_at

    def moments(self) -> dict[Moment, datetime]:
        """Give the moments that have come, with their instants: those whose fees can be assessed."""
        if self.submitted_at is None or self.withdrawn_at is not None:
            return {}
        come = {Moment.REQUEST: self.submitted_at}
        if self.decided_at is not None and not self._awaits_complement():
            come[Moment.DECISION] = self.decided_at
        return come

    def declared_at(self, moment: Moment) -> Declared:
        """Give what the fees of a moment go by: what was asked for; for a decision, what was decided on."""
        return self.completed if moment is Moment.DECISION and self.decided_on is not None else self.declared

    def has_party(self, account: str) -> bool:
        """Tell whether the account takes part in the file, or did."""
        return took_part(self.parties, account)

    def refuse_if_party_left(self, account: str) -> None:
        """Raise `MandateOver` when the account takes part no longer: he pays no more for somebody whose mandate he has lost."""
        if not takes_part(self.parties, account):
            raise MandateOver

    def _awaits_complement(self) -> bool:
        """Tell whether the complement on which was decided has not come here yet."""
        return self.decided_on is not None and self.complemented_at is None


def draw_up(base: FeeBase, drawn_up: Collection[Moment], now: datetime) -> list[tuple[FeeOrder, FeesAssessed | FeesSettled]]:
    """Draw up the orders of the moments that have come, but for those that have theirs; where nothing is charged there is none."""
    lines = {due: fee_lines(base, due, at) for due, at in base.moments().items() if due not in drawn_up}
    return [assess(base, due, charged, now) for due, charged in lines.items() if charged]


def fee_lines(base: FeeBase, due: Moment, at: datetime) -> tuple[FeeLine, ...]:
    """Compute what the pinned procedure makes due at a moment, at the rates in force on its day (law 47-06); perhaps nothing."""
    schedules, declared, day = procedures.by_ref(base.procedure).schedules_due(due), base.declared_at(due), legal_day(at)
    return tuple(line for code in schedules for line in fees.assess(fees.schedule(code), declared, base.commune, day))


def assess(base: FeeBase, due: Moment, lines: tuple[FeeLine, ...], now: datetime) -> tuple[FeeOrder, FeesAssessed | FeesSettled]:
    """Draw up the order of a moment; an order of nothing is settled at once, by no method."""
    order = FeeOrder(id=new_id(), **reference_of(base), due=due, lines=lines, assessed_at=now)
    if order.total == NOTHING:
        return order, order.settle(PaymentMethod.NONE, now)
    return order, FeesAssessed(
        **reference_of(order),
        order=order.id,
        due=due,
        amount=f"{order.total.amount:.2f}",
        currency=order.total.currency,
        assessed_at=now,
    )
