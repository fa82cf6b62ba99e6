"""The outbox: an event is written in the same transaction as the state that it tells of; the relay publishes it afterwards."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import trace
from chassis.tables import outbox, sequences
from contracts.envelope import seal, write
from contracts.events import Event

EVENTS = "rokhas.events"
PRIVATE = "rokhas.private"
CHANNEL = "outbox"


ADD = sa.insert(outbox).returning(sa.func.pg_notify(CHANNEL, ""))
COUNT = (
    postgresql.insert(sequences)
    .on_conflict_do_update(index_elements=[sequences.c.subject], set_={"last": sequences.c.last + 1})
    .returning(sequences.c.last)
)


def announce(connection: sa.Connection, event: Event) -> str:
    """Write the event into the outbox, wake the relay at commit, and give the event's id."""
    envelope = seal(event, sequence=next_sequence(connection, event.subject()), traceparent=trace.current(), now=datetime.now(UTC))
    row = {
        "event_id": envelope.id,
        "exchange": PRIVATE if event.private else EVENTS,
        "routing_key": event.routing_key(),
        "subject": event.subject(),
        "body": write(envelope),
    }
    connection.execute(ADD, row)
    return envelope.id


def next_sequence(connection: sa.Connection, subject: str) -> int:
    """Count the events about `subject`, from 1; two writers about the same subject wait for each other."""
    return int(connection.execute(COUNT, {"subject": subject, "last": 1}).scalar_one())
