"""Assessment: what a favourable decision makes due, from what was declared and the law in force on its day."""

from dataclasses import dataclass, replace
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
from contracts.payment import FeesAssessed, FeesSettled
from contracts.refusals import Conflict, MandateOver
from services.payment.domain.orders import FeeOrder, Method


class FeeBaseUnknown(Conflict):
    """Something has arrived before the submission or the complement that it builds on; the bus brings it again."""

    code = "fee-base-unknown"


@dataclass(frozen=True, kw_only=True)
class FeeBase:
    """What the fees of one file are computed from, as last declared to the administration, and who may see them."""

    dossier: str
    commune: str
    procedure: str  # pinned, `code@version`
    registry_number: str
    declared: Declared
    parties: Parties
    submitted_at: datetime
    complemented_at: datetime | None = None

    @classmethod
    def declared_in(cls, event: DossierSubmitted) -> "FeeBase":
        """Keep from the submission what the fees need."""
        return cls(
            **reference_of(event),
            declared=event.declared,
            parties=event.parties,
            submitted_at=event.submitted_at,
        )

    def complemented(self, event: ComplementProvided) -> "FeeBase":
        """Take over what the completed file declares."""
        return replace(self, declared=event.declared, complemented_at=event.provided_at)

    def refuse_if_older_than(self, complemented_at: datetime | None) -> None:
        """Raise `FeeBaseUnknown` while the complement that the president saw has not arrived here."""
        if complemented_at and (self.complemented_at is None or self.complemented_at < complemented_at):
            raise FeeBaseUnknown(dossier=self.dossier)

    def has_party(self, account: str) -> bool:
        """Tell whether the account takes part in the file, or did."""
        return took_part(self.parties, account)

    def refuse_if_party_left(self, account: str) -> None:
        """Raise `MandateOver` when the account takes part no longer: he pays no more for somebody whose mandate he has lost."""
        if not takes_part(self.parties, account):
            raise MandateOver


def fee_lines(base: FeeBase, decided_at: datetime) -> tuple[FeeLine, ...]:
    """Compute the lines by the schedule of the pinned procedure, at the rates in force on the day of the decision (law 47-06)."""
    tariff = fees.schedule(procedures.by_ref(base.procedure).fee_schedule)
    return tuple(fees.assess(tariff, base.declared, base.commune, legal_day(decided_at)))


def assess(base: FeeBase, lines: tuple[FeeLine, ...], now: datetime) -> tuple[FeeOrder, FeesAssessed | FeesSettled]:
    """Draw up the order of a favourable decision; an order of nothing is settled at once, by no method."""
    order = FeeOrder(id=new_id(), **reference_of(base), lines=lines, assessed_at=now)
    if order.total == NOTHING:
        return order, order.settle(Method.NONE, now)
    due = order.total
    return order, FeesAssessed(
        **reference_of(order),
        order=order.id,
        amount=f"{due.amount:.2f}",
        currency=due.currency,
        assessed_at=now,
    )


def not_assessed() -> dict[str, Any]:
    """Write what stands in place of an order before the decision: nothing is due yet."""
    return {
        "order": None,
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
    }
