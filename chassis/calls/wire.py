"""
How a call is written: exchange `nameko-rpc`, routing key `<service>.<method>`, body `{"args": [], "kwargs": {}}`, answered by
`{"result": ..., "error": null | {...}}` to the key that the caller drew for this service (`replies`). The context travels in headers.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from chassis import trace
from chassis.log import log
from contracts.identifiers import new_id
from contracts.refusals import Refusal, from_wire, to_wire

EXCHANGE = "nameko-rpc"
CONTENT_TYPE = "application/json"
TOKEN = "nameko.token"  # noqa: S105 - the name of a header
TRACEPARENT = "nameko.traceparent"
IDEMPOTENCY_KEY = "nameko.idempotency_key"


IN_MEMORY = {"x-queue-type": "classic"}
"""For queues of calls and answers: a quorum queue writes each message, with the caller's token, to the disks of its nodes (ADR 0015)."""

CALLS_WAIT = {**IN_MEMORY, "x-max-length": 1000, "x-max-length-bytes": 64 * 1024 * 1024, "x-message-ttl": 60_000}
"""
For the queue of a service's calls: a short queue has no reason to use the disk, and nobody waits for a call longer than a minute. The
oldest call goes first when there are too many: its caller has the least patience left.
"""

LARGEST_ANSWER_BYTES = 16 * 1024 * 1024
"""What every broker takes (version 4 unless told otherwise; older ones more): a larger message ends its channel and reaches nobody."""


class MalformedCall(ValueError):
    """The body is not a call."""


class ServiceUnavailable(Exception):
    """The service is there, but what it needs (its database, documents) is not; a try later may succeed."""


AWAY = (OperationalError, InterfaceError, TimeoutError, ConnectionError, ServiceUnavailable)
"""What a call fails with when the database, the store of documents, or a service further on cannot be reached."""


class CallFailed(Exception):
    """The service failed while answering: our mistake, not the caller's; `trace_id` finds it in the logs."""


class AnswerTooLarge(Exception):
    """No broker takes the answer: it wants pages, or documents by their hash."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What travels beside the arguments."""

    token: str = ""
    traceparent: str = field(default_factory=trace.current)
    idempotency_key: str = field(default_factory=new_id)

    def headers(self) -> dict[str, str]:
        """Write the context as message headers."""
        return {TOKEN: self.token, TRACEPARENT: self.traceparent, IDEMPOTENCY_KEY: self.idempotency_key}

    @classmethod
    def read(cls, headers: dict[str, Any]) -> "Context":
        """Read the context from message headers; what is absent stays empty."""
        token, traceparent, key = (str(headers.get(name) or "") for name in (TOKEN, TRACEPARENT, IDEMPOTENCY_KEY))
        return cls(token=token, traceparent=traceparent, idempotency_key=key)


def write_call(kwargs: dict[str, Any]) -> bytes:
    """Write the body of a call."""
    return msgspec.json.encode({"args": [], "kwargs": kwargs})


def read_call(body: bytes) -> dict[str, Any]:
    """Read the arguments of a call; only named arguments are understood."""
    try:
        call = msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise MalformedCall(str(error)) from error
    if not isinstance(call, dict) or not isinstance(call.get("kwargs"), dict) or call.get("args"):
        raise MalformedCall("a call is an object with named arguments in `kwargs`")
    return dict(call["kwargs"])


def fingerprint(kwargs: dict[str, Any]) -> str:
    """Summarise the arguments, so that one idempotency key cannot serve two different requests."""
    return hashlib.sha256(json.dumps(kwargs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def write_answer(result: Any, failure: BaseException | None) -> bytes:
    """Write a value, a refusal, or - saying nothing of what happened inside - an unavailability or a failure."""
    error: dict[str, Any] | None = None
    if isinstance(failure, Refusal):
        error = {"refusal": to_wire(failure)}
    elif isinstance(failure, AWAY):
        error = {"unavailable": trace.trace_id()}
    elif failure is not None:
        error = {"failed": trace.trace_id()}
    if error is not None:  # nameko's own callers read these fields
        error |= {"exc_type": type(failure).__name__, "exc_path": "", "exc_args": [], "value": ""}
    return msgspec.json.encode({"result": None if error else result, "error": error})


def conclude(result: Any, failure: BaseException | None) -> tuple[bytes, BaseException | None]:
    """Write the answer, and tell what the call failed with in the end: a value that cannot be written or carried is a failure too."""
    try:
        body = write_answer(result, failure)
        if len(body) > LARGEST_ANSWER_BYTES:
            raise AnswerTooLarge(len(body))
    except Exception as error:  # noqa: BLE001 - the caller waits for an answer, whatever happened
        log.exception("answer-unwritable")
        return write_answer(None, error), error
    return body, failure


def read_answer(body: bytes) -> Any:
    """Give the result, or raise the refusal, `ServiceUnavailable` or `CallFailed`."""
    reply = msgspec.json.decode(body)
    error = reply["error"]
    if not error:
        return reply["result"]
    if "refusal" in error:
        raise from_wire(error["refusal"])
    if "unavailable" in error:
        raise ServiceUnavailable(error["unavailable"])
    raise CallFailed(error.get("failed", ""))
