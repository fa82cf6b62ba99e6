"""Payment: what calls take and give."""

from marshmallow import fields

from gateway.api.schemas.shapes import Input, Money, View, choice, instant, wording


class NewPayment(Input):
    """How the order will be paid."""

    method = choice("card", "notice", "counter")


class CounterPayment(Input):
    """The treasurer's desk has taken the money."""

    desk_receipt_number = wording(longest=64)


class FeeLineView(View):
    """One line of an order: what, for whom, how it was computed."""

    code = fields.String()
    beneficiary = fields.String()
    formula = fields.String()
    inputs = fields.Dict()
    amount = fields.Nested(Money)


class SurplusView(View):
    """A transaction of the bank beyond what was due: not captured, to be given back."""

    payment = fields.String()
    transaction = fields.String(metadata={"description": "The number by which the bank or card house knows it."})
    amount = fields.Nested(Money)
    held_at = instant()


class FeesView(View):
    """What is due for a file."""

    order = fields.String(allow_none=True, metadata={"description": "Identifier of the fee order; none before the decision."})
    status = fields.String(metadata={"description": "not-assessed, assessed, settled or cancelled."})
    methods = fields.List(fields.String())
    lines = fields.List(fields.Nested(FeeLineView))
    total = fields.Nested(Money)
    surpluses = fields.List(fields.Nested(SurplusView), metadata={"description": "What came beyond the order, oldest first."})


class RedirectView(View):
    """Where the payer's browser goes, and what it posts there."""

    method = fields.String(required=True)
    url = fields.String(required=True)
    fields_ = fields.Dict(keys=fields.String(), values=fields.String(), data_key="fields", required=True)


class PaymentView(View):
    """One attempt to pay an order."""

    id = fields.String(required=True)
    status = fields.String(required=True)
    redirect = fields.Nested(RedirectView, allow_none=True)
