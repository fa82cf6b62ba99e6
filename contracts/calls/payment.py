"""What is asked of payment: orders, attempts to pay them, a provider's word."""

from enum import StrEnum
from typing import Annotated, Protocol, TypedDict

from contracts.calls.definition import refuses
from contracts.calls.shapes import ActsView, InstantText, MoneyView, NameView, about
from contracts.payment import Moment


class OrderStatus(StrEnum):
    """Where an order stands."""

    ASSESSED = "assessed"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class PaymentMethod(StrEnum):
    """How an order is paid; `none` when nothing was due."""

    CARD = "card"
    COUNTER = "counter"
    NONE = "none"


class PaymentStatus(StrEnum):
    """How far an attempt has come."""

    STARTED = "started"
    REFUSED = "refused"  # by the bank; the payer may try again under the same reference
    ABANDONED = "abandoned"  # another attempt replaced it, or nobody came back
    ACCEPTED = "accepted"  # it settled the order
    SURPLUS = "surplus"  # the bank took or holds money for an order that no longer waits: to give back


class FeeLineView(TypedDict):
    """One line of an order: what, for whom, how it was computed: `amount = rate x quantity x (1 + vat)`, to the centime."""

    code: str
    beneficiary: str
    label: NameView
    law: NameView
    formula: Annotated[str, about("How the quantity follows from what was declared (CEL).")]
    inputs: Annotated[dict[str, str], about("The figures in it, as decimal text.")]
    quantity: Annotated[str, about("Decimal text.")]
    unit: str
    rate: Annotated[str, about("MAD for each unit, before VAT, as decimal text.")]
    vat: Annotated[str, about("A share: 0.20 is 20 %.")]
    amount: MoneyView
    exemption: Annotated[str, about("Code of what makes the amount zero; empty: nothing does.")]


class OrderView(TypedDict):
    """One order: what was due from a moment on, and whether it is paid."""

    order: Annotated[str, about("Identifier of the fee order.")]
    due: Annotated[Moment, about("From which moment on it is due.")]
    status: OrderStatus
    total: MoneyView
    lines: list[FeeLineView]
    shares: Annotated[dict[str, MoneyView], about("What each beneficiary is owed.")]
    method: Annotated[PaymentMethod | None, about("How it was paid.")]
    assessed_at: InstantText
    settled_at: InstantText | None


class SurplusView(TypedDict):
    """A transaction of the bank beyond what was due: not captured, to be given back."""

    payment: str
    transaction: Annotated[str, about("The number by which the bank or card house knows it.")]
    amount: MoneyView
    held_at: InstantText


class PaymentView(TypedDict):
    """One attempt to pay an order."""

    id: str
    order: str
    method: PaymentMethod
    status: PaymentStatus
    amount: MoneyView
    started_at: InstantText
    ended_at: InstantText | None


class RedirectView(TypedDict):
    """Where the payer's browser goes, and what it posts there."""

    method: str
    url: str
    fields: dict[str, str]


class StartedPaymentView(PaymentView):
    """An attempt to pay that begins."""

    redirect: Annotated[RedirectView | None, about("Null where there is nothing to do on line.")]


class FeesView(TypedDict):
    """What is due for a file: the order that is open, or else the newest one, and all of them."""

    dossier: str
    order: Annotated[str | None, about("Identifier of the fee order; null before there is one.")]
    due: Annotated[Moment | None, about("From which moment on it is due.")]
    status: Annotated[str, about("`not-assessed` before there is an order.", enum=["not-assessed", *OrderStatus])]
    total: MoneyView
    lines: list[FeeLineView]
    shares: Annotated[dict[str, MoneyView], about("What each beneficiary is owed.")]
    method: Annotated[PaymentMethod | None, about("How it was paid.")]
    assessed_at: InstantText | None
    settled_at: InstantText | None
    methods: Annotated[list[str], about("How it can be paid.")]
    payments: Annotated[list[PaymentView], about("The attempts to pay it.")]
    surpluses: Annotated[list[SurplusView], about("What came beyond the order, oldest first.")]
    orders: Annotated[list[OrderView], about("All orders of the file.")]


class ProviderAnswer(TypedDict):
    """What a provider of payments is told, in its own words."""

    answer: str


class Payment(Protocol):
    """The counter."""

    @refuses()
    def fees(self, *, dossier_id: str) -> FeesView:
        """Tell what is due for a file, line by line, and how it can be paid: the order that waits, or else the last, and all of them."""

    @refuses()
    def payment(self, *, payment_id: str) -> PaymentView:
        """Tell how far one attempt has come."""

    @refuses()
    def acts(self, *, dossier_id: str) -> ActsView:
        """Tell an auditor of the territory who did what to a file here, oldest first."""

    @refuses(invalid=("payment-method-not-offered",), forbidden=("mandate-over",), conflict=("order-not-payable",))
    def start_payment(self, *, order_id: str, method: str, full_name: str = "", email: str = "", locale: str = "fr") -> StartedPaymentView:
        """Write down the intent to pay, then tell the browser where to go; an earlier attempt of which nothing was heard is abandoned."""

    @refuses(
        invalid=("desk-receipt-invalid",),
        forbidden=("not-your-office", "party-may-not-act"),
        conflict=("desk-receipt-already-used", "order-not-payable", "payment-move-not-allowed"),
    )
    def record_counter_payment(self, *, order_id: str, desk_receipt_number: str) -> PaymentView:
        """Settle an order with money that the treasurer of its commune has taken; each receipt of the desk serves once."""

    @refuses()
    def card_callback(self, *, provider: str, fields: dict[str, str]) -> ProviderAnswer:
        """Hear a provider out, keep its words, and answer in its own; its proof is the hash, not a token: of others nothing is kept."""
