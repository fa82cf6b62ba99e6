"""Events waiting in an outbox, written in bulk in the shape that `announce` gives them."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from chassis import trace
from chassis.announce import CHANNEL, EVENTS
from chassis.tables import cursors, outbox
from contracts.envelope import Envelope, seal, write
from contracts.filing import ComplementProvided
from tests.files import NUMBERED

COMMUNE = "09.541.01.13"


def an_event() -> ComplementProvided:
    """Make an event about a file of its own."""
    return ComplementProvided(**NUMBERED, dossier=str(uuid4()), commune=COMMUNE, declared={}, provided_at=datetime.now(UTC))


def sealed_events(count: int) -> list[Envelope[ComplementProvided]]:
    """Make `count` envelopes."""
    return [seal(an_event(), sequence=1, traceparent=trace.current(), now=datetime.now(UTC)) for _ in range(count)]


def row_of(envelope: Envelope[ComplementProvided]) -> dict[str, object]:
    """Write an envelope as a row of the outbox."""
    event = envelope.data
    addressed = {"exchange": EVENTS, "routing_key": event.routing_key(), "subject": event.subject()}
    return {"event_id": envelope.id, **addressed, "body": write(envelope)}


def commit_waiting(engine: sa.Engine, envelopes: list[Envelope[ComplementProvided]]) -> None:
    """Commit all of them in one transaction and ring the relay's bell once."""
    with engine.begin() as connection:
        connection.execute(sa.insert(outbox), [row_of(envelope) for envelope in envelopes])
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, "")))


def all_confirmed(engine: sa.Engine) -> bool:
    """Tell whether the relay's cursor stands at the last row: the broker has confirmed everything."""
    with engine.connect() as connection:
        last = connection.execute(sa.select(sa.func.max(outbox.c.position))).scalar()
        reached = connection.execute(sa.select(cursors.c.position).where(cursors.c.name == "relay")).scalar()
    return reached is not None and (last is None or reached >= last)
