"""Money that the bank holds for an order that does not wait for it: not captured, kept by the bank's number, told to the treasurer."""

from dataclasses import dataclass
from datetime import datetime

from contracts.events import reference_of
from contracts.money import Money
from contracts.payment import SurplusHeld
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import Payment
from services.payment.domain.settlement import ProviderReport


@dataclass(frozen=True, kw_only=True)
class Surplus:
    """One transaction of the bank too many for an order; `transaction` is the provider's number, told apart for each payment."""

    payment: str
    order: str
    transaction: str
    amount: Money
    held_at: datetime

    @classmethod
    def told_of(cls, payment: Payment, report: ProviderReport, now: datetime) -> "Surplus":
        """Write down what a provider accepted beyond what was due."""
        return cls(payment=payment.id, order=payment.order, transaction=report.transaction, amount=report.amount, held_at=now)

    def announced(self, order: FeeOrder) -> SurplusHeld:
        """Tell whoever must let the money go: the treasurer of the order's commune."""
        return SurplusHeld(
            **reference_of(order),
            order=self.order,
            payment=self.payment,
            transaction=self.transaction,
            amount=f"{self.amount.amount:.2f}",
            currency=self.amount.currency,
            held_at=self.held_at,
        )
