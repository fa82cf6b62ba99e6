"""Servers of a run folder of their own: killed, they come back with what was committed; stopped, they leave nothing behind."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pika
import psycopg2
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from deploy.local.addresses import Addresses
from deploy.local.folder import RunFolder
from deploy.local.platform import Platform, start_broker_only, start_postgres_only, stop
from deploy.local.ports import is_free
from deploy.local.waiting import wait_until


@pytest.fixture(scope="module")
def platform(run_folder: RunFolder) -> Iterator[Platform]:
    folder = RunFolder(run_folder.path / "life")
    start_postgres_only(folder)
    start_broker_only(folder)
    yield Platform(folder, Addresses(**folder.read_json("platform.json")))
    stop(folder)
    shutil.rmtree(folder.path)


@contextmanager
def operating(platform: Platform) -> Iterator[BlockingChannel]:
    """Open the operator's channel; publishing returns when the broker has confirmed."""
    with pika.BlockingConnection(pika.URLParameters(platform.addresses.amqp_urls["operator"])) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        yield channel


def kill(platform: Platform, name: str, came_back: Callable[[], None]) -> None:
    """Kill a server and wait until another process answers in its place."""
    killed = platform.kill(name)
    wait_until(lambda: platform.pids().get(name, killed) != killed, lambda: f"{name} was not started again")
    came_back()


def test_a_killed_postgresql_comes_back_with_what_was_committed(platform: Platform) -> None:
    url = platform.addresses.database_urls["filing"]
    with closing(psycopg2.connect(url)) as session, session, session.cursor() as say:
        say.execute("CREATE TABLE survivors AS SELECT 'committed' AS state")

    kill(platform, "postgres", platform.wait_for_postgres)

    with closing(psycopg2.connect(url)) as session, session.cursor() as ask:
        ask.execute("SELECT state FROM survivors")
        assert ask.fetchone() == ("committed",)


def test_a_killed_rabbitmq_comes_back_with_what_was_confirmed(platform: Platform) -> None:
    with operating(platform) as channel:
        channel.queue_declare("survivors", durable=True)
    platform.restart("rabbitmq")  # a quorum queue younger than half a second is not yet on disk (RabbitMQ 3.10): docs/gotchas.md
    platform.wait_for_broker()
    with operating(platform) as channel:
        channel.basic_publish("", "survivors", b"confirmed", pika.BasicProperties(delivery_mode=2), mandatory=True)

    kill(platform, "rabbitmq", platform.wait_for_broker)

    with operating(platform) as channel:
        assert channel.basic_get("survivors", auto_ack=True)[2] == b"confirmed"


def test_a_stopped_platform_frees_its_ports(platform: Platform) -> None:
    stop(platform.folder)

    assert all(is_free(platform.addresses.ports[name]) for name in ("postgres", "amqp", "epmd", "supervisor"))
