"""
`python -m chassis.relay filing`: publish what the outbox holds, in order, and never skip a row that commits late.

Rows are read in the order (transaction_id, position), only those of transactions older than every transaction still running
(`pg_snapshot_xmin`): whatever is read later has a greater transaction id, so one cursor suffices and no row is ever updated. A batch is
published with pipelined confirms; the cursor moves when the broker has confirmed all of it. Dying in between means publishing a batch
again: readers have receipts. One relay a service is active, through an advisory lock; others wait for it.
"""

import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pika
import psycopg2
import psycopg2.extensions
from pika.channel import Channel
from pika.frame import Method
from pika.spec import Basic, BasicProperties

from chassis import metrics
from chassis.announce import CHANNEL
from chassis.calls.connection import Connection
from chassis.database import KEPT_ALIVE
from chassis.log import configure, log
from chassis.probe import serve_probe
from chassis.settings import read_settings
from contracts.envelope import CONTENT_TYPE

BATCH = 1_000
POLL_SECONDS = 1.0
STANDBY_SECONDS = 1.0
REFUSED_PAUSE_SECONDS = 2.0

Row = tuple[str, int, str, str, str, memoryview]

# The cursor is a subquery, read once: its place bounds the index, and what was published long ago is not passed over again.
NEXT_ROWS = """
    select o.transaction_id::text, o.position, o.event_id, o.exchange, o.routing_key, o.body
    from outbox o
    where (o.transaction_id, o.position) > (select c.transaction_id, c.position from cursors c where c.name = 'relay')
      and o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    order by o.transaction_id, o.position limit %s
"""
WAITING = """
    select count(*), coalesce(extract(epoch from now() - min(o.announced_at)), 0)
    from outbox o
    where (o.transaction_id, o.position) > (select c.transaction_id, c.position from cursors c where c.name = 'relay')
"""


class Outbox:
    """The outbox as the relay sees it: a cursor, the rows behind it, and a bell."""

    def __init__(self, database_url: str) -> None:
        """Connect and listen for the bell."""
        self._connection: psycopg2.extensions.connection = psycopg2.connect(database_url, **KEPT_ALIVE, application_name="rokhas-relay")
        self._connection.autocommit = True
        self._cursor: psycopg2.extensions.cursor = self._connection.cursor()
        self._cursor.execute(f"listen {CHANNEL}")
        self._cursor.execute("insert into cursors (name) values ('relay') on conflict do nothing")

    def fileno(self) -> int:
        """Give the socket that becomes readable when something is announced."""
        return int(self._connection.fileno())

    def become_active(self) -> bool:
        """Try to be the only active relay of this database, for as long as the connection lives."""
        self._cursor.execute("select pg_try_advisory_lock(hashtext('rokhas-relay'))")
        return self._one() == (True,)

    def next_rows(self) -> Sequence[Row]:
        """Read the rows behind the cursor that no running transaction can precede any more."""
        self._cursor.execute(NEXT_ROWS, (BATCH,))
        return list(self._cursor.fetchall())

    def silence(self) -> None:
        """Hear all bells that have rung so far."""
        self._connection.poll()
        self._connection.notifies.clear()

    def move_to(self, row: Row) -> None:
        """Remember that everything up to `row` is confirmed."""
        self._cursor.execute("update cursors set transaction_id = %s::xid8, position = %s where name = 'relay'", (row[0], row[1]))

    def waiting(self) -> tuple[int, float]:
        """Count the rows not yet confirmed, and give the age of the oldest in seconds."""
        self._cursor.execute(WAITING)
        count, age = self._one()
        return int(count), float(age)

    def _one(self) -> tuple[Any, ...]:
        row = self._cursor.fetchone()
        if row is None:
            raise psycopg2.InterfaceError("the database gave no row")
        return row

    def close(self) -> None:
        """Let go of the connection and with it of the lock."""
        self._connection.close()


class Confirms:
    """Which published messages the broker has not yet confirmed; delivery tags count from 1 on each channel."""

    def __init__(self) -> None:
        """Start a channel's count."""
        self._published = 0
        self._lowest = 1
        self._outstanding: set[int] = set()

    def publish(self) -> None:
        """Count a message published."""
        self._published += 1
        self._outstanding.add(self._published)

    def settle(self, tag: int, multiple: bool) -> None:
        """Count a message, or with `multiple` all up to it, as answered by the broker."""
        if not multiple:
            self._outstanding.discard(tag)
            return
        for settled in range(self._lowest, tag + 1):
            self._outstanding.discard(settled)
        self._lowest = max(self._lowest, tag + 1)

    def all_in(self) -> bool:
        """Tell whether nothing is outstanding."""
        return not self._outstanding


class Relay:
    """Carry rows from one outbox to the broker."""

    def __init__(self, service: str, database_url: str, amqp_url: str) -> None:
        """Prepare to relay the outbox of `service`."""
        self._service, self._database_url = service, database_url
        self._connection = Connection(amqp_url, self._opened, self._lost)
        self._outbox: Outbox | None = None
        self._channel: Channel | None = None
        self._batch: Sequence[Row] = ()
        self._confirms = Confirms()
        self._refused = 0

    def run(self) -> None:
        """Relay until `stop`."""
        self._connection.run()

    def stop(self) -> None:
        """Let `run` end."""
        self._connection.stop()

    def is_connected(self) -> bool:
        """Tell whether broker and database are reached (a standby relay is as healthy as the active one)."""
        return self._channel is not None and self._outbox is not None

    def _opened(self, channel: Channel) -> None:
        self._channel, self._batch, self._confirms = channel, (), Confirms()
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(partial(self._answered, channel), callback=lambda _: self._guard(channel, self._become_active))

    def _lost(self) -> None:
        self._channel = None
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None

    def _guard(self, channel: Channel, step: Callable[[Channel, Outbox], None]) -> None:
        """Take a step with the database, if this is still the present channel; begin anew when the database is lost."""
        present = self._channel
        if present is None or present is not channel or not present.is_open:
            return
        try:
            self._outbox = self._outbox or Outbox(self._database_url)
            step(channel, self._outbox)
        except psycopg2.Error as error:
            log.warning("relay-database-lost", error=type(error).__name__)  # its text may hold the address
            present.connection.close()

    def _become_active(self, channel: Channel, outbox: Outbox) -> None:
        if not outbox.become_active():
            self._connection.later(STANDBY_SECONDS, lambda: self._guard(channel, self._become_active))
            return
        log.info("relay-active")
        self._connection.steady()
        loop = channel.connection.ioloop
        loop.add_handler(outbox.fileno(), lambda *_: self._guard(channel, self._turn), loop.READ)
        self._guard(channel, self._watch)

    def _watch(self, channel: Channel, outbox: Outbox) -> None:
        """Look from time to time even when the bell is silent, and measure what waits."""
        self._turn(channel, outbox)
        depth, age = outbox.waiting()
        metrics.OUTBOX_DEPTH.labels(self._service).set(depth)
        metrics.OUTBOX_AGE.labels(self._service).set(age)
        self._connection.later(POLL_SECONDS, lambda: self._guard(channel, self._watch))

    def _turn(self, channel: Channel, outbox: Outbox) -> None:
        """Publish the next batch, unless one is under way."""
        outbox.silence()
        if self._batch:
            return
        self._batch, self._refused = outbox.next_rows(), 0
        for _, _, event_id, exchange, routing_key, body in self._batch:
            self._confirms.publish()
            properties = BasicProperties(
                message_id=event_id,
                content_type=CONTENT_TYPE,
                content_encoding="utf-8",
                delivery_mode=pika.DeliveryMode.Persistent.value,
            )
            channel.basic_publish(exchange, routing_key, bytes(body), properties, mandatory=True)

    def _returned(self, _: Channel, method: Basic.Return, __: BasicProperties, ___: bytes) -> None:
        """Note that an event has no reader's queue; the batch will be tried again until somebody declares it."""
        self._refused += 1
        log.error("event-has-no-reader", routing_key=method.routing_key)

    def _answered(self, channel: Channel, frame: Method[Basic.Ack | Basic.Nack]) -> None:
        """Count an answer; when all are in, move on, or try the batch again if any message was refused."""
        self._refused += isinstance(frame.method, Basic.Nack)
        self._confirms.settle(frame.method.delivery_tag, frame.method.multiple)
        if self._confirms.all_in() and self._batch:
            self._guard(channel, self._finish)

    def _finish(self, channel: Channel, outbox: Outbox) -> None:
        batch, self._batch = self._batch, ()
        if self._refused:
            metrics.UNPUBLISHED.labels(self._service).inc(self._refused)
            self._batch = batch  # nothing else is read before the pause ends
            self._connection.later(REFUSED_PAUSE_SECONDS, lambda: self._guard(channel, self._try_again))
            return
        outbox.move_to(batch[-1])
        metrics.PUBLISHED.labels(self._service).inc(len(batch))
        self._turn(channel, outbox)

    def _try_again(self, channel: Channel, outbox: Outbox) -> None:
        self._batch = ()
        self._turn(channel, outbox)


def main(service: str) -> None:
    """Relay the outbox of `service` until told to stop."""
    settings = read_settings()
    configure(f"relay-{service}", settings.log_level)
    relay = Relay(service, settings.database_url, settings.amqp_url)
    signal.signal(signal.SIGTERM, lambda *_: relay.stop())
    serve_probe(settings.metrics_host, settings.metrics_port, relay.is_connected)
    relay.run()


if __name__ == "__main__":
    main(sys.argv[1])
