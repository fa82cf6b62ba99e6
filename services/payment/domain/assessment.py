"""Assessment: what is due at a moment, from what was declared and the law in force on its day."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalogue import fees, procedures
from catalogue.calendar import legal_day
from catalogue.fees import FeeLine
from contracts.events import Declared, reference_of
from contracts.filing import ComplementProvided, DossierSubmitted
from contracts.identifiers import new_id
from contracts.money import NOTHING
from contracts.parties import Parties, takes_part, took_part
from contracts.payment import FeesAssessed, FeesSettled, Moment
from contracts.refusals import MandateOver
from contracts.review import DecisionReached
from services.payment.domain.orders import FeeOrder, Method


@dataclass(kw_only=True)
class FeeBase:
    """
    What the fees of one file are computed from, and who may see them.

    Its facts come from two rooms in any order, and wait here for each other: the decision for the submission, and for the complement that
    whoever decided has seen.
    """

    dossier: str
    commune: str
    procedure: str  # pinned, `code@version`
    registry_number: str
    parties: Parties = ()
    declared: Declared = field(default_factory=dict)  # as last declared
    submitted_at: datetime | None = None  # None while only later facts of the file have come
    complemented_at: datetime | None = None
    decided_at: datetime | None = None  # when it was granted
    decided_on: datetime | None = None  # the complement that the decision rests on
    withdrawn_at: datetime | None = None

    def learn_submission(self, event: DossierSubmitted) -> None:
        """Take over what the file declares, unless a complement has come first; the first submission stands."""
        if self.submitted_at is None:
            self.submitted_at, self.parties = event.submitted_at, event.parties
            self.declared = event.declared if self.complemented_at is None else self.declared

    def learn_complement(self, event: ComplementProvided) -> None:
        """Take over what the completed file declares."""
        self.declared, self.complemented_at = event.declared, event.provided_at

    def learn_decision(self, event: DecisionReached) -> None:
        """Take note that the file is granted, and what it was decided on."""
        self.decided_at, self.decided_on = event.decided_at, event.complemented_at

    def learn_withdrawal(self, withdrawn_at: datetime) -> None:
        """Take note that the file was taken back: nothing further is asked for it."""
        self.withdrawn_at = self.withdrawn_at or withdrawn_at

    def moments(self) -> dict[Moment, datetime]:
        """Give the moments that have come, with their instants: those whose fees can be assessed."""
        if self.submitted_at is None or self.withdrawn_at is not None:
            return {}
        come = {Moment.REQUEST: self.submitted_at}
        if self.decided_at is not None and not self._awaits_complement():
            come[Moment.DECISION] = self.decided_at
        return come

    def has_party(self, account: str) -> bool:
        """Tell whether the account takes part in the file, or did."""
        return took_part(self.parties, account)

    def refuse_if_party_left(self, account: str) -> None:
        """Raise `MandateOver` when the account takes part no longer: he pays no more for somebody whose mandate he has lost."""
        if not takes_part(self.parties, account):
            raise MandateOver

    def _awaits_complement(self) -> bool:
        """Tell whether the complement on which was decided has not come here yet."""
        return self.decided_on is not None and (self.complemented_at is None or self.complemented_at < self.decided_on)


def fee_lines(base: FeeBase, due: Moment, at: datetime) -> tuple[FeeLine, ...]:
    """Compute what the pinned procedure makes due at a moment, at the rates in force on its day (law 47-06); perhaps nothing."""
    schedules = procedures.by_ref(base.procedure).schedules_due(due)
    return tuple(line for code in schedules for line in fees.assess(fees.schedule(code), base.declared, base.commune, legal_day(at)))


def assess(base: FeeBase, due: Moment, lines: tuple[FeeLine, ...], now: datetime) -> tuple[FeeOrder, FeesAssessed | FeesSettled]:
    """Draw up the order of a moment; an order of nothing is settled at once, by no method."""
    order = FeeOrder(id=new_id(), **reference_of(base), due=due, lines=lines, assessed_at=now)
    if order.total == NOTHING:
        return order, order.settle(Method.NONE, now)
    return order, FeesAssessed(
        **reference_of(order),
        order=order.id,
        due=due,
        amount=f"{order.total.amount:.2f}",
        currency=order.total.currency,
        assessed_at=now,
    )


def not_assessed() -> dict[str, Any]:
    """Write what stands in place of an order before the first one: nothing is due yet."""
    return {
        "order": None,
        "due": None,
        "status": "not-assessed",
        "total": NOTHING.to_json(),
        "lines": [],
        "shares": {},
        "method": None,
        "assessed_at": None,
        "settled_at": None,
        "methods": [],
        "payments": [],
        "surpluses": [],
        "orders": [],
    }
