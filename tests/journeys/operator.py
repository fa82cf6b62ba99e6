"""The platform's operator: puts messages on queues, looks into the services' databases, and uses the command for parked messages."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pika
import sqlalchemy as sa

from chassis.announce import EVENTS
from chassis.database import with_driver
from chassis.tables import acts, outbox, parked
from demo.people import until
from deploy.local.folder import CHECKOUT
from deploy.local.platform import Platform


@dataclass(frozen=True)
class Operator:
    """Whoever looks after one platform."""

    platform: Platform

    def publish(self, *messages: tuple[str, bytes]) -> None:
        """Put messages on queues, each confirmed by the broker: (queue, body)."""
        with pika.BlockingConnection(pika.URLParameters(self.platform.addresses.amqp_urls["operator"])) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            for queue, body in messages:
                properties = pika.BasicProperties(content_type="application/json", delivery_mode=2)
                channel.basic_publish("", queue, body, properties, mandatory=True)

    def parked(self, queue: str, body: bytes) -> list[int]:
        """Give the numbers under which this very message is parked."""
        with self._database(keeper_of(queue)) as session:
            found = session.execute(sa.select(parked.c.id).where(parked.c.body == body, parked.c.queue == queue))
            return list(found.scalars())

    def parked_in(self, service: str, sent: Sequence[tuple[str, bytes]]) -> list[int]:
        """Give the numbers under which these messages (queue, body) are parked in one service's database."""
        with self._database(service) as session:
            found = session.execute(sa.select(parked.c.id).where(sa.tuple_(parked.c.queue, parked.c.body).in_(sent)))
            return list(found.scalars())

    def first_event_about(self, service: str, subject: str) -> bytes:
        """Give the first public event that a service announced about something, as it travelled."""
        with self._database(service) as session:
            events = sa.select(outbox.c.body).where(outbox.c.subject == subject, outbox.c.exchange == EVENTS).order_by(outbox.c.position)
            return bytes(session.execute(events).scalars().first() or b"")

    def acts_upon(self, service: str, dossier: str) -> list[tuple[str, str]]:
        """Give what was done to a file in one room, in order, and by which account."""
        with self._database(service) as session:
            found = session.execute(sa.select(acts.c.act, acts.c.account).where(acts.c.dossier == dossier).order_by(acts.c.id))
            return [(row.act, row.account) for row in found]

    def command(self, queue: str, *words: str) -> str:
        """Run `python -m chassis.parked` as the service that keeps what this queue could not read; give what it prints."""
        service, addresses = keeper_of(queue), self.platform.addresses
        environment = {"USER": "journeys", "AMQP_URL": addresses.amqp_urls[service], "DATABASE_URL": addresses.database_urls[service]}
        command = [sys.executable, "-W", "ignore", "-m", "chassis.parked", *words]
        return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True).stdout

    @contextmanager
    def rubbish_on(self, queue: str) -> Iterator[tuple[bytes, int]]:
        """Put a message that nobody can read on a queue; give it, and the number under which it is parked; leave nothing behind."""
        body = f"{{ this is no message {uuid4()}".encode()
        self.publish((queue, body))
        try:
            yield body, self.await_parked(queue, body)[0]
        finally:
            self.discard(queue, body)

    def await_parked(self, queue: str, body: bytes) -> list[int]:
        """Wait until a message is parked."""
        return until(f"the rubbish on {queue} is parked", lambda: self.parked(queue, body))

    def discard(self, queue: str, body: bytes) -> None:
        """Throw a parked message away, if it still is one."""
        if numbers := self.parked(queue, body):
            self.command(queue, "discard", *map(str, numbers))

    @contextmanager
    def _database(self, service: str) -> Iterator[sa.Connection]:
        engine = sa.create_engine(with_driver(self.platform.addresses.database_urls[service]), poolclass=sa.NullPool)
        with engine.connect() as session:
            yield session


def keeper_of(queue: str) -> str:
    """Name the service whose database keeps what cannot be read on a queue."""
    return queue.removeprefix("rpc-").partition(".")[0]
