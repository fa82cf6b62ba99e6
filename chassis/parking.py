"""Parked messages: what could not be handled waits in PostgreSQL, with its error, until an operator replays or discards it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.log import log
from chassis.metrics import PARKED
from chassis.tables import parked


def park(engine: sa.Engine, *, queue: str, body: bytes, content_type: str, error: str, attempts: int) -> None:
    """Keep a message with the reason why it could not be handled."""
    with engine.begin() as connection:
        connection.execute(sa.insert(parked).values(queue=queue, body=body, content_type=content_type, error=error, attempts=attempts))
    PARKED.labels(queue).inc()
    log.error("message-parked", queue=queue, attempts=attempts, error=gist(error))


def gist(error: str) -> str:
    """Give the one line of an error that says what happened: in a traceback, the first below the last frame."""
    lines = error.rpartition('\n  File "')[2].strip().splitlines()
    below = [line for line in lines[1:] if line and not line.startswith(" ")] if "\n  File " in error else lines
    return (below or lines or [""])[0]


def find_parked(connection: sa.Connection, limit: int = 100) -> Sequence[Any]:
    """List the oldest parked messages: id, queue, error, attempts, parked_at."""
    columns = (parked.c.id, parked.c.queue, parked.c.error, parked.c.attempts, parked.c.parked_at)
    return connection.execute(sa.select(*columns).order_by(parked.c.id).limit(limit)).all()


def load_parked(connection: sa.Connection, parked_id: int) -> sa.Row[Any] | None:
    """Load one parked message, locked, or nothing when there is none (any more)."""
    return connection.execute(sa.select(parked).where(parked.c.id == parked_id).with_for_update()).first()


def forget_parked(connection: sa.Connection, parked_id: int) -> None:
    """Delete one parked message."""
    connection.execute(sa.delete(parked).where(parked.c.id == parked_id))
