"""The relay: everything that commits is published, in order, whoever dies in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pika
import pytest
import sqlalchemy as sa
from pika.adapters.blocking_connection import BlockingChannel

from chassis.announce import EVENTS, announce
from chassis.relay import BATCH, NEXT_ROWS, WAITING, Outbox
from contracts.events import Event
from demo.people import until
from tests.chassis.cable import cable_to
from tests.chassis.house import House, Process
from tests.conftest import create_database, drop_database

DROP_CONNECTIONS = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'rokhas-relay' and datname = current_database()
"""


@dataclass(frozen=True, kw_only=True)
class WordSpread(Event):
    """An event that no room reacts to."""

    word: str
    place: str

    def subject(self) -> str:
        """Name the word."""
        return self.word

    def where(self) -> str:
        """Give the place."""
        return self.place


class Reader:
    """A queue for the words of one place, which no other test uses."""

    def __init__(self, channel: BlockingChannel) -> None:
        """Open the queue; nothing arrives before `listen`."""
        self.place, self._channel, self._read = uuid4().hex, channel, list[str]()
        self._queue = channel.queue_declare("", exclusive=True, arguments={"x-queue-type": "classic"}).method.queue

    def listen(self) -> None:
        """Bind the queue."""
        self._channel.queue_bind(self._queue, EVENTS, f"#.{self.place}")

    def read(self) -> list[str]:
        """Give the words of all events that have arrived so far, in their order."""
        while (found := self._channel.basic_get(self._queue, auto_ack=True))[0] is not None:
            self._read.append(msgspec.json.decode(found[2])["data"]["word"])
        return self._read

    def tell(self, session: sa.Connection, *words: str) -> None:
        """Announce each word, in the reader's place."""
        for word in words:
            announce(session, WordSpread(word=word, place=self.place))


@pytest.fixture
def house(admin: sa.Engine, amqp_urls: dict[str, str], tmp_path: Path) -> Iterator[House]:
    """A house with an outbox of its own, where no relay runs yet."""
    name = create_database(admin)
    made = House(sa.create_engine(admin.url.set(database=name)), amqp_urls["operator"], tmp_path)
    made.deploy()
    yield made
    made.demolish()
    made.engine.dispose()
    drop_database(admin, name)


@pytest.fixture
def reader(house: House) -> Iterator[Reader]:
    """A reader that does not listen yet."""
    with pika.BlockingConnection(pika.URLParameters(house.amqp_url)) as connection:
        yield Reader(connection.channel())


def waiting(house: House, relay: Process) -> float:
    """Tell how many committed events the relay has seen and not yet brought home."""
    return relay.metric(f'rokhas_outbox_waiting{{service="{house.name}"}}')


def rows_touched(plan: dict[str, Any]) -> Iterator[float]:
    """Give how many rows each step of an executed plan has read, those that it dropped included."""
    yield plan["Actual Loops"] * sum(plan.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    for step in plan.get("Plans", ()):
        yield from rows_touched(step)


def test_events_are_published_in_their_order(house: House, reader: Reader) -> None:
    reader.listen()
    words = [f"word {number}" for number in range(BATCH + 200)]
    with house.engine.begin() as session:
        reader.tell(session, *words[:10])
    house.start_relay()
    for begin in range(10, len(words), 397):
        with house.engine.begin() as session:
            reader.tell(session, *words[begin : begin + 397])

    until("all have arrived", lambda: len(reader.read()) == len(words))

    assert reader.read() == words


def test_what_commits_late_is_not_skipped_and_comes_first(house: House, reader: Reader) -> None:
    reader.listen()
    relay = house.start_relay()
    with house.engine.begin() as older:
        reader.tell(older, "older")
        with house.engine.begin() as newer:
            reader.tell(newer, "newer")
        until("the relay has seen the newer one", lambda: waiting(house, relay) == 1)
        assert reader.read() == []

    until("both have arrived", lambda: len(reader.read()) == 2)

    assert reader.read() == ["older", "newer"]


@pytest.mark.parametrize("look", [NEXT_ROWS.replace("%s", str(BATCH)), WAITING], ids=["next-rows", "waiting"])
def test_what_was_published_long_ago_is_not_read_again(house: House, reader: Reader, look: str) -> None:
    with house.engine.begin() as session:
        reader.tell(session, *(f"word {number}" for number in range(5 * BATCH)))
    outbox = Outbox(house.environment()["DATABASE_URL"])
    while rows := outbox.next_rows():
        outbox.move_to(rows[-1])
    outbox.close()

    with house.engine.begin() as session:
        session.exec_driver_sql("analyze outbox; analyze cursors")
        plan = session.exec_driver_sql(f"explain (analyze, timing off, format json) {look}").scalar_one()[0]["Plan"]

    assert sum(rows_touched(plan)) < 10


def test_what_is_rolled_back_is_never_published(house: House, reader: Reader) -> None:
    reader.listen()
    house.start_relay()
    with house.engine.connect() as session:
        reader.tell(session, "never happened")
        session.rollback()
    with house.engine.begin() as session:
        reader.tell(session, "happened")

    until("the other has arrived", lambda: reader.read())

    assert reader.read() == ["happened"]


def test_an_event_whose_reader_is_not_declared_yet_waits_for_it(house: House, reader: Reader) -> None:
    relay = house.start_relay()
    with house.engine.begin() as session:
        reader.tell(session, "early")
    until("the broker has given it back", lambda: "event-has-no-reader" in relay.log())

    reader.listen()

    until("it has arrived", lambda: reader.read() == ["early"])


def test_one_relay_works_and_another_takes_over_when_it_is_killed(house: House, reader: Reader) -> None:
    reader.listen()
    first = house.start_relay()
    until("the first is active", lambda: "relay-active" in first.log())
    second = house.start_relay()
    with house.engine.begin() as session:
        reader.tell(session, "one")
    until("the first has published", lambda: reader.read() == ["one"])
    assert "relay-active" not in second.log()

    first.kill()
    with house.engine.begin() as session:
        reader.tell(session, "two")

    until("the second has published", lambda: "two" in reader.read())
    assert list(dict.fromkeys(reader.read())) == ["one", "two"]  # one comes twice when its confirm was still under way


def test_a_killed_relay_loses_nothing(house: House, reader: Reader) -> None:
    reader.listen()
    words = [f"word {number}" for number in range(BATCH + 200)]
    relay = house.start_relay()
    with house.engine.begin() as session:
        reader.tell(session, *words)
    until("it has begun", lambda: reader.read())

    relay.kill()
    house.start_relay()

    until("every event has arrived", lambda: set(reader.read()) == set(words))


def test_the_relay_goes_on_after_postgresql_ended_its_connection(house: House, reader: Reader) -> None:
    reader.listen()
    relay = house.start_relay()
    until("it is active", lambda: "relay-active" in relay.log())

    with house.engine.begin() as session:
        assert session.execute(sa.text(DROP_CONNECTIONS)).scalar_one() == 1
    with house.engine.begin() as session:
        reader.tell(session, "after")

    until("the event has arrived", lambda: reader.read() == ["after"])
    assert relay.popen.poll() is None


def test_the_relay_goes_on_after_its_connection_to_the_broker_was_cut(house: House, reader: Reader) -> None:
    reader.listen()
    with cable_to(house.amqp_url) as cable:
        relay = house.start_relay(cable.url)
        until("it is active", lambda: "relay-active" in relay.log())

        cable.cut()
        with house.engine.begin() as session:
            reader.tell(session, "after")

        until("the event has arrived", lambda: reader.read() == ["after"])
        assert relay.popen.poll() is None
