"""
W3C Trace Context: one trace id follows a request through every service, queue and log line.

The current `traceparent` is kept in structlog's context variables, which are separate for each thread and each green thread.
"""

import random
import re

import structlog

TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def begin(received: str = "") -> str:
    """Go on with the trace received, in a new span; start a new trace when nothing usable was received."""
    trace_id = received.split("-")[1] if TRACEPARENT.fullmatch(received) else f"{random.getrandbits(128):032x}"
    traceparent = f"00-{trace_id}-{random.getrandbits(64):016x}-01"
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(trace_id=trace_id, traceparent=traceparent)
    return traceparent


def current() -> str:
    """Give the current `traceparent`, beginning a trace if there is none."""
    found = structlog.contextvars.get_contextvars().get("traceparent")
    return str(found) if found else begin()


def trace_id() -> str:
    """Give the current trace's id (32 hexadecimal digits), as shown to people who report a problem."""
    return current().split("-")[1]
