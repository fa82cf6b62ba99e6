"""A fee order is what is due for a file at one moment: lines by beneficiary, one settlement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalogue.fees import FeeLine
from contracts.calls.payment import OrderStatus, PaymentMethod
from contracts.events import reference_of
from contracts.money import NOTHING, Money
from contracts.moves import Moves
from contracts.payment import FeesSettled, Moment
from services.payment.domain.refusals import OrderNotPayable

MOVES = Moves(
    {
        ("settle", OrderStatus.ASSESSED): OrderStatus.SETTLED,
        ("cancel", OrderStatus.ASSESSED): OrderStatus.CANCELLED,
    },
    lambda _, status: OrderNotPayable(status=status),
)


@dataclass
class FeeOrder:
    """What is due for one file at one moment; settled at most once."""

    id: str
    dossier: str
    commune: str
    procedure: str  # pinned, `code@version`
    registry_number: str
    due: Moment
    lines: tuple[FeeLine, ...]
    assessed_at: datetime
    status: OrderStatus = OrderStatus.ASSESSED
    method: PaymentMethod | None = None
    closed_at: datetime | None = None  # settled or cancelled
    version: int = 0

    @property
    def total(self) -> Money:
        """Add up the lines."""
        return sum((line.amount for line in self.lines), NOTHING)

    def shares(self) -> Mapping[str, Money]:
        """Tell what each beneficiary is owed."""
        shares: dict[str, Money] = {}
        for line in self.lines:
            shares[line.beneficiary] = shares.get(line.beneficiary, NOTHING) + line.amount
        return shares

    def must_be_payable(self) -> None:
        """Refuse unless the order waits for money."""
        if self.status is not OrderStatus.ASSESSED:
            raise OrderNotPayable(status=self.status.value)

    def settle(self, method: PaymentMethod, now: datetime) -> FeesSettled:
        """Note that the whole order is paid, once."""
        self.status = MOVES.after("settle", self.status)
        self.method, self.closed_at = method, now
        return FeesSettled(
            **reference_of(self),
            order=self.id,
            due=self.due,
            amount=f"{self.total.amount:.2f}",
            currency=self.total.currency,
            method=method.value,
            settled_at=now,
        )

    def cancel(self, now: datetime) -> None:
        """Ask for nothing any more: the file was withdrawn."""
        self.status = MOVES.after("cancel", self.status)
        self.closed_at = now
