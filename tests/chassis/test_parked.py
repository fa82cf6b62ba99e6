"""The operator's command for parked messages, with a service's own user and the variables that the documentation names."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import sqlalchemy as sa

from chassis import topology
from chassis.parking import park
from chassis.tables import acts, parked
from contracts.filing import PermitPrepared
from demo.people import until
from tests.chassis.house import House

ROOM = "review"
OPERATOR = "noura"


@dataclass
class Desk:
    """Where an operator sits: the house, the queue of a reaction, and the user of its service."""

    house: House
    amqp_url: str
    queue: str

    def park(self, queue: str, body: bytes = b"") -> int:
        """Park a message that came from a queue."""
        body = body or f"body {uuid4()}".encode()
        park(self.house.engine, queue=queue, body=body, content_type="application/json", error="Sorry: no", attempts=1)
        with self.house.engine.connect() as connection:
            return int(connection.execute(sa.select(parked.c.id).where(parked.c.body == body)).scalar_one())

    def is_parked(self, number: int) -> bool:
        """Tell whether a message is still parked."""
        with self.house.engine.connect() as connection:
            return connection.execute(sa.select(parked.c.id).where(parked.c.id == number)).first() is not None

    def bodies(self) -> list[bytes]:
        """Take what is on the queue."""
        with self.house.channel() as channel:
            return [body for _, _, body in [channel.basic_get(self.queue, auto_ack=True)] if body]

    def command(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run the command with these variables and no others."""
        command = [sys.executable, "-W", "ignore", "-m", "chassis.parked", *words]
        environment = {"PATH": os.environ["PATH"], "USER": OPERATOR, **variables}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)

    def replay(self, number: int, amqp_url: str = "") -> "subprocess.CompletedProcess[str]":
        """Replay a message as the service, or as somebody else."""
        return self.command("replay", str(number), DATABASE_URL=self.database_url, AMQP_URL=amqp_url or self.amqp_url)

    def acts(self, number: int) -> list[tuple[str, str, str]]:
        """Give who did what with a message, about which file."""
        with self.house.engine.connect() as connection:
            rows = connection.execute(sa.select(acts).where(acts.c.subject["parked"].as_integer() == number).order_by(acts.c.id))
            return [(row.account, row.act, row.dossier) for row in rows]

    @property
    def database_url(self) -> str:
        """Give the address of the house's database."""
        return self.house.environment()["DATABASE_URL"]


@pytest.fixture
def desk(undeployed: House, amqp_urls: dict[str, str]) -> Iterator[Desk]:
    reaction = topology.reaction_queue(ROOM, f"replayed_{uuid4().hex}", PermitPrepared)
    topology.declare(undeployed.amqp_url, [reaction])
    yield Desk(undeployed, amqp_urls[ROOM], reaction.name)
    with undeployed.channel() as channel:
        channel.queue_delete(reaction.name)


def test_an_event_is_replayed_with_the_services_own_user(desk: Desk) -> None:
    number = desk.park(desk.queue)

    done = desk.replay(number)

    assert (done.returncode, done.stderr) == (0, "")
    assert until("it is back on its queue", desk.bodies)
    assert not desk.is_parked(number)


def test_who_replays_and_who_throws_away_is_kept_with_the_file_concerned(desk: Desk) -> None:
    dossier = f"d-{uuid4()}"
    replayed, discarded = desk.park(desk.queue, json.dumps({"data": {"dossier": dossier}}).encode()), desk.park(desk.queue)

    desk.replay(replayed)
    desk.command("discard", str(discarded), "--operator", "driss", DATABASE_URL=desk.database_url)

    assert desk.acts(replayed) == [(f"operator:{OPERATOR}", "parked.replay", dossier)]
    assert desk.acts(discarded) == [("operator:driss", "parked.discard", "")]


def test_nobody_throws_away_without_saying_who_he_is(desk: Desk) -> None:
    number = desk.park(desk.queue)

    done = desk.command("discard", str(number), DATABASE_URL=desk.database_url, USER="")

    assert (done.returncode, "--operator" in done.stderr) == (1, True)
    assert desk.is_parked(number)


def test_the_list_needs_the_database_alone(desk: Desk) -> None:
    number = desk.park(desk.queue)

    done = desk.command("list", DATABASE_URL=desk.database_url)

    assert (done.returncode, f"{number}  " in done.stdout) == (0, True)


@pytest.mark.parametrize("queue", [f"rpc-{ROOM}", f"{ROOM}.dead"])
def test_what_is_no_event_for_a_reaction_is_not_replayed(desk: Desk, queue: str) -> None:
    number = desk.park(queue)

    done = desk.replay(number)

    assert (done.returncode, "nothing can be replayed" in done.stderr) == (1, True)
    assert desk.is_parked(number)


def test_what_is_not_permitted_is_said_in_one_line_and_stays_parked(desk: Desk, amqp_urls: dict[str, str]) -> None:
    number = desk.park(desk.queue)

    done = desk.replay(number, amqp_urls["payment"])

    assert (done.returncode, done.stderr.count("\n"), "does not permit" in done.stderr) == (1, 1, True)
    assert desk.is_parked(number)


def test_a_variable_that_is_missing_is_named(desk: Desk) -> None:
    done = desk.command("replay", "1", DATABASE_URL=desk.database_url)

    assert (done.returncode, done.stderr.count("\n"), "AMQP_URL" in done.stderr) == (1, 1, True)
