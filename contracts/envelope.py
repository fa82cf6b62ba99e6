"""
The envelope: CloudEvents 1.0 in structured JSON, as it travels on the broker and is kept in the outbox.

`sequence` counts the events of one source about one subject, from 1, without gaps; `traceparent` is W3C Trace Context.
On AMQP 0-9-1 the whole envelope is the body, content type `application/cloudevents+json`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from contracts.events import Event, Instant
from contracts.identifiers import new_id

CONTENT_TYPE = "application/cloudevents+json"

E = TypeVar("E", bound=Event)


class MalformedEvent(ValueError):
    """The body is not an envelope, or its data are not those of the event it names."""


@dataclass(frozen=True, kw_only=True)
class Envelope(Generic[E]):
    """One event with what carries it."""

    id: str
    source: str
    type: str
    subject: str
    time: Instant
    sequence: int
    data: E
    traceparent: str
    datacontenttype: str = "application/json"
    specversion: str = "1.0"


def seal(event: E, *, sequence: int, traceparent: str, now: datetime) -> Envelope[E]:
    """Put an event into a new envelope with a new id."""
    return Envelope(
        id=new_id(),
        source=f"/services/{event.service()}",
        type=event.type(),
        subject=event.subject(),
        time=now,
        sequence=sequence,
        traceparent=traceparent,
        data=event,
    )


def write(envelope: Envelope[E]) -> bytes:
    """Write the envelope as JSON."""
    return msgspec.json.encode(envelope)


def read(body: bytes, event: type[E]) -> Envelope[E]:
    """Read an envelope that must carry `event`; unknown fields are passed over, anything else wrong is `MalformedEvent`."""
    try:
        envelope = msgspec.json.decode(body, type=Envelope[event])  # type: ignore[valid-type]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedEvent(str(error)) from error
    if envelope.type != event.type():
        raise MalformedEvent(f"expected {event.type()}, got {envelope.type}")
    return envelope
