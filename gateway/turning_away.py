"""What is answered to a request that never reached the application: it came too slowly, or it is not HTTP as we read it."""

import json
from http import HTTPStatus

from gunicorn.http import errors

from chassis import trace
from gateway.api import problems
from gateway.arriving import ClientLate

STATUSES: dict[type[Exception], HTTPStatus] = {
    ClientLate: HTTPStatus.REQUEST_TIMEOUT,
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}
OURS = (errors.ConfigurationProblem, errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)


def status_for(error: Exception) -> HTTPStatus | None:
    """Tell how to answer when reading a request has failed; None when that was not the client's doing."""
    if isinstance(error, OURS):
        return None
    return STATUSES.get(type(error), HTTPStatus.BAD_REQUEST if isinstance(error, errors.ParseException) else None)


def refusal(status: HTTPStatus) -> bytes:
    """Write the whole answer: a problem in French, since nothing is known of the client's language."""
    trace.begin()
    body = json.dumps(problems.content(status, problems.code_for(status), "fr"), ensure_ascii=False).encode()
    head = {
        "Content-Type": problems.CONTENT_TYPE,
        "Content-Language": "fr",
        "Content-Length": len(body),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
