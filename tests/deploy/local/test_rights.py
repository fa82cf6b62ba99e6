"""Who may do what on the broker, tried on a real one: what is allowed works, everything else is refused."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from chassis import topology
from chassis.announce import EVENTS, PRIVATE
from deploy.local.rights import CALLS, ROOMS

FORBIDDEN = 403
MARK = f"rights-test-{uuid.uuid4()}"
"""In the names of this process's queues: several may try the rights of one broker at once."""

Opens = Callable[[str], BlockingChannel]


@pytest.fixture
def as_user(amqp_urls: dict[str, str]) -> Iterator[Opens]:
    """Open channels as a user; a message that no queue takes is returned, not lost."""
    connections = []

    def open_channel(user: str) -> BlockingChannel:
        connections.append(pika.BlockingConnection(pika.URLParameters(amqp_urls[user])))
        channel = connections[-1].channel()
        channel.confirm_delivery()
        return channel

    yield open_channel
    for connection in connections:
        connection.close()


@pytest.fixture(autouse=True)
def declared(as_user: Opens) -> Iterator[None]:
    """Declare, as the operator at deploy, the exchanges and one queue for each room; leave no queue of ours behind."""
    operator = as_user("operator")
    for exchange in (CALLS, EVENTS, PRIVATE, *(topology.retry_exchange(delay).name for delay in topology.RETRY_DELAYS_MS)):
        operator.exchange_declare(exchange, "topic", durable=True)
    for room in (*ROOMS, "signer"):
        operator.queue_declare(f"rpc-{room}", durable=True)
        operator.queue_bind(f"rpc-{room}", CALLS, f"{room}.*")
        operator.queue_declare(f"{room}.{MARK}", durable=True)
    yield
    for room in (*ROOMS, "signer"):
        operator.queue_delete(f"{room}.{MARK}")


def is_refused(action: Callable[[], object]) -> bool:
    try:
        action()
    except ChannelClosedByBroker as closed:
        if closed.reply_code != FORBIDDEN:
            raise
        return True
    return False


def call(channel: BlockingChannel, routing_key: str) -> None:
    """Publish a call that expires at once: nobody has to answer it."""
    channel.basic_publish(CALLS, routing_key, b'{"args": [], "kwargs": {}}', pika.BasicProperties(expiration="0"), mandatory=True)


@pytest.mark.parametrize("room", ROOMS)
def test_the_gateway_calls_every_room(as_user: Opens, room: str) -> None:
    gateway = as_user("gateway")

    assert not is_refused(lambda: call(gateway, f"{room}.anything"))


def test_the_gateway_cannot_ask_the_signer(as_user: Opens) -> None:
    gateway = as_user("gateway")

    assert is_refused(lambda: call(gateway, "signer.sign"))


@pytest.mark.parametrize("user", ["filing", "review", "payment", "notification", "signer"])
def test_no_room_but_signature_asks_the_signer(as_user: Opens, user: str) -> None:
    channel = as_user(user)

    assert is_refused(lambda: call(channel, "signer.sign"))


def test_signature_asks_the_signer(as_user: Opens) -> None:
    signature = as_user("signature")

    assert not is_refused(lambda: call(signature, "signer.sign"))


def test_rooms_do_not_call_each_other(as_user: Opens) -> None:
    review = as_user("review")

    assert is_refused(lambda: call(review, "filing.dossier"))


def test_a_room_answers_whoever_called(as_user: Opens) -> None:
    caller, reply_key = as_user("gateway"), str(uuid.uuid4())
    reply_queue = f"rpc.reply-gateway-{reply_key}"
    caller.queue_declare(reply_queue, exclusive=True, auto_delete=True)
    caller.queue_bind(reply_queue, CALLS, reply_key)

    as_user("filing").basic_publish(CALLS, reply_key, b"an answer", mandatory=True)

    assert caller.basic_get(reply_queue, auto_ack=True)[2] == b"an answer"


def test_a_caller_cannot_listen_to_the_calls_of_others(as_user: Opens) -> None:
    caller, queue = as_user("gateway"), f"rpc.reply-gateway-{uuid.uuid4()}"
    caller.queue_declare(queue, exclusive=True, auto_delete=True)

    assert is_refused(lambda: caller.queue_bind(queue, CALLS, "payment.*"))


def test_a_room_serves_its_own_queue_alone(as_user: Opens) -> None:
    filing = as_user("filing")

    assert not is_refused(lambda: filing.basic_get("rpc-filing"))
    assert is_refused(lambda: filing.basic_get("rpc-signer"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_announces_under_its_own_name(as_user: Opens, room: str) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"{room}.{MARK}", EVENTS, f"{room}.rights-tested.#")
    channel = as_user(room)

    assert not is_refused(lambda: channel.basic_publish(EVENTS, f"{room}.rights-tested.v1.national", b"{}", mandatory=True))


def test_a_room_cannot_announce_in_the_name_of_another(as_user: Opens) -> None:
    filing = as_user("filing")

    assert is_refused(lambda: filing.basic_publish(EVENTS, "payment.fees-settled.v1.09", b"{}"))


def test_the_gateway_announces_how_to_reach_people_and_nothing_else(as_user: Opens) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"notification.{MARK}", PRIVATE, "accounts.rights-tested.#")

    gateway = as_user("gateway")

    assert not is_refused(lambda: gateway.basic_publish(PRIVATE, "accounts.rights-tested.v1.national", b"{}", mandatory=True))
    assert is_refused(lambda: gateway.basic_publish(EVENTS, "filing.dossier-submitted.v1.09", b"{}"))


def test_review_alone_of_the_rooms_announces_privately_and_under_its_own_name(as_user: Opens) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"filing.{MARK}", PRIVATE, "review.rights-tested.#")

    assert not is_refused(lambda: as_user("review").basic_publish(PRIVATE, "review.rights-tested.v1.national", b"{}", mandatory=True))
    assert is_refused(lambda: as_user("review").basic_publish(PRIVATE, "accounts.contact-changed.v1.national", b"{}"))
    for room in set(ROOMS) - {"review"}:
        assert is_refused(partial(as_user(room).basic_publish, PRIVATE, f"{room}.rights-tested.v1.national", b"{}"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_hears_what_the_deployment_gave_it_and_nothing_more(as_user: Opens, room: str) -> None:
    assert is_refused(lambda: as_user(room).queue_bind(f"{room}.{MARK}", EVENTS, "#"))
    assert is_refused(lambda: as_user(room).queue_bind(f"{room}.{MARK}", PRIVATE, "#"))


def test_a_room_reads_the_queues_of_its_reactions_alone(as_user: Opens) -> None:
    review = as_user("review")

    assert not is_refused(lambda: review.basic_get(f"review.{MARK}"))
    assert is_refused(lambda: review.basic_get(f"filing.{MARK}"))


@pytest.mark.parametrize("user", ["filing", "gateway", "signer"])
def test_nobody_deletes_or_reshapes_what_the_deployment_declared(as_user: Opens, user: str) -> None:
    ways: list[Callable[[BlockingChannel], object]] = [
        lambda channel: channel.exchange_delete(EVENTS),
        lambda channel: channel.exchange_delete(CALLS),
        lambda channel: channel.exchange_declare("another", "topic"),
        lambda channel: channel.queue_delete(f"filing.{MARK}"),
        lambda channel: channel.queue_delete("rpc-filing"),
        lambda channel: channel.queue_declare("another", durable=True),
        lambda channel: channel.queue_unbind("rpc-filing", CALLS, "filing.*"),
    ]

    for way in ways:
        assert is_refused(partial(way, as_user(user)))


def test_the_signer_declares_the_queue_of_its_calls(as_user: Opens) -> None:
    signer = as_user("signer")

    assert not is_refused(lambda: signer.queue_declare("rpc-signer", durable=True))
    assert not is_refused(lambda: signer.queue_bind("rpc-signer", CALLS, "signer.*"))


def test_a_room_retries_its_own_reactions_alone(as_user: Opens) -> None:
    retry = topology.retry_exchange(topology.RETRY_DELAYS_MS[0]).name
    operator, filing = as_user("operator"), as_user("filing")
    operator.queue_bind(f"filing.{MARK}", retry, "#")

    assert not is_refused(lambda: filing.basic_publish(retry, f"filing.{MARK}", b"{}", mandatory=True))
    assert is_refused(lambda: filing.basic_publish(retry, "payment.open-order", b"{}"))


def test_nobody_writes_to_a_queue_past_the_exchanges(as_user: Opens) -> None:
    gateway = as_user("gateway")

    assert is_refused(lambda: gateway.basic_publish("", "rpc-signer", b"{}"))


def test_queues_are_quorum_queues_unless_said_otherwise(as_user: Opens) -> None:
    operator = as_user("operator")

    assert is_refused_as_different(lambda: operator.queue_declare("rpc-filing", durable=True, arguments={"x-queue-type": "classic"}))


def is_refused_as_different(action: Callable[[], object]) -> bool:
    with pytest.raises(ChannelClosedByBroker) as refusal:
        action()
    return "inequivalent arg 'x-queue-type'" in refusal.value.reply_text
