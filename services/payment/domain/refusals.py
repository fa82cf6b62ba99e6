"""What payment refuses; each code has its texts in `texts/problems/parts/payment.*.yaml`."""

from contracts.refusals import Conflict, Forbidden, Invalid


class OrderNotPayable(Conflict):
    """The order is settled or cancelled: nothing more is due on it."""

    code = "order-not-payable"


class PaymentMoveNotAllowed(Conflict):
    """The payment is not in a state from which this can happen."""

    code = "payment-move-not-allowed"


class MethodNotOffered(Invalid):
    """Nobody can pay in this way here."""

    code = "payment-method-not-offered"


class DeskReceiptInvalid(Invalid):
    """A desk's receipt has a number: letters, digits, `/`, `-`, `.`, at most 40 of them."""

    code = "desk-receipt-invalid"


class DeskReceiptAlreadyUsed(Conflict):
    """The desk's receipt of this number already stands for another payment in this commune."""

    code = "desk-receipt-already-used"


class CallbackNotAuthentic(Forbidden):
    """The notification does not prove that it comes from the provider."""

    code = "callback-not-authentic"
