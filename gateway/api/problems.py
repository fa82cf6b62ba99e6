"""
Every error is a problem (RFC 9457) in the caller's language, with a code that never changes and the trace under which the logs tell more.

`errors` maps the path of a field to what is wrong with it, `{"roles.0.territory": [{"code": ..., "detail": ...}]}`; an empty path is
the whole.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from chassis import trace
from chassis.calls.client import ServiceLate, ServiceMissing
from chassis.documents import DocumentsAway
from chassis.log import log
from chassis.tokens import ISSUER
from contracts.refusals import Facts, Reason, Refusal
from gateway.api.refusals import AtTheDoor
from gateway.bodies import ClientGone, ClientLate
from gateway.insisting import REFUSED_FOR
from texts import problems as texts

CONTENT_TYPE = "application/problem+json"
LANGUAGES = ("fr", "ar", "en")
BY_KIND = {"invalid": 422, "not-found": 404, "forbidden": 403, "conflict": 409}
BY_CODE = {
    "unauthenticated": 401,
    "wrong-credentials": 401,
    "refresh-token-refused": 401,
    "too-many-documents-at-once": 429,
    "inspection-busy": 503,
    "service-late": 504,
}
LATER = (429, 503)
"""Answers that tell when to come again, when the refusal does (`seconds`)."""
RESTING = ("too-many-documents-at-once",)
"""Refusals that hold, whatever the body, until the time that they tell: nobody is asked before."""
BY_STATUS = {
    400: "malformed-request",
    404: "unknown-address",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "request-late",
    413: "payload-too-large",
    416: "range-not-satisfiable",
}


def language() -> str:
    """Choose the language of the answer: the first of ours that the caller wishes, French when he wishes none of them."""
    wished = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((tag for tag in wished if tag in LANGUAGES), "fr")


def problem(
    status: int, code: str, facts: Facts | None = None, reasons: Iterable[Reason] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Write a problem; the log of the request will name its code."""
    g.refused_with = code
    spoken = language()
    body = content(status, code, spoken, facts)
    if errors := _by_field(reasons, spoken):
        body["errors"] = errors
    answer = Response(json.dumps(body, ensure_ascii=False), status, content_type=CONTENT_TYPE)
    answer.headers.extend({"Content-Language": spoken, "Cache-Control": "no-store", **(headers or {})})
    answer.vary.add("Accept-Language")
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="rokhas"'
    return answer


def content(status: int, code: str, spoken: str, facts: Facts | None = None) -> dict[str, Any]:
    """Say a problem in one language."""
    said = texts.text(code, spoken, facts or {})
    return {
        "type": f"{ISSUER}/problems/{code}",
        "title": said.title,
        "status": int(status),
        "detail": said.detail,
        "code": code,
        "trace_id": trace.trace_id(),
    }


def _by_field(reasons: Iterable[Reason], spoken: str) -> dict[str, list[dict[str, str]]]:
    """Gather the reasons by the field that they concern."""
    errors: dict[str, list[dict[str, str]]] = {}
    for reason in reasons:
        detail = texts.text(reason.code, spoken, reason.facts).detail
        errors.setdefault(reason.field, []).append({"code": reason.code, "detail": detail})
    return errors


def of_refusal(refusal: Refusal) -> Response:
    """Write a refusal as a problem."""
    if isinstance(refusal, AtTheDoor):
        return problem(refusal.status, refusal.code, refusal.facts, refusal.reasons, refusal.headers)
    status = BY_CODE.get(refusal.code, BY_KIND[refusal.kind])
    if refusal.code == "changed-meanwhile" and "If-Match" in request.headers:
        status = 412
    later = {"Retry-After": str(refusal.facts["seconds"])} if status in LATER and "seconds" in refusal.facts else {}
    if refusal.code in RESTING:
        request.environ[REFUSED_FOR["request"]] = refusal.facts["seconds"]
    return problem(status, refusal.code, refusal.facts, refusal.reasons, later)


def of_http(error: HTTPException) -> Response:
    """Write what Flask and Werkzeug refuse: unknown addresses, wrong methods, broken requests."""
    status = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Content-Range", "Retry-After")}
    return problem(status, code_for(status), headers=kept)


def of_unreadable(error: Exception) -> Response:
    """Tell that the body did not come in time, or not as HTTP wants it."""
    return problem(408, code_for(408)) if isinstance(error, ClientLate) else problem(400, code_for(400))


def code_for(status: int) -> str:
    """Give the code of what has no other reason than its status."""
    return BY_STATUS.get(status, "malformed-request" if status < 500 else "internal-error")


def of_absence(error: Exception) -> Response:
    """Tell that a service, the broker, the database or the store of documents cannot be reached; a try later may succeed."""
    log.warning("service-missing", error=type(error).__name__)
    return problem(503, "service-missing", headers={"Retry-After": "5"})


def of_lateness(error: Exception) -> Response:
    """Tell that a service did not answer in time; the same idempotency key makes a second try safe."""
    log.warning("service-late", error=str(error))
    return problem(504, "service-late")


def of_failure(error: Exception) -> Response:
    """Tell that we failed, without telling how; the log has it."""
    log.error("request-failed", exc_info=error)
    return problem(500, "internal-error")


def answer_with_problems(app: Flask) -> None:
    """Turn everything that goes wrong into a problem."""
    app.register_error_handler(Refusal, of_refusal)
    app.register_error_handler(HTTPException, of_http)
    for missing in (ServiceMissing, OperationalError, PoolTimeout, DocumentsAway):
        app.register_error_handler(missing, of_absence)
    app.register_error_handler(ServiceLate, of_lateness)
    for unreadable in (ClientLate, ClientGone):
        app.register_error_handler(unreadable, of_unreadable)
    app.register_error_handler(Exception, of_failure)
