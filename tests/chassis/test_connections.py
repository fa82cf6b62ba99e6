"""The gateway's client and the plain server, on a connection that breaks."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from chassis import topology
from chassis.calls.client import RpcClient, ServiceLate, ServiceMissing
from chassis.calls.connection import Connection
from chassis.calls.reach import RESEND_SECONDS
from chassis.calls.server import Handler, PlainServer
from chassis.calls.slots import NoSlot, Slots
from chassis.calls.wire import CallFailed, Context
from chassis.health import idle_queues
from contracts.refusals import Conflict, Invalid, NotFound
from demo.people import until
from tests.chassis.cable import Cable, cable_to
from tests.chassis.house import House


class Closed(Conflict):
    """The desk is closed."""

    code = "sample-closed"


@dataclass
class Desk:
    """A plain server that answers at once, or when it is told to."""

    name: str = field(default_factory=lambda: f"desk-{uuid4().hex[:8]}")
    may_answer: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    parked: list[tuple[str, bytes]] = field(default_factory=list)
    cannot_park: int = 0  # how many times yet

    def echo(self, context: Context, word: str) -> dict[str, str]:
        """Give the word back, and the key that came with it."""
        return {"word": word, "key": context.idempotency_key}

    def wait(self, context: Context) -> int:
        """Answer, when allowed, how often this was asked."""
        self.asked.append(context.idempotency_key)
        self.may_answer.wait(20)
        return len(self.asked)

    def refuse(self, context: Context) -> None:
        """Refuse."""
        raise Closed(until="monday")

    def fail(self, context: Context) -> None:
        """Fail in a way that nobody foresaw."""
        raise RuntimeError("secret of the house")

    def unwritable(self, context: Context) -> object:
        """Answer what JSON cannot say."""
        return object()

    def park(self, queue: str, body: bytes, error: str) -> None:
        """Keep what could not be read, once the slot where it is kept can be reached."""
        self.cannot_park -= 1
        if self.cannot_park >= 0:
            raise ConnectionError("no database")
        self.parked.append((queue, body))

    def server(self, amqp_url: str) -> PlainServer:
        """Make the server."""
        handlers: dict[str, Handler] = {
            handler.__name__: handler for handler in (self.echo, self.wait, self.refuse, self.fail, self.unwritable)
        }
        return PlainServer(self.name, amqp_url, handlers, park=self.park, threads=2)


@pytest.fixture
def cable(amqp_urls: dict[str, str]) -> Iterator[Cable]:
    with cable_to(amqp_urls["operator"]) as laid:
        yield laid


@contextmanager
def desk_at_work(house: House, amqp_url: str) -> Iterator[Desk]:
    """Open a desk that serves over `amqp_url`, and close it."""
    desk = Desk()
    server = desk.server(amqp_url)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until("the desk is open", lambda: not idle_queues(house.amqp_url, [f"rpc-{desk.name}"]))
    yield desk
    desk.may_answer.set()
    server.stop()
    thread.join(10)
    with house.channel() as channel:
        channel.queue_delete(f"rpc-{desk.name}")
    assert not thread.is_alive()


@pytest.fixture
def desk(undeployed: House, cable: Cable) -> Iterator[Desk]:
    """A desk at work, at the far end of the cable."""
    with desk_at_work(undeployed, cable.url) as made:
        yield made


@pytest.fixture
def client(amqp_urls: dict[str, str]) -> Iterator[RpcClient]:
    """A client that nothing disturbs."""
    made = RpcClient(amqp_urls["operator"], name="test", timeout=15)
    until("it is connected", made.is_ready)
    yield made
    made.close()


@pytest.fixture
def disturbed(cable: Cable) -> Iterator[RpcClient]:
    """A client at the near end of the cable."""
    made = RpcClient(cable.url, name="test", timeout=15)
    until("it is connected", made.is_ready)
    yield made
    made.close()


def test_a_plain_server_answers_with_what_came_in_the_context(client: RpcClient, desk: Desk) -> None:
    context = Context(idempotency_key="k-1")

    assert client.call(desk.name, "echo", {"word": "شهادة"}, context) == {"word": "شهادة", "key": "k-1"}


def test_a_plain_server_refuses_and_fails_like_any_other(client: RpcClient, desk: Desk) -> None:
    with pytest.raises(Conflict) as refusal:
        client.call(desk.name, "refuse", {}, Context())
    with pytest.raises(CallFailed) as failure:
        client.call(desk.name, "fail", {}, Context())

    assert (refusal.value.code, refusal.value.facts) == ("sample-closed", {"until": "monday"})
    assert "secret" not in repr(failure.value)


def test_a_plain_server_whose_answer_cannot_be_written_fails_and_goes_on(client: RpcClient, desk: Desk) -> None:
    for _ in range(3):  # more than it has threads
        with pytest.raises(CallFailed):
            client.call(desk.name, "unwritable", {}, Context())

    assert client.call(desk.name, "echo", {"word": "alive"}, Context())["word"] == "alive"


@pytest.mark.parametrize(("method", "kwargs"), [("nope", {}), ("echo", {"wort": "x"}), ("echo", {}), ("server", {})])
def test_a_plain_server_has_the_methods_it_was_given_alone(client: RpcClient, desk: Desk, method: str, kwargs: dict[str, Any]) -> None:
    with pytest.raises((NotFound, Invalid, CallFailed)):
        client.call(desk.name, method, kwargs, Context())


def test_a_plain_server_parks_what_it_cannot_read_and_lives(client: RpcClient, desk: Desk, undeployed: House) -> None:
    queue = f"rpc-{desk.name}"

    with undeployed.channel() as channel:
        channel.basic_publish("", queue, b"\xff no call")

    until("it is parked", lambda: desk.parked == [(queue, b"\xff no call")])
    assert client.call(desk.name, "echo", {"word": "alive"}, Context())["word"] == "alive"


def test_what_cannot_even_be_parked_is_not_forgotten_and_blocks_nobody(client: RpcClient, desk: Desk, undeployed: House) -> None:
    desk.cannot_park = 3
    queue = f"rpc-{desk.name}"

    with undeployed.channel() as channel:
        for number in range(3):  # more than it has threads
            channel.basic_publish("", queue, b"no call %d" % number)

    until("all of it is parked", lambda: {body for _, body in desk.parked} == {b"no call 0", b"no call 1", b"no call 2"})
    assert client.call(desk.name, "echo", {"word": "alive"}, Context())["word"] == "alive"


def test_a_plain_server_tells_whether_it_consumes_its_queue(undeployed: House, cable: Cable) -> None:
    desk = Desk()
    server = desk.server(cable.url)
    assert not server.is_consuming()

    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until("it consumes", server.is_consuming)
    cable.remove()
    until("it does not", lambda: not server.is_consuming())

    server.stop()
    thread.join(10)
    with undeployed.channel() as channel:
        channel.queue_delete(f"rpc-{desk.name}")


def test_a_call_survives_the_loss_of_the_callers_connection(disturbed: RpcClient, undeployed: House, cable: Cable) -> None:
    with desk_at_work(undeployed, undeployed.amqp_url) as desk, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(disturbed.call, desk.name, "wait", {}, Context(idempotency_key="k-1"))
        until("the call is being answered", lambda: len(desk.asked) == 1)

        cable.cut()
        until("the call has been sent again", lambda: len(desk.asked) == 2)
        desk.may_answer.set()

        assert answer.result(15) == 2
        assert desk.asked == ["k-1", "k-1"]


def test_a_call_survives_the_loss_of_the_servers_connection(client: RpcClient, desk: Desk, cable: Cable) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.call, desk.name, "wait", {}, Context())
        until("the call is being answered", lambda: len(desk.asked) == 1)

        cable.cut()
        until("the call has been delivered again", lambda: len(desk.asked) == 2)
        desk.may_answer.set()

        assert answer.result(15) == 2


def test_a_client_whose_connection_is_lost_calls_again_on_the_next(disturbed: RpcClient, desk: Desk, cable: Cable) -> None:
    for word in ("one", "two", "three"):
        cable.cut()
        assert disturbed.call(desk.name, "echo", {"word": word}, Context())["word"] == word


def test_a_connection_that_is_told_to_stop_while_it_is_made_ends(cable: Cable) -> None:
    connection = Connection(cable.url, opened=lambda _: None, lost=lambda: None)
    thread, told = threading.Thread(target=connection.run, daemon=True), threading.Event()
    cable.hold()
    thread.start()
    until("it is on its way", lambda: cable.arrived == 1)

    connection.stop()
    connection.soon(told.set)
    told.wait(5)
    cable.let_through()
    thread.join(10)

    assert not thread.is_alive()


def seconds_until_missing(client: RpcClient, *, in_hand: bool = False) -> float:
    """Call, expect that nobody is there, and tell how long it took to say so; a call already `in_hand` is late instead."""
    started = time.monotonic()
    with pytest.raises((ServiceMissing, ServiceLate) if in_hand else ServiceMissing):
        client.call("anybody", "anything", {}, Context())
    return time.monotonic() - started


def test_while_the_broker_is_away_everybody_is_told_at_once(disturbed: RpcClient, cable: Cable) -> None:
    many = 100
    cable.remove()
    with ThreadPoolExecutor(many) as threads:
        first = list(threads.map(partial(seconds_until_missing, in_hand=True), [disturbed] * many))  # some are posted before it is noticed
        until("the loss is noticed", lambda: not disturbed.is_connected())
        later = list(threads.map(seconds_until_missing, [disturbed] * many))

    assert max(first) < RESEND_SECONDS + 2
    assert max(later) < 1


def test_a_client_that_never_reached_its_broker_says_that_the_service_is_missing(cable: Cable) -> None:
    cable.remove()
    client = RpcClient(cable.url, name="test", timeout=15)

    assert seconds_until_missing(client) < 1
    assert not client.is_ready()
    assert not client.is_connected()
    client.close()


def test_a_call_in_hand_does_not_hold_its_thread_while_the_broker_stays_away(disturbed: RpcClient, undeployed: House, cable: Cable) -> None:
    with desk_at_work(undeployed, undeployed.amqp_url) as desk, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(disturbed.call, desk.name, "wait", {}, Context())
        until("the call is being answered", lambda: len(desk.asked) == 1)

        cable.remove()

        assert isinstance(answer.exception(RESEND_SECONDS + 5), ServiceLate)  # its patience was 15 s


def test_some_threads_remain_for_those_who_ask_nobody() -> None:
    slots = Slots(for_each=2, in_all=3)
    with slots.slot("filing"), slots.slot("review"), slots.slot("payment"), pytest.raises(NoSlot), slots.slot("signature"):
        pytest.fail("there was a slot left")

    with slots.slot("filing"), slots.slot("filing"), slots.slot("review"):
        pass  # all are free again


def test_a_service_without_a_queue_is_missing_at_once(client: RpcClient) -> None:
    with pytest.raises(ServiceMissing):
        client.call("nobody", "anything", {}, Context())


def test_a_service_that_does_not_answer_is_late(undeployed: House) -> None:
    name = f"asleep-{uuid4().hex[:8]}"
    topology.declare(undeployed.amqp_url, [topology.call_queue(name)])
    impatient = RpcClient(undeployed.amqp_url, name="test", timeout=0.3)
    until("it is connected", impatient.is_ready)

    with pytest.raises(ServiceLate):
        impatient.call(name, "anything", {}, Context())

    impatient.close()
    with undeployed.channel() as channel:
        channel.queue_delete(f"rpc-{name}")


def test_who_waits_for_a_stuck_service_leaves_places_for_others(amqp_urls: dict[str, str], undeployed: House, cable: Cable) -> None:
    with desk_at_work(undeployed, cable.url) as stuck, desk_at_work(undeployed, cable.url) as lively, ThreadPoolExecutor(2) as threads:
        client = RpcClient(amqp_urls["operator"], name="test", timeout=15, slots=Slots(for_each=2))
        try:
            waiting = [threads.submit(client.call, stuck.name, "wait", {}, Context()) for _ in range(2)]
            until("both wait", lambda: len(stuck.asked) == 2)

            with pytest.raises(ServiceMissing):
                client.call(stuck.name, "echo", {"word": "third"}, Context())
            assert client.call(lively.name, "echo", {"word": "alive"}, Context())["word"] == "alive"

            stuck.may_answer.set()
            assert [each.result() for each in waiting] == [2, 2]
            assert client.call(stuck.name, "echo", {"word": "again"}, Context())["word"] == "again"
        finally:
            stuck.may_answer.set()
            client.close()
