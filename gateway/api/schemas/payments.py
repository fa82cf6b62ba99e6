"""Payment: what calls take and give."""

from marshmallow import fields

from contracts.payment import Moment
from gateway.api.schemas.shapes import Input, Money, NameView, View, choice, instant, many, one, said, wording

ORDER_STATUSES = ("assessed", "settled", "cancelled")
PAYMENT_STATUSES = ("started", "refused", "abandoned", "accepted", "surplus")
METHODS = ("card", "counter", "none")


def shares() -> fields.Dict:
    """Describe what each beneficiary is owed."""
    about = {"description": "What each beneficiary is owed."}
    return fields.Dict(keys=fields.String(), values=fields.Nested(Money), required=True, metadata=about)


class NewPayment(Input):
    """How the order will be paid."""

    method = choice("card", "notice", "counter")


class CounterPayment(Input):
    """The treasurer's desk has taken the money."""

    desk_receipt_number = wording(longest=64)


class FeeLineView(View):
    """One line of an order: what, for whom, how it was computed: `amount = rate x quantity x (1 + vat)`, to the centime."""

    code = said()
    beneficiary = said()
    label = one(NameView)
    law = one(NameView)
    formula = said("How the quantity follows from what was declared (CEL).")
    inputs = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": "The figures in it, as decimal text."}
    )
    quantity = said("Decimal text.")
    unit = said()
    rate = said("MAD for each unit, before VAT, as decimal text.")
    vat = said("A share: 0.20 is 20 %.")
    amount = one(Money)
    exemption = said("Code of what makes the amount zero; empty: nothing does.")


class OrderView(View):
    """One order: what was due from a moment on, and whether it is paid."""

    order = said("Identifier of the fee order.")
    due = said("From which moment on it is due.", among=Moment)
    status = said(among=ORDER_STATUSES)
    total = one(Money)
    lines = many(FeeLineView)
    shares = shares()
    method = said("How it was paid.", among=METHODS, nullable=True)
    assessed_at = instant()
    settled_at = instant(nullable=True)


class SurplusView(View):
    """A transaction of the bank beyond what was due: not captured, to be given back."""

    payment = said()
    transaction = said("The number by which the bank or card house knows it.")
    amount = one(Money)
    held_at = instant()


class PaymentView(View):
    """One attempt to pay an order."""

    id = said()
    order = said()
    method = said(among=METHODS)
    status = said(among=PAYMENT_STATUSES)
    amount = one(Money)
    started_at = instant()
    ended_at = instant(nullable=True)


class RedirectView(View):
    """Where the payer's browser goes, and what it posts there."""

    method = said()
    url = said()
    fields_ = fields.Dict(keys=fields.String(), values=fields.String(), data_key="fields", required=True)


class StartedPaymentView(PaymentView):
    """An attempt to pay that begins."""

    redirect = one(RedirectView, "Null where there is nothing to do on line.", nullable=True)


class FeesView(View):
    """What is due for a file: the order that is open, or else the newest one, and all of them."""

    dossier = said()
    order = said("Identifier of the fee order; null before there is one.", nullable=True)
    due = said("From which moment on it is due.", among=Moment, nullable=True)
    status = said(among=("not-assessed", *ORDER_STATUSES))
    total = one(Money)
    lines = many(FeeLineView)
    shares = shares()
    method = said("How it was paid.", among=METHODS, nullable=True)
    assessed_at = instant(nullable=True)
    settled_at = instant(nullable=True)
    methods = many(said(), "How it can be paid.")
    payments = many(PaymentView, "The attempts to pay it.")
    surpluses = many(SurplusView, "What came beyond the order, oldest first.")
    orders = many(OrderView, "All orders of the file.")
