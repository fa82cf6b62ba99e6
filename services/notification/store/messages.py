"""The queue of messages: kept once, claimed before the server is spoken to, settled after."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection
from chassis.paging import instant, read_cursor, write_cursor
from chassis.receipts import SIGNED
from contracts.calls.notification import Channel, MessageState
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import MOVES, Message
from services.notification.store.tables import messages

REWRITTEN = ("id", "attempts", "state", "due_at", "sent_at", "failure")


def _rewriting() -> sa.Update:
    """Write the statement of `_rewrite`: each column comes as an array, so that it is the same statement however many messages change."""
    columns = [messages.c[name] for name in REWRITTEN]
    arrays = [sa.cast(sa.bindparam(f"new_{column.name}"), postgresql.ARRAY(column.type)) for column in columns]
    new = sa.func.unnest(*arrays).table_valued(*(sa.column(column.name, column.type) for column in columns), name="new").render_derived()
    attempt_before = new.c.attempts - sa.case((new.c.state == MessageState.SENDING, 1), else_=0)
    return (
        sa.update(messages)
        .values({column.name: new.c[column.name] for column in columns[1:]})
        .where(messages.c.id == new.c.id, messages.c.attempts == attempt_before, messages.c.state.in_(sorted(MOVES.before("claim"))))
    )


REWRITE = _rewriting()
COLUMNS = ", ".join(column.name for column in messages.c)


def _queueing(once: str, name: str) -> sa.TextClause:
    """Write the statement that keeps messages to be sent if `once`, the part of it called `name`, has a row."""
    return sa.text(f"""
        with {once},
            kept as (insert into messages ({COLUMNS}) select {COLUMNS} from jsonb_populate_recordset(null::messages, :written)
                     where exists (select from {name}) on conflict do nothing)
        select from {name}
    """).bindparams(sa.bindparam("written", type_=postgresql.JSONB))  # noqa: S608 - no value is written into it


QUEUE = _queueing(SIGNED, "signed")
"""Messages to be sent; one that was kept before, for the same event, person, channel and template, stays as it is."""
QUEUE_UNTOLD = _queueing("told as (delete from untold where id = :told returning id)", "told")
"""Messages of a fact that waited in a row: who takes the row away keeps them, and nobody after him."""
DUE = (
    sa.select(messages)
    .where(
        messages.c.channel == sa.bindparam("way"),
        messages.c.state.in_(sorted(MOVES.before("claim"))),
        messages.c.due_at <= sa.bindparam("now"),
    )
    .order_by(messages.c.due_at)
    .limit(sa.bindparam("at_most"))
    .with_for_update(skip_locked=True)
)


def queued(written: Sequence[Message]) -> dict[str, Any]:
    """Give the values of `QUEUE`."""
    return {"written": [msgspec.to_builtins(vars(message)) for message in written]}


def queue_untold(connection: Connection, fact: str, written: Sequence[Message]) -> None:
    """Keep the messages of a fact that waits no longer; once, whoever else is telling it."""
    connection.execute(QUEUE_UNTOLD, {"told": fact, **queued(written)})


def claim(connection: Connection, channel: Channel, now: datetime, limit: int) -> list[Message]:
    """Take the messages that are due, the longest waiting first, leaving those that another sender is taking."""
    due = connection.execute(DUE, {"way": channel, "now": now, "at_most": limit})
    claimed = [_message(row).claim(now) for row in due]
    _rewrite(connection, claimed)
    return claimed


def settle(connection: Connection, attempts: Sequence[Attempt], now: datetime) -> None:
    """Note what came of attempts; the outcome of an attempt that was overtaken by a later one is left to that one."""
    _rewrite(connection, [_settled(attempt, now) for attempt in attempts])


def find(connection: Connection, dossier: str, account: str, limit: int, cursor: str = "") -> list[Message]:
    """List the messages about a file, oldest first; of one person unless `account` is empty."""
    conditions = [messages.c.dossier == dossier, *([messages.c.account == account] if account else []), *_after(cursor)]
    chosen = sa.select(messages).where(*conditions).order_by(messages.c.queued_at, messages.c.id).limit(limit)
    return [_message(row) for row in connection.execute(chosen)]


def cursor_of(message: Message) -> str:
    """Write where a page ends."""
    return write_cursor(message.queued_at, message.id)


def _after(cursor: str) -> list[sa.ColumnElement[bool]]:
    """Go on after the message at which the last page ended."""
    if not cursor:
        return []
    queued_at, message = read_cursor(cursor, instant)
    return [sa.tuple_(messages.c.queued_at, messages.c.id) > sa.tuple_(sa.literal(queued_at), sa.literal(message))]


def _settled(attempt: Attempt, now: datetime) -> Message:
    """Give the message as it stands after an attempt."""
    match attempt.result:
        case Result.SENT:
            return attempt.message.confirm(now)
        case Result.POSTPONED:
            return attempt.message.postpone(attempt.reason, now)
        case Result.REFUSED:
            return attempt.message.give_up(attempt.reason)


def _rewrite(connection: Connection, changed: Sequence[Message]) -> None:
    """Write how far the sending of messages has come, all in one statement, unless another attempt has begun since."""
    if changed:
        connection.execute(REWRITE, {f"new_{name}": [getattr(message, name) for message in changed] for name in REWRITTEN})


def _message(row: Any) -> Message:
    """Make a message from its row."""
    return Message(**row._asdict() | {"channel": Channel(row.channel), "state": MessageState(row.state)})
