"""Events waiting in the outbox, carried to the broker's confirms by the relay's own process; nameko's dispatcher is the baseline."""

import json
import statistics
import time

import sqlalchemy as sa
from kombu import Exchange, Queue
from nameko.standalone.events import event_dispatcher

from chassis.announce import EVENTS
from chassis.tables import metadata_for
from contracts.envelope import write
from contracts.filing import ComplementProvided
from tests.load.outbox import all_confirmed, commit_waiting, sealed_events
from tests.load.result import Result, spread
from tests.load.servers import Servers, environment_of, new_database, new_queue, process, quiet_servers
from tests.load.waiting import wait_for

EVENTS_WAITING = 20_000
DISPATCHED = 2_000
ROUNDS = 3
QUORUM = {"x-queue-type": "quorum"}


def measure() -> list[Result]:
    """Take turns: the relay, then the dispatcher; each into a quorum queue bound to its events."""
    events = Queue("bench.relay", Exchange(EVENTS, type="topic"), f"{ComplementProvided.topic()}.#", queue_arguments=QUORUM)
    dispatched = Queue("bench.nameko", Exchange("bench.events", type="topic"), "complement-provided", queue_arguments=QUORUM)
    with (
        quiet_servers() as servers,
        new_database(servers, metadata_for("bench")) as engine,
        new_queue(servers, events),
        new_queue(servers, dispatched),
        process("chassis.relay", "bench", environment=environment_of("bench", engine, servers)),
    ):
        carry(engine, 1_000)  # warm
        dispatch(servers, 200)
        rounds = [(carry(engine, EVENTS_WAITING), dispatch(servers, DISPATCHED)) for _ in range(ROUNDS)]
    ours, theirs = ([pair[side] for pair in rounds] for side in (0, 1))
    extra = {"waiting": EVENTS_WAITING, "spread": spread(ours), "baseline_spread": spread(theirs), "baseline_is": "nameko event_dispatcher"}
    return [Result(name="relay", value=statistics.median(ours), unit="events/s", baseline=statistics.median(theirs), extra=extra)]


def carry(engine: sa.Engine, count: int) -> float:
    """Give events a second, from the commit of `count` rows to the relay's cursor behind the last one."""
    wait_for("the relay is active", lambda: all_confirmed(engine))
    envelopes = sealed_events(count)
    commit_waiting(engine, envelopes)
    started = time.perf_counter()
    ended = wait_for("the outbox is empty", lambda: all_confirmed(engine), 120)
    return count / (ended - started)


def dispatch(servers: Servers, count: int) -> float:
    """Give events a second through nameko's standalone dispatcher, which waits for the confirm of each (its default)."""
    payloads = [json.loads(write(envelope)) for envelope in sealed_events(count)]
    send = event_dispatcher({"AMQP_URI": servers.amqp_url})
    started = time.perf_counter()
    for payload in payloads:
        send("bench", "complement-provided", payload)
    return count / (time.perf_counter() - started)
