"""A payment is one attempt to pay an order: stored before the money moves, and never forgotten afterwards."""

from dataclasses import dataclass
from datetime import datetime

from contracts.calls.payment import PaymentMethod, PaymentStatus
from contracts.identifiers import new_id
from contracts.money import Money
from contracts.moves import Moves
from services.payment.domain.orders import FeeOrder
from services.payment.domain.refusals import PaymentMoveNotAllowed

OPEN = (PaymentStatus.STARTED, PaymentStatus.REFUSED, PaymentStatus.ABANDONED)


MOVES = Moves(
    {
        ("refuse", PaymentStatus.STARTED): PaymentStatus.REFUSED,
        ("refuse", PaymentStatus.REFUSED): PaymentStatus.REFUSED,
        ("refuse", PaymentStatus.ABANDONED): PaymentStatus.REFUSED,
        ("abandon", PaymentStatus.STARTED): PaymentStatus.ABANDONED,
        ("accept", PaymentStatus.STARTED): PaymentStatus.ACCEPTED,
        ("accept", PaymentStatus.REFUSED): PaymentStatus.ACCEPTED,
        ("accept", PaymentStatus.ABANDONED): PaymentStatus.ACCEPTED,
        ("set-aside", PaymentStatus.STARTED): PaymentStatus.SURPLUS,
        ("set-aside", PaymentStatus.REFUSED): PaymentStatus.SURPLUS,
        ("set-aside", PaymentStatus.ABANDONED): PaymentStatus.SURPLUS,
    },
    lambda move, status: PaymentMoveNotAllowed(move=move, status=status),
)


@dataclass
class Payment:
    """
    One attempt by one method; `amount` is the whole of the order.

    `reference` is what the provider knows the attempt by (CMI's `oid`), unique for each attempt; `transaction` is the number
    given by whoever took the money (the provider's own, or the desk's receipt), empty before that.
    """

    id: str
    order: str
    method: PaymentMethod
    reference: str
    amount: Money
    started_by: str  # account
    started_at: datetime
    status: PaymentStatus = PaymentStatus.STARTED
    ended_at: datetime | None = None
    transaction: str = ""
    version: int = 0

    @classmethod
    def start(cls, order: FeeOrder, method: PaymentMethod, started_by: str, now: datetime) -> "Payment":
        """Write down the intent to pay the whole of `order`; refuse when the order no longer waits."""
        order.must_be_payable()
        identifier = new_id()
        return cls(
            id=identifier,
            order=order.id,
            method=method,
            reference=identifier,
            amount=order.total,
            started_by=started_by,
            started_at=now,
        )

    def accept(self, transaction: str, now: datetime) -> None:
        """Note that the money is there and settles the order."""
        self.status = MOVES.after("accept", self.status)
        self.transaction, self.ended_at = transaction, now

    def set_aside(self, transaction: str, now: datetime) -> None:
        """Note that money came for an order that no longer waits: it is owed back to the payer."""
        self.status = MOVES.after("set-aside", self.status)
        self.transaction, self.ended_at = transaction, now

    def refuse(self, transaction: str, now: datetime) -> None:
        """Note that the bank refused; an acceptance may still follow."""
        self.status = MOVES.after("refuse", self.status)
        self.transaction, self.ended_at = transaction, now

    def abandon(self, now: datetime) -> None:
        """Give up waiting; should the bank's acceptance come late, it still counts."""
        self.status = MOVES.after("abandon", self.status)
        self.ended_at = now
