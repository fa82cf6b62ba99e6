"""The HTTP side: messages newest first, one message readable, and the lever for those who test."""

from flask import Blueprint, Flask, abort, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response

from simulators.mailbox.faults import Faults, read_order
from simulators.mailbox.letters import Letter, Letters

MOST = 1000  # messages in one list

routes = Blueprint("mailbox", __name__)


def create_app(letters: Letters, faults: Faults) -> Flask:
    """Serve one mailbox."""
    app = Flask(__name__)
    app.extensions["letters"], app.extensions["faults"] = letters, faults
    app.register_blueprint(routes)
    return app


def _letters() -> Letters:
    letters: Letters = current_app.extensions["letters"]
    return letters


def _faults() -> Faults:
    faults: Faults = current_app.extensions["faults"]
    return faults


def _asked_for() -> list[Letter]:
    limit = request.args.get("limit", 100, int)
    return _letters().newest(request.args.get("to", ""), max(1, min(limit, MOST)))


@routes.get("/")
def list_page() -> str:
    """Show the messages, newest first; `?to=` narrows them to one recipient."""
    return render_template("list.html", letters=_asked_for(), to=request.args.get("to", ""))


@routes.get("/messages")
def list_messages() -> Response:
    """Give the same list as data: `?to=&limit=`."""
    return jsonify([letter.to_json() for letter in _asked_for()])


@routes.get("/messages/<identifier>")
def letter_page(identifier: str) -> str:
    """Show one message, decoded."""
    letter = _letters().find(identifier)
    return render_template("letter.html", letter=letter) if letter is not None else abort(404)


@routes.get("/messages/<identifier>.eml")
def raw_message(identifier: str) -> Response:
    """Give one message as it was received."""
    if _letters().find(identifier) is None:
        abort(404)
    return Response(_letters().raw(identifier), mimetype="message/rfc822")


@routes.post("/control")
def misbehave() -> Response | tuple[Response, int]:
    """Order a fault: `{"misbehave": "refuse-temporarily", "address": "a@example.test", "times": 2}`."""
    order = read_order(request.get_json(silent=True))
    if order is None:
        return jsonify(error="misbehave is refuse-temporarily, refuse-permanently, slow or drop-after-data"), 422
    _faults().order(order)
    return jsonify(_faults().waiting())


@routes.get("/healthz")
def healthz() -> Response:
    """Say that the mailbox is open."""
    return jsonify(status="ok")
