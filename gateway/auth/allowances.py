"""
How often somebody may try: a token bucket for each name, kept in PostgreSQL so that all processes and replicas share it.

A name (an address, an e-mail) is kept as a hash: the table holds no personal data.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection
from gateway.auth.tables import allowances

FORGET_AFTER = timedelta(hours=2)  # by then any bucket is full again


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """`burst` tries at once, and `per_minute` more each minute; a `per_minute` of 0 means without limit."""

    burst: int
    per_minute: int


def take(connection: Connection, name: str, allowance: Allowance, now: datetime) -> int:
    """
    Take one try; give 0, or in how many seconds the next one is allowed.

    A try that is refused takes nothing: several who come back as they were told would keep each other out for ever.
    """
    if allowance.per_minute == 0:
        return 0
    row = allowances.c
    elapsed = sa.func.greatest(sa.extract("epoch", sa.literal(now, sa.DateTime(timezone=True)) - row.at), 0)
    refilled = sa.func.least(float(allowance.burst), row.left + elapsed * allowance.per_minute / 60)
    first = postgresql.insert(allowances).values(name=hashed(name), left=allowance.burst - 1, at=now)
    taken = first.on_conflict_do_update(index_elements=[row.name], set_={"left": refilled - 1, "at": now}, where=refilled >= 1)
    if connection.execute(taken.returning(row.left)).first() is not None:
        return 0
    left = float(connection.execute(sa.select(refilled).where(row.name == hashed(name))).scalar_one())
    return max(1, math.ceil((1 - left) * 60 / allowance.per_minute))


def forget_idle(connection: Connection, now: datetime) -> None:
    """Forget the buckets that nobody has used for two hours."""
    connection.execute(sa.delete(allowances).where(allowances.c.at < now - FORGET_AFTER))


def hashed(name: str) -> str:
    """Give what is kept of a name."""
    return hashlib.sha256(name.encode()).hexdigest()
