"""The connection on which a service answers calls."""

import threading
from collections.abc import Callable, Iterator
from uuid import uuid4

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from chassis.calls import wire
from chassis.publishing import Answers
from demo.people import until
from tests.chassis.cable import Cable, cable_to

MORE_THAN_A_BROKER_TAKES = 128 * 1024 * 1024 + 1

Waiting = tuple[str, Callable[[], bytes | None]]


@pytest.fixture
def cable(amqp_urls: dict[str, str]) -> Iterator[Cable]:
    with cable_to(amqp_urls["operator"]) as laid:
        yield laid


@pytest.fixture
def waiting(amqp_urls: dict[str, str]) -> Iterator[Waiting]:
    """Somebody who waits for answers: his address, and a look whether one has come."""
    address = uuid4().hex
    connection = pika.BlockingConnection(pika.URLParameters(amqp_urls["operator"]))
    channel: BlockingChannel = connection.channel()
    channel.exchange_declare(wire.EXCHANGE, "topic", durable=True)
    channel.queue_declare(f"rpc.reply-test-{address}", exclusive=True)
    channel.queue_bind(f"rpc.reply-test-{address}", wire.EXCHANGE, address)
    yield address, lambda: channel.basic_get(f"rpc.reply-test-{address}", auto_ack=True)[2]
    connection.close()


@pytest.fixture
def answers(cable: Cable) -> Iterator[Answers]:
    made = Answers(cable.url)
    yield made
    made.close()


def test_answers_go_on_over_a_new_connection(cable: Cable, answers: Answers, waiting: Waiting) -> None:
    address, look = waiting
    answers.send(address, "1", b"before")
    until("the answer", lambda: look() == b"before")

    cable.cut()

    def arrives() -> bool:
        answers.send(address, "2", b"after")  # the first one may go to the old connection, and be lost
        return look() == b"after"

    until("an answer over a new connection", arrives)
    assert cable.connections == 2


def test_answers_go_on_when_the_broker_has_closed_their_channel(answers: Answers, waiting: Waiting) -> None:
    address, look = waiting
    answers.send(address, "1", bytes(MORE_THAN_A_BROKER_TAKES))

    def arrives() -> bool:
        answers.send(address, "2", b"after")  # what goes before the broker has said so is lost
        return look() == b"after"

    until("an answer over a new channel", arrives)


def test_answers_sent_at_the_same_time_arrive_whole(answers: Answers, waiting: Waiting) -> None:
    address, look = waiting
    bodies = {bytes([sign]) * 400_000 for sign in range(40)}  # more than a socket takes at once

    senders = [threading.Thread(target=answers.send, args=(address, "1", body)) for body in bodies]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(20)

    arrived = {until("the next answer", look) for _ in bodies}
    assert arrived == bodies
