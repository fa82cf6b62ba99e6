"""
Facts that came too early: each waits in a row for what has to come before it, and is told once that has come.

No wake-up is lost, whoever commits first: who puts a fact aside looks once more, after his commit, for what it waits for; who brings that
looks, after his commit, for what waits for it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection
from chassis.receipts import SIGNED
from contracts.events import Event
from services.notification.domain.news import Missing, Needed, Untold
from services.notification.domain.notice import NOTICES
from services.notification.store.tables import untold

KNOWN: Mapping[str, type[Event]] = {event.type(): event for event in NOTICES}
"""The types that this release can tell of; a row of another one waits for the release that can."""
PUT_ASIDE = sa.text(f"""
    with {SIGNED},
        kept as (insert into untold (id, type, body, needed, missing, since)
                 select :id, :type, :body, :needed, :missing, :since where exists (select from signed) on conflict do nothing)
    select from signed
""").bindparams(sa.bindparam("body", type_=postgresql.JSONB))  # noqa: S608 - no value is written into it
READABLE = sa.select(untold).where(untold.c.type.in_(sorted(KNOWN)))
THIS = sa.and_(untold.c.needed == sa.bindparam("kind"), untold.c.missing == sa.bindparam("sought"))
WAITING_FOR = READABLE.where(THIS).order_by(untold.c.since, untold.c.id)
WAIT_ON = sa.update(untold).where(untold.c.id == sa.bindparam("fact"), THIS)


def put_aside(fact: Untold, now: datetime) -> dict[str, Any]:
    """Give the values of `PUT_ASIDE`."""
    kept = {"id": fact.id, "type": fact.event.type(), "body": msgspec.to_builtins(fact.event), "since": now}
    return kept | {"needed": fact.missing.needed.value, "missing": fact.missing.id}


def awaiting(needed: Needed, sought: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Tell, beside whatever else is selected, whether facts wait for a thing."""
    return sa.exists().where(untold.c.needed == needed.value, untold.c.missing == sought)


def find(connection: Connection, missing: Missing) -> list[Untold]:
    """List the facts that wait for a thing, the longest waiting first."""
    return [_untold(row) for row in connection.execute(WAITING_FOR, _this(missing))]


def find_some(connection: Connection, limit: int) -> list[Untold]:
    """List facts that wait, by chance when they are more than `limit`, so that none is passed over for ever."""
    return [_untold(row) for row in connection.execute(READABLE.order_by(sa.func.random()).limit(limit))]


def wait_on(connection: Connection, fact: Untold, missing: Missing) -> bool:
    """Let a fact wait for another thing; tell whether it still waited for the first."""
    changed = connection.execute(WAIT_ON.values(needed=missing.needed.value, missing=missing.id), {"fact": fact.id, **_this(fact.missing)})
    return changed.rowcount > 0


def count(connection: Connection, before: datetime) -> Mapping[Needed, int]:
    """Count the facts that have waited since before an instant, by what they wait for."""
    old = sa.select(untold.c.needed, sa.func.count()).where(untold.c.since < before).group_by(untold.c.needed)
    return dict.fromkeys(Needed, 0) | {Needed(needed): number for needed, number in connection.execute(old)}


def _this(missing: Missing) -> Mapping[str, str]:
    return {"kind": missing.needed.value, "sought": missing.id}


def _untold(row: sa.Row[Any]) -> Untold:
    event: Event = msgspec.convert(row.body, KNOWN[row.type])
    return Untold(id=row.id, event=event, missing=Missing(Needed(row.needed), row.missing))
