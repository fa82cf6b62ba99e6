"""What surrounds every request: its trace, its measure, its log line, and the headers that protect browsers."""

import time

from flask import Flask, Response, g, request
from prometheus_client import Histogram

from chassis import trace
from chassis.log import concerning, log
from chassis.metrics import FAST

REQUESTS = Histogram(
    "rokhas_request_seconds", "Time to answer an HTTP request, by route and status", ["verb", "route", "status"], buckets=FAST
)
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}
READING = ("GET", "HEAD", "OPTIONS")
UNMEASURED = ("/healthz", "/readyz")


def begin() -> None:
    """Go on with the caller's trace (W3C Trace Context), or begin one; name in its log what the path names: file, document, account."""
    g.traceparent = trace.begin(request.headers.get("traceparent", ""))
    path = request.view_args or {}
    concerning(dossier=path.get("dossier_id"), document=path.get("kind"), of_account=path.get("account_id"))
    g.started = time.perf_counter()


def protect(answer: Response) -> Response:
    """Add the headers that every answer carries; what a caller alone may see, tokens among it, is kept in no cache (RFC 6749, 5.1)."""
    for name, value in PROTECTION.items():
        answer.headers.setdefault(name, value)
    if "token" in g or request.method not in READING:
        answer.headers.setdefault("Cache-Control", "no-store")
    if "token" in g:
        answer.vary.add("Authorization")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    answer.headers["traceparent"] = g.traceparent
    return answer


def measure(answer: Response) -> Response:
    """
    Measure and log the request under its route: an address and a query hold what somebody typed.

    The line says who (account and roles), what, of which file, and with which code he was refused: reads, downloads and refusals are found.
    """
    seconds = time.perf_counter() - g.started
    route = request.url_rule.rule if request.url_rule else ""
    if route not in UNMEASURED:
        REQUESTS.labels(request.method, route, answer.status_code).observe(seconds)
        who = {"roles": sorted(role.value for role in g.principal.roles)} if "principal" in g else {}
        refused = {"code": g.refused_with} if "refused_with" in g else {}
        log.info("answered", verb=request.method, route=route, status=answer.status_code, ms=round(seconds * 1000, 1), **who, **refused)
    return answer


def surround(app: Flask) -> None:
    """Surround every request; the trace begins first, the measure ends last."""
    app.before_request(begin)
    app.after_request(measure)
    app.after_request(protect)
