"""Payment: what calls take and give."""

from marshmallow import fields

from gateway.api.schemas.shapes import Input, Money, View, choice, wording


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


class FeesView(View):
    """What is due for a file."""

    order = fields.String(allow_none=True, metadata={"description": "Identifier of the fee order; none before the decision."})
    status = fields.String(metadata={"description": "not-assessed, assessed, settled or cancelled."})
    methods = fields.List(fields.String())
    lines = fields.List(fields.Nested(FeeLineView))
    total = fields.Nested(Money)


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
