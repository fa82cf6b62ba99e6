"""Money as it is written on the wire: `{"amount": "1250.00", "currency": "MAD"}`; Decimal inside, centimes exact."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.calls.shapes import MoneyView

CENTIME = Decimal("0.01")


@dataclass(frozen=True, order=True)
class Money:
    """An amount in one currency (ISO 4217), to the centime."""

    amount: Decimal
    currency: str = "MAD"

    def __post_init__(self) -> None:
        """Refuse fractions of a centime."""
        if self.amount != self.amount.quantize(CENTIME):
            raise ValueError(f"{self.amount} is not a whole number of centimes")

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts of the same currency."""
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.amount + other.amount, self.currency)

    def to_json(self) -> MoneyView:
        """Write `{"amount": "1250.00", "currency": "MAD"}`."""
        return {"amount": f"{self.amount:.2f}", "currency": self.currency}

    @classmethod
    def from_json(cls, data: MoneyView) -> "Money":
        """Read what `to_json` wrote."""
        return cls(Decimal(data["amount"]), data["currency"])


NOTHING = Money(Decimal(0))
