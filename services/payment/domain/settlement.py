"""What a provider's word, or the desk's receipt, does to a payment and to its order. Words may repeat and arrive in any order."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.calls.payment import OrderStatus, PaymentStatus
from contracts.money import Money
from contracts.payment import FeesSettled
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import OPEN, Payment
from services.payment.domain.refusals import DeskReceiptInvalid


@dataclass(frozen=True, kw_only=True)
class ProviderReport:
    """What a provider says of one attempt, once its word is proven authentic."""

    reference: str
    amount: Money
    accepted: bool
    transaction: str  # the provider's own number; two numbers are two movements of money
    code: str  # the provider's reason, `00` when accepted


class Reception(StrEnum):
    """What became of a provider's notification."""

    SETTLED = "settled"
    REPEATED = "repeated"  # an acceptance that was already taken into account: the same transaction of the bank
    SURPLUS = "surplus"  # a further transaction, or one for an order that no longer waits
    REFUSED = "refused"
    OVERTAKEN = "overtaken"  # a refusal that arrives after the acceptance
    WRONG_AMOUNT = "wrong-amount"
    UNKNOWN_PAYMENT = "unknown-payment"
    NOT_AUTHENTIC = "not-authentic"


def receive(order: FeeOrder, payment: Payment, report: ProviderReport, now: datetime) -> tuple[Reception, FeesSettled | None]:
    """Let an authentic word take effect; at most one acceptance settles the order, any further money is surplus."""
    if report.amount != payment.amount:
        return Reception.WRONG_AMOUNT, None
    if report.accepted:
        return _receive_acceptance(order, payment, report, now)
    if payment.status not in OPEN:
        return Reception.OVERTAKEN, None
    payment.refuse(report.transaction, now)
    return Reception.REFUSED, None


def _receive_acceptance(order: FeeOrder, payment: Payment, report: ProviderReport, now: datetime) -> tuple[Reception, FeesSettled | None]:
    if payment.status is PaymentStatus.ACCEPTED and payment.transaction == report.transaction:
        return Reception.REPEATED, None
    if order.status is OrderStatus.ASSESSED:
        payment.accept(report.transaction, now)
        return Reception.SETTLED, order.settle(payment.method, now)
    if payment.status in OPEN:
        payment.set_aside(report.transaction, now)
    return Reception.SURPLUS, None


def receive_at_desk(order: FeeOrder, payment: Payment, desk_receipt: str, now: datetime) -> FeesSettled:
    """Settle `order` with cash that the treasurer has taken under `desk_receipt`; refuse when it no longer waits."""
    settled = order.settle(payment.method, now)
    payment.accept(desk_receipt, now)
    return settled


def read_receipt_number(text: str) -> str:
    """Read the number printed on the desk's receipt, without its blanks; refuse what is no number."""
    number = "".join(text.split()).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9./-]{0,39}", number):
        raise DeskReceiptInvalid
    return number
