"""What waits on the broker's disks: events, which must outlive it, and no call, which carries its caller's token."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import pika
import pytest
from kombu import Queue
from pika.adapters.blocking_connection import BlockingChannel

from chassis import topology
from chassis.calls.client import RpcClient
from chassis.calls.wire import Context
from demo.people import until
from deploy.local.folder import RunFolder


@pytest.fixture
def mark() -> str:
    """Something to look for."""
    return f"mark-{uuid4()}"


@pytest.fixture
def operator(amqp_urls: dict[str, str]) -> Iterator[BlockingChannel]:
    """The operator's channel."""
    with pika.BlockingConnection(pika.URLParameters(amqp_urls["operator"])) as connection:
        yield connection.channel()


def is_on_disk(folder: RunFolder, mark: str) -> bool:
    """Look through every file of the node; some may go meanwhile."""
    for file in (folder.rabbitmq / "mnesia").rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):
            if mark.encode() in file.read_bytes():
                return True
    return False


def waiting(operator: BlockingChannel, queue: str) -> bool:
    """Tell whether a message waits in a queue."""
    return bool(operator.queue_declare(queue, passive=True).method.message_count)


def test_a_call_that_waits_is_on_no_disk(servers: RunFolder, amqp_urls: dict[str, str], operator: BlockingChannel, mark: str) -> None:
    service = f"asleep-{uuid4().hex[:8]}"
    queue = topology.call_queue(service)
    topology.declare(amqp_urls["operator"], [queue])
    client = RpcClient(amqp_urls["operator"], name="test", timeout=3)
    until("it is connected", client.is_ready)
    with ThreadPoolExecutor(1) as threads:
        threads.submit(client.call, service, "anything", {"words": mark}, Context(token=f"token-{mark}"))
        until("the call waits", lambda: waiting(operator, queue.name))

        found = is_on_disk(servers, mark)

    client.close()
    operator.queue_delete(queue.name)
    assert not found


def test_the_look_at_the_disks_finds_what_a_quorum_queue_holds(
    servers: RunFolder, amqp_urls: dict[str, str], operator: BlockingChannel, mark: str
) -> None:
    queue = Queue(f"kept-{mark}", durable=True, queue_arguments=topology.QUORUM)
    topology.declare(amqp_urls["operator"], [queue])

    operator.basic_publish("", queue.name, f"content-{mark}".encode())

    until("it is on disk", lambda: is_on_disk(servers, f"content-{mark}"))
    operator.queue_delete(queue.name)


def test_more_calls_than_anybody_waits_for_push_out_the_oldest(amqp_urls: dict[str, str], operator: BlockingChannel) -> None:
    queue = topology.call_queue(f"asleep-{uuid4().hex[:8]}")
    topology.declare(amqp_urls["operator"], [queue])
    most = queue.queue_arguments["x-max-length"]

    for number in range(most + 5):
        operator.basic_publish("", queue.name, str(number).encode())

    until("they are there", lambda: operator.queue_declare(queue.name, passive=True).method.message_count == most)
    assert operator.basic_get(queue.name, auto_ack=True)[2] == b"5"
    operator.queue_delete(queue.name)
