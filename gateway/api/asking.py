"""Questions and commands to the services, on behalf of the caller: his token, his trace, his idempotency key go with them."""

import re
from typing import Any

from flask import g, request

from chassis import trace
from chassis.calls.wire import Context
from chassis.log import concerning
from contracts.identifiers import new_id
from contracts.refusals import Reason
from gateway.api.refusals import HeaderRefused
from gateway.api.resources import resources

IDEMPOTENCY_KEY = "Idempotency-Key"
KEY = re.compile(r"[!-~]{1,255}")


def ask(service: str, method: str, /, **arguments: Any) -> Any:
    """Call `service.method` and give its answer; arguments that are None are left out. The file that an answer names is in the log, too."""
    given = {name: value for name, value in arguments.items() if value is not None}
    context = Context(token=g.get("token", ""), traceparent=trace.current(), idempotency_key=idempotency_key() or new_id())
    answer = resources().rpc.call(service, method, given, context)
    if isinstance(answer, dict):
        concerning(dossier=answer.get("dossier"))
    return answer


def idempotency_key() -> str:
    """Give the caller's idempotency key, empty when he gave none."""
    return request.headers.get(IDEMPOTENCY_KEY, "")


def check_idempotency_key() -> None:
    """Refuse, whatever the call, a key that is not 1 to 255 visible ASCII signs."""
    if IDEMPOTENCY_KEY in request.headers and not KEY.fullmatch(idempotency_key()):
        raise HeaderRefused([Reason("idempotency-key-not-acceptable", IDEMPOTENCY_KEY)])
