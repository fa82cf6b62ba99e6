"""Payment: what calls take."""

from gateway.api.schemas.shapes import Input, choice, wording


class NewPayment(Input):
    """How the order will be paid."""

    method = choice("card", "notice", "counter")


class CounterPayment(Input):
    """The treasurer's desk has taken the money."""

    desk_receipt_number = wording(longest=64)
