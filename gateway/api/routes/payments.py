"""What is due for a permit, and how it is paid."""

from flask import Response, request

from contracts.calls.payment import FeesView, Payment, PaymentView, StartedPaymentView
from gateway.api import rooms
from gateway.api.door import FORM, Family, Json
from gateway.api.identity import principal
from gateway.api.paper import paper
from gateway.api.reading import refuse_unstorable
from gateway.api.refusals import MediaTypeRefused
from gateway.api.resources import resources
from gateway.api.schemas.payments import CounterPayment, NewPayment

family = Family("payments", "Fees and payments")

FORM_LIMIT = 65_536  # bytes of a provider's notification


@family.call("GET", "/v1/dossiers/<dossier_id>/fees", gives=FeesView, asks=Payment.fees)
def fees(dossier_id: str) -> FeesView:
    """Tell what is due for a file, line by line, with formula and law, and how it can be paid."""
    return rooms.payment.fees(dossier_id=dossier_id)


@family.call(
    "POST", "/v1/fee-orders/<order_id>/payments", takes=NewPayment, gives=StartedPaymentView, status=201, asks=Payment.start_payment
)
def start_payment(asked: Json, order_id: str) -> StartedPaymentView:
    """
    Begin to pay an order; for a card, the answer says where the browser goes and what it posts there.

    The card page speaks the language of the payer's account, so that a repetition asks for the same whatever its `Accept-Language`.
    """
    payer = resources().accounts.load(principal().account)
    return rooms.payment.start_payment(
        order_id=order_id,
        method=asked["method"],
        full_name=payer.full_name,
        email=payer.email,
        locale=payer.locale,
    )


@family.call(
    "POST",
    "/v1/fee-orders/<order_id>/counter-payments",
    takes=CounterPayment,
    gives=PaymentView,
    status=201,
    asks=Payment.record_counter_payment,
)
def record_counter_payment(asked: Json, order_id: str) -> PaymentView:
    """Treasurer: settle an order with money taken at the desk, under the number of the desk's receipt."""
    return rooms.payment.record_counter_payment(order_id=order_id, desk_receipt_number=asked["desk_receipt_number"])


@family.call("GET", "/v1/payments/<payment_id>", gives=PaymentView, asks=Payment.payment)
def payment(payment_id: str) -> PaymentView:
    """Tell how far a payment has come."""
    return rooms.payment.payment(payment_id=payment_id)


@family.call("POST", "/v1/payments/callbacks/<provider>", body=FORM, gives="text/plain", asks=Payment.card_callback)
def callback(provider: str) -> Response:
    """Hear a payment provider, in its own protocol: its fields are signed, and its proof is their hash."""
    said = rooms.payment.card_callback(provider=provider, fields=posted_fields())
    return Response(said["answer"], content_type="text/plain; charset=utf-8")


@family.call("GET", "/v1/payments/<payment_id>/return", gives="text/html")
def browser_return(payment_id: str) -> Response:
    """Receive the payer's browser coming back from the card page; what it carries proves nothing, the provider reports by itself."""
    return paper("payment-return")


@family.call("POST", "/v1/payments/<payment_id>/return", body=FORM, gives="text/html")
def browser_posted_return(payment_id: str) -> Response:
    """Receive the same, as the card page posts it."""
    return paper("payment-return")


def posted_fields() -> dict[str, str]:
    """Read a posted form."""
    request.max_content_length = FORM_LIMIT
    if request.mimetype != FORM:
        raise MediaTypeRefused(expected=FORM)
    fields = request.form.to_dict()
    refuse_unstorable(fields)
    return fields
