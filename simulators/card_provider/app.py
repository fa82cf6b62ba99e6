"""The HTTP side: the merchant's door, the payer's pages, and the levers for those who test."""

from flask import Blueprint, Flask, abort, current_app, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from simulators.card_provider import bank
from simulators.card_provider.faults import Fault
from simulators.card_provider.house import ATTEMPTS, CardHouse, NotAccepted
from simulators.card_provider.pages import show, show_way_back
from simulators.card_provider.transactions import Transaction

routes = Blueprint("card_house", __name__)


def create_app(house: CardHouse) -> Flask:
    """Serve one card house."""
    app = Flask(__name__)
    app.extensions["house"] = house
    app.register_blueprint(routes)
    return app


def _house() -> CardHouse:
    house: CardHouse = current_app.extensions["house"]
    return house


def _transaction(identifier: str) -> Transaction:
    transaction = _house().transactions.find(identifier)
    return transaction if transaction is not None else abort(404)


def _way_back(transaction: Transaction) -> str:
    return show_way_back(transaction, *_house().way_back(transaction))


@routes.post("/fim/est3Dgate")
def enter() -> Response | tuple[str, int, dict[str, str]]:
    """Let the merchant's payer in, when the fields are signed."""
    try:
        transaction = _house().open(request.form.to_dict())
    except NotAccepted as refusal:
        return f"Not accepted: {refusal}\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
    return redirect(url_for("card_house.card_page", identifier=transaction.id), 303)


@routes.get("/fim/pay/<identifier>")
def card_page(identifier: str) -> str:
    """Show the card form; the way back when there is nothing left to pay."""
    transaction = _transaction(identifier)
    return _way_back(transaction) if transaction.is_decided else show("card.html", transaction)


@routes.post("/fim/pay/<identifier>")
def pay(identifier: str) -> str | tuple[str, int]:
    """Take the card: ask the bank, or first the holder for a code."""
    transaction = _transaction(identifier)
    if transaction.is_decided or len(transaction.attempts) >= ATTEMPTS:
        return _way_back(transaction)
    card = bank.read_card(request.form.to_dict(), _house().today())
    if isinstance(card, str):
        return show("card.html", transaction, wrong=card), 422
    if card.needs_secure_code:
        _house().ask_code(transaction, card)
        return show("code.html", transaction)
    return _after(identifier, _house().pay(transaction, card))


@routes.post("/fim/pay/<identifier>/code")
def confirm(identifier: str) -> str | tuple[str, int]:
    """Take the holder's code (3-D Secure)."""
    transaction = _transaction(identifier)
    if transaction.is_decided or len(transaction.attempts) >= ATTEMPTS:
        return _way_back(transaction)
    return _after(identifier, _house().confirm(transaction, request.form.get("secure_code", "")))


@routes.post("/fim/pay/<identifier>/cancellation")
def cancel(identifier: str) -> str:
    """Send the payer back without a payment."""
    return _way_back(_transaction(identifier))


def _after(identifier: str, code: str) -> str | tuple[str, int]:
    """Go back to the merchant, or offer another try."""
    transaction = _transaction(identifier)
    if code == bank.APPROVED or len(transaction.attempts) >= ATTEMPTS:
        return _way_back(transaction)
    return show("card.html", transaction, refused=True), 402


@routes.get("/transactions")
def list_transactions() -> Response:
    """List what happened, oldest first; `?oid=` narrows it to one."""
    oid = request.args.get("oid")
    return jsonify([each.to_json() for each in _house().transactions.all() if oid in (None, each.oid)])


@routes.post("/control")
def misbehave() -> Response | tuple[Response, int]:
    """Order a fault for the next payments: `{"misbehave": "wrong-hash", "times": 2}`."""
    order = request.get_json(silent=True)
    order = order if isinstance(order, dict) else {}
    fault, times = order.get("misbehave"), order.get("times", 1)
    if fault not in list(Fault) or not isinstance(times, int) or times < 0:
        return jsonify(error="misbehave is one of " + ", ".join(Fault)), 422
    _house().faults.order(Fault(fault), times)
    return jsonify(_house().faults.waiting())


@routes.post("/control/retries")
def retry_now() -> Response:
    """Send at once the reports that wait for an answer."""
    _house().callbacks.send_all()
    return jsonify(waiting=[each.oid for each in _house().transactions.all() if each.waiting])


@routes.get("/healthz")
def healthz() -> Response:
    """Say that the house is open."""
    return jsonify(status="ok")
