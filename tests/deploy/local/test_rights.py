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
from chassis.calls.replies import new_secret, reply_key
from chassis.calls.wire import CALLS_WAIT, IN_MEMORY
from chassis.calls.wire import EXCHANGE as CALLS
from deploy.rooms import DECLARED
from deploy.rooms import SERVICES as ROOMS

FORBIDDEN, RESOURCE_LOCKED = 403, 405
ANNOUNCERS = [room.name for room in DECLARED.rooms if room.announces]
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
        operator.queue_declare(f"rpc-{room}", durable=True, arguments=CALLS_WAIT)
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


@pytest.mark.parametrize("user", ["signer", *(room for room in ROOMS if room != "signature")])
def test_no_room_but_signature_asks_the_signer(as_user: Opens, user: str) -> None:
    channel = as_user(user)

    assert is_refused(lambda: call(channel, "signer.sign"))


def test_signature_asks_the_signer(as_user: Opens) -> None:
    signature = as_user("signature")

    assert not is_refused(lambda: call(signature, "signer.sign"))


def test_rooms_do_not_call_each_other(as_user: Opens) -> None:
    review = as_user("review")

    assert is_refused(lambda: call(review, "filing.dossier"))


def reply_queue(channel: BlockingChannel, owner: str) -> str:
    """Declare the queue in which somebody hears his answers."""
    queue = f"rpc.reply-{owner}-{new_secret()}"
    channel.queue_declare(queue, exclusive=True, auto_delete=True, arguments=IN_MEMORY)
    return queue


ASKED = [("gateway", room) for room in ROOMS] + [("signature", "signer")]


@pytest.mark.parametrize(("caller", "asked"), ASKED)
def test_a_service_answers_whoever_may_call_it(as_user: Opens, caller: str, asked: str) -> None:
    channel, key = as_user(caller), reply_key(asked, new_secret())
    queue = reply_queue(channel, caller)
    channel.queue_bind(queue, CALLS, key)

    as_user(asked).basic_publish(CALLS, key, b"an answer", mandatory=True)

    assert channel.basic_get(queue, auto_ack=True)[2] == b"an answer"


@pytest.mark.parametrize("thief", [*ROOMS, "signer", "gateway"])
def test_nobody_answers_in_the_name_of_another(as_user: Opens, thief: str) -> None:
    for answering in {*ROOMS, "signer"} - {thief}:
        forge = partial(as_user(thief).basic_publish, CALLS, reply_key(answering, new_secret()), b"forged")
        assert is_refused(forge)


@pytest.mark.parametrize("thief", ["review", "signer"])
@pytest.mark.parametrize(
    "key", ["signer.sign", "filing.dossier", "reply.{thief}", "reply.{thief}.short", "reply.{thief}.{secret}.more", "{secret}"]
)
def test_a_service_answers_nowhere_but_on_reply_keys(as_user: Opens, thief: str, key: str) -> None:
    routing_key = key.format(thief=thief, secret=new_secret())

    assert is_refused(lambda: as_user(thief).basic_publish(CALLS, routing_key, b"{}"))


@pytest.mark.parametrize(
    ("caller", "key"),
    [
        ("gateway", "reply.filing.*"),
        ("gateway", "reply.filing.#"),
        ("gateway", "reply.#"),
        ("gateway", "#"),
        ("gateway", "*.*.*"),
        ("gateway", "reply.signer.{secret}"),
        ("signature", "reply.signer.*"),
        ("signature", "reply.*.{secret}"),
        ("signature", "reply.filing.{secret}"),
        ("signature", "signer.*"),
    ],
)
def test_a_caller_hears_no_answers_but_those_to_what_it_drew(as_user: Opens, caller: str, key: str) -> None:
    channel = as_user(caller)
    queue = reply_queue(channel, caller)

    assert is_refused(lambda: channel.queue_bind(queue, CALLS, key.format(secret=new_secret())))


@pytest.mark.parametrize("thief", ["signer", *(room for room in ROOMS if room != "signature")])
def test_who_asks_nobody_hears_no_answers_at_all(as_user: Opens, thief: str) -> None:
    assert is_refused(lambda: reply_queue(as_user(thief), thief))
    assert is_refused(lambda: as_user(thief).queue_bind(f"rpc-{thief}", CALLS, reply_key("signature", new_secret())))


@pytest.mark.parametrize("thief", [*ROOMS, "signer"])
def test_nobody_reads_the_answers_of_another(as_user: Opens, thief: str) -> None:
    caller, waiting = as_user("gateway"), as_user("gateway")
    queue = reply_queue(caller, "gateway")

    assert is_refused(lambda: as_user(thief).basic_get(queue))
    assert is_locked(lambda: waiting.basic_get(queue))  # not even another gateway


def is_locked(action: Callable[[], object]) -> bool:
    with pytest.raises(ChannelClosedByBroker) as refusal:
        action()
    return bool(refusal.value.reply_code == RESOURCE_LOCKED)


def test_a_caller_cannot_listen_to_the_calls_of_others(as_user: Opens) -> None:
    caller = as_user("gateway")
    queue = reply_queue(caller, "gateway")

    assert is_refused(lambda: caller.queue_bind(queue, CALLS, "payment.*"))


def test_a_room_serves_its_own_queue_alone(as_user: Opens) -> None:
    filing = as_user("filing")

    assert not is_refused(lambda: filing.basic_get("rpc-filing"))
    assert is_refused(lambda: filing.basic_get("rpc-signer"))


@pytest.mark.parametrize("room", ANNOUNCERS)
def test_a_room_announces_under_its_own_name(as_user: Opens, room: str) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"{room}.{MARK}", EVENTS, f"{room}.rights-tested.#")
    channel = as_user(room)

    assert not is_refused(lambda: channel.basic_publish(EVENTS, f"{room}.rights-tested.v1.national", b"{}", mandatory=True))


def test_a_room_that_only_listens_announces_nothing(as_user: Opens) -> None:
    for room in set(ROOMS) - set(ANNOUNCERS):
        assert is_refused(partial(as_user(room).basic_publish, EVENTS, f"{room}.rights-tested.v1.national", b"{}"))


def test_a_room_cannot_announce_in_the_name_of_another(as_user: Opens) -> None:
    filing = as_user("filing")

    assert is_refused(lambda: filing.basic_publish(EVENTS, "payment.fees-settled.v1.09", b"{}"))


def test_filing_confides_mandates_to_notification_in_its_own_name(as_user: Opens) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"notification.{MARK}", PRIVATE, "filing.rights-tested.#")

    filing = as_user("filing")

    assert not is_refused(lambda: filing.basic_publish(PRIVATE, "filing.rights-tested.v1.09", b"{}", mandatory=True))
    assert is_refused(lambda: filing.basic_publish(PRIVATE, "accounts.contact-changed.v1.national", b"{}"))


def test_the_gateway_announces_how_to_reach_people_and_nothing_else(as_user: Opens) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"notification.{MARK}", PRIVATE, "accounts.rights-tested.#")

    gateway = as_user("gateway")

    assert not is_refused(lambda: gateway.basic_publish(PRIVATE, "accounts.rights-tested.v1.national", b"{}", mandatory=True))
    assert is_refused(lambda: gateway.basic_publish(EVENTS, "filing.dossier-submitted.v2.09", b"{}"))


def test_review_and_filing_alone_of_the_rooms_announce_privately_and_under_their_own_names(as_user: Opens) -> None:
    operator = as_user("operator")
    operator.queue_bind(f"filing.{MARK}", PRIVATE, "review.rights-tested.#")

    assert not is_refused(lambda: as_user("review").basic_publish(PRIVATE, "review.rights-tested.v1.national", b"{}", mandatory=True))
    assert is_refused(lambda: as_user("review").basic_publish(PRIVATE, "accounts.contact-changed.v1.national", b"{}"))
    for room in set(ROOMS) - {"review", "filing"}:
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

    assert not is_refused(lambda: signer.queue_declare("rpc-signer", durable=True, arguments=CALLS_WAIT))
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

    assert is_refused_as_different(lambda: operator.queue_declare(f"filing.{MARK}", durable=True, arguments=IN_MEMORY))


def is_refused_as_different(action: Callable[[], object]) -> bool:
    with pytest.raises(ChannelClosedByBroker) as refusal:
        action()
    return "inequivalent arg 'x-queue-type'" in refusal.value.reply_text
