"""
Events from commit to handled: outbox, relay, broker, a room's reaction with its receipt in PostgreSQL, each in its own process.

The baseline is a bare pika consumer that acknowledges the same messages one by one and keeps nothing.
"""

import select
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pika
import psycopg2
import sqlalchemy as sa
from kombu import Queue

from chassis import topology
from chassis.announce import announce
from chassis.health import idle_queues
from chassis.room import reactions_of
from chassis.tables import receipts
from contracts.envelope import write
from tests.chassis.sample import Sample, metadata
from tests.load.outbox import an_event, commit_waiting, sealed_events
from tests.load.result import Result, percentiles_ms, spread
from tests.load.servers import Servers, environment_of, new_database, new_queue, process, quiet_servers, url_of
from tests.load.waiting import wait_for

AT_ONCE = 5_000
ROUNDS = 3
PER_SECOND = 50
STEADY_SECONDS = 20
PREFETCH = 10
BELL = """
    create function tell_handled() returns trigger language plpgsql as
        $$ begin perform pg_notify('handled', new.message_id); return null; end $$;
    create trigger handled after insert on receipts for each row execute function tell_handled();
"""


def measure() -> list[Result]:
    """Measure the most that is carried, in turns with the baseline, then the delay at a steady pace."""
    with quiet_servers() as servers, new_database(servers, metadata) as engine, sample_room(servers, engine):
        handle(engine, 500)  # warm
        rounds = [(handle(engine, AT_ONCE), acknowledge(servers, AT_ONCE)) for _ in range(ROUNDS)]
        delays = steady_delays(engine)
    ours, theirs = ([pair[side] for pair in rounds] for side in (0, 1))
    extra = {
        "at_once": AT_ONCE,
        "spread": spread(ours),
        "baseline_spread": spread(theirs),
        "baseline_is": "bare pika consumer, no database",
        "steady_per_second": PER_SECOND,
        **{f"commit_to_handled_{name}": value for name, value in percentiles_ms(delays).items()},
    }
    return [Result(name="reaction", value=statistics.median(ours), unit="events/s", baseline=statistics.median(theirs), extra=extra)]


@contextmanager
def sample_room(servers: Servers, engine: sa.Engine) -> Iterator[None]:
    """Run the sample room and its relay."""
    reactions = [topology.reaction_queue("sample", method, reaction.event) for method, reaction in reactions_of(Sample)]
    queues = [*topology.waiting_rooms(), topology.dead_queue("sample"), topology.call_queue("sample"), *reactions]
    topology.declare(servers.amqp_url, queues)
    empty(servers, [queue.name for queue in queues])
    environment = environment_of("sample", engine, servers)
    consumed = [queue.name for queue in reactions]
    with process("tests.chassis.sample", environment=environment), process("chassis.relay", "sample", environment=environment):
        wait_for("the sample room listens", lambda: not idle_queues(servers.amqp_url, consumed), pace=0.2)
        yield


def empty(servers: Servers, queues: list[str]) -> None:
    """Take away what earlier runs left: the queues are bound to every event that other benchmarks publish."""
    with pika.BlockingConnection(pika.URLParameters(servers.amqp_url)) as connection:
        channel = connection.channel()
        for queue in queues:
            channel.queue_purge(queue)


def handle(engine: sa.Engine, count: int) -> float:
    """Give events a second, from the commit of `count` events to the commit of the last one's receipt."""
    before = handled(engine)
    commit_waiting(engine, sealed_events(count))
    started = time.perf_counter()
    ended = wait_for("every event is handled", lambda: handled(engine) == before + count, 180, pace=0.02)
    return count / (ended - started)


def handled(engine: sa.Engine) -> int:
    """Count the events that have their receipt."""
    with engine.connect() as session:
        return session.execute(sa.select(sa.func.count()).select_from(receipts)).scalar_one()


def acknowledge(servers: Servers, count: int) -> float:
    """Give messages a second of a consumer that only acknowledges; they lie in a quorum queue, ready, with the room's prefetch."""
    queue = Queue("bench.bare", durable=True, queue_arguments=topology.QUORUM)
    with new_queue(servers, queue):
        connection = pika.BlockingConnection(pika.URLParameters(servers.amqp_url))
        channel = connection.channel()
        for envelope in sealed_events(count):
            channel.basic_publish("", queue.name, write(envelope), pika.BasicProperties(delivery_mode=2))
        wait_for("the messages lie ready", lambda: channel.queue_declare(queue.name, passive=True).method.message_count == count)
        channel.basic_qos(prefetch_count=PREFETCH)
        started = time.perf_counter()
        for seen, (method, _, _) in enumerate(channel.consume(queue.name, inactivity_timeout=30), start=1):
            if method is None:
                break  # the rate will show it
            channel.basic_ack(method.delivery_tag)
            if seen == count:
                break
        took = time.perf_counter() - started
        connection.close()
    return count / took


def steady_delays(engine: sa.Engine) -> list[float]:
    """Announce at a steady pace, one transaction each; give the seconds from each commit to the commit of its receipt."""
    with engine.begin() as session:
        session.execute(sa.text(BELL))
    count, committed = PER_SECOND * STEADY_SECONDS, {}
    ears = Ears(url_of(engine), count)
    ears.start()
    begin = time.perf_counter()
    for number in range(count):
        time.sleep(max(0.0, begin + number / PER_SECOND - time.perf_counter()))
        with engine.begin() as session:
            event_id = announce(session, an_event())
        committed[event_id] = time.perf_counter()
    ears.join(timeout=60)
    return [ears.heard[event_id] - at for event_id, at in committed.items()]


class Ears(threading.Thread):
    """Hear of each committed receipt: PostgreSQL tells at the commit."""

    def __init__(self, database_url: str, count: int) -> None:
        """Listen for `count` receipts."""
        super().__init__(daemon=True)
        self.heard: dict[str, float] = {}
        self._count = count
        self._connection = psycopg2.connect(database_url)
        self._connection.autocommit = True
        self._connection.cursor().execute("listen handled")

    def run(self) -> None:
        """Note when each was heard of, for a minute and a half at most."""
        deadline = time.monotonic() + 90
        while len(self.heard) < self._count and time.monotonic() < deadline:
            select.select([self._connection], [], [], 1.0)
            self._connection.poll()
            now = time.perf_counter()
            self.heard |= {notice.payload: now for notice in self._connection.notifies}
            self._connection.notifies.clear()
        self._connection.close()
