"""
A service's own PostgreSQL database.

`with self.db.begin() as connection:` is one transaction: state, events, receipt and act of the errand commit together or
not at all.
psycopg2 is used everywhere: eventlet makes it cooperative (ADR 0005).
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

import msgspec
import psycopg2
import sqlalchemy as sa

from chassis.receipts import SIGN_ALONE, Errand, keep_act, refuse_if_done, sign_at_once, sign_for
from chassis.tables import metadata_for
from contracts.refusals import ChangedMeanwhile

__all__ = ["Connection", "Transactions", "engine_for", "guarded_update", "metadata_for", "with_driver"]

Connection = sa.Connection

HOST_IS_GONE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3, "tcp_user_timeout": 25_000}
"""After 25 seconds (milliseconds in the last one) without a sign of life the other end is taken for gone; Unix sockets know at once."""
OPEN_AT_MOST_SECONDS = 120
"""How long a transaction may wait for its process; the longest that are meant to, for the signer's answer, take 25 seconds."""
KEPT_ALIVE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": HOST_IS_GONE["tcp_keepalives_idle"],
    "keepalives_interval": HOST_IS_GONE["tcp_keepalives_interval"],
    "keepalives_count": HOST_IS_GONE["tcp_keepalives_count"],
    "tcp_user_timeout": HOST_IS_GONE["tcp_user_timeout"],
    "options": " ".join(
        f"-c {name}={value}" for name, value in {**HOST_IS_GONE, "idle_in_transaction_session_timeout": OPEN_AT_MOST_SECONDS * 1000}.items()
    ),
}
"""How each connection connects: when a machine vanishes, the server lets go of its locks, and we of a server that vanished."""

VALUE = re.compile(r'".*"')
WAIT_SECONDS = 10.0
"""How long one waits for a connection of a busy pool: less than callers wait for their answer."""
IDLE_SECONDS = 1.0
"""A connection that rested longer is tried before it is used again; trying each one each time would cost a tenth of all statements."""


@cache
def engine_for(url: str, pool: int) -> sa.Engine:
    """
    Give the one engine of this process for `url`, with at most `pool` connections: who needs one more waits for it (ADR 0027).

    Values, which may be personal, never reach an error message.
    """
    engine = sa.create_engine(
        with_driver(url),
        pool_size=pool,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
        pool_use_lifo=True,  # the connection that rested least: few are busy, and their servers' memory stays warm
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        executemany_mode="values_plus_batch",  # many rows are one message to the server, not one each
        connect_args={**KEPT_ALIVE, "application_name": "rokhas"},
    )
    try_after_rest(engine)
    sa.event.listen(engine, "handle_error", say_without_values)
    return engine


def say_without_values(context: sa.engine.ExceptionContext) -> None:
    """
    Keep the first line of what PostgreSQL says: constraint, table and column.

    The lines below quote rows and statements: `Key (email)=(...) already exists`, `Failing row contains (...)`. The first one does so where
    a value cannot be read as its type (class 22).
    """
    original, raised = context.original_exception, context.sqlalchemy_exception
    first = str(original).partition("\n")[0]
    said = VALUE.sub('"..."', first) if isinstance(original, psycopg2.DataError) else first
    if isinstance(original, psycopg2.Error) and raised is not None:
        raised.args = tuple(str(part).replace(str(original), said) for part in raised.args)
        original.args = (said,)


def try_after_rest(engine: sa.Engine) -> None:
    """Let the pool try a connection that has rested; a dead one is replaced, with all that are as old (the server was restarted)."""

    def note(_: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    def check(driver: Any, record: Any, _: Any) -> None:
        now = time.monotonic()
        if now - record.info.get("rests_since", now) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(driver)
            except engine.dialect.loaded_dbapi.Error as error:
                raise sa.exc.InvalidatePoolError from error

    sa.event.listen(engine, "checkin", note)
    sa.event.listen(engine, "checkout", check)


def with_driver(url: str) -> sa.URL:
    """Name psycopg2 as the driver of a plain `postgresql://` URL (SQLAlchemy would take psycopg 3)."""
    return sa.make_url(url).set(drivername="postgresql+psycopg2")


class Transactions:
    """The transactions of one errand."""

    def __init__(self, engine: sa.Engine, errand: Errand | None = None) -> None:
        """Work on `engine`; the first transaction signs for `errand`."""
        self._engine = engine
        self._errand = errand
        self._signed = False

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block; raise `AlreadyDone` when the errand has its receipt."""
        with self._engine.begin() as connection:
            errand = self._errand if not self._signed else None
            if errand is not None:
                connection.execution_options(errand=errand)
                sign_for(connection, errand)
            yield connection
            if errand is not None:
                keep_act(connection, errand)
        self._signed = True

    def read(self) -> AbstractContextManager[Connection]:
        """
        Ask, changing nothing; before a command's own transaction, raise `AlreadyDone` as `begin` would.

        Each statement sees what is committed when it begins, as in a transaction of PostgreSQL's default level, without the cost of one.
        """
        return self._each_by_itself()

    def apart(self) -> AbstractContextManager[Connection]:
        """
        Let each statement commit by itself, before the errand's own transaction; before a command's, raise `AlreadyDone` as `begin` would.

        For what outlasts a failure of the errand and is found again when it is repeated: a number that is to be printed.
        """
        return self._each_by_itself()

    def at_once(self, statement: sa.TextClause, values: Mapping[str, Any]) -> bool:
        """
        Do a reaction by one statement that signs for it (`receipts.SIGNED`): a transaction without the messages of one.

        Raise `AlreadyDone` when the event was handled before. Tell whether it has signed: a statement may leave that to what comes next.
        """
        if self._errand is None:
            raise LookupError("only an event is handled at once, and none is in hand")
        with self._engine.connect() as connection, without_transaction(connection):
            self._signed = sign_at_once(connection, self._errand, statement, values)
        return self._signed

    def sign(self) -> None:
        """Sign for an errand whose effects are there already, unless a transaction has; raise `AlreadyDone` when it was done before."""
        if not self._signed:
            self.at_once(SIGN_ALONE, {})

    @contextmanager
    def _each_by_itself(self) -> Iterator[Connection]:
        """Let each statement be a transaction of its own, once it is sure that a command has not been done before."""
        with self._engine.connect() as connection, without_transaction(connection):
            if self._errand is not None and not self._signed and self._errand.fingerprint:
                refuse_if_done(connection, self._errand)
            yield connection


@contextmanager
def without_transaction(connection: Connection) -> Iterator[None]:
    """Let statements stand alone: no BEGIN, no ROLLBACK. Told to psycopg2 directly, since SQLAlchemy's way back costs a statement."""
    driver: Any = connection.connection.dbapi_connection
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


def guarded_update(connection: Connection, table: sa.Table, key: Mapping[str, Any], version: int, values: Mapping[str, Any]) -> None:
    """Update the row that has `key` and still has `version`, and raise its version; raise `ChangedMeanwhile` otherwise."""
    sought = {f"sought_{name}": value for name, value in {**key, "version": version}.items()}
    if connection.execute(guarded(table, tuple(key)), {**values, "version": version + 1, **sought}).rowcount == 0:
        raise ChangedMeanwhile


@cache
def guarded(table: sa.Table, key: tuple[str, ...]) -> sa.Update:
    """Write the statement of `guarded_update`, once for each table: values come by column, what is sought as `sought_<name>`."""
    return sa.update(table).where(*(table.c[name] == sa.bindparam(f"sought_{name}") for name in (*key, "version")))
