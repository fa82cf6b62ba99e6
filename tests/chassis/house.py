"""The chassis at work for its own tests: the sample room and its relay as processes, on a database and queues of their own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pika
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from pika.adapters.blocking_connection import BlockingChannel

from chassis import topology
from chassis.calls.client import RpcClient
from chassis.calls.wire import Context
from chassis.health import idle_queues
from chassis.room import reactions_of
from chassis.tables import parked
from demo.people import until
from tests.chassis.keys import a_token, publish
from tests.chassis.sample import Sample, counts, metadata
from tests.people import claimed

PROCESS_SECONDS = 20


@dataclass
class Process:
    """A process of ours, with its log and the port of its probe."""

    popen: "subprocess.Popen[bytes]"
    log_file: Path
    port: int

    def log(self) -> str:
        """Read what it has logged so far."""
        return self.log_file.read_text()

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Read the lines of its log that tell of something: `reaction-failed`."""
        said = [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]
        return [line for line in said if line["event"].startswith(event)]

    def probe(self, path: str) -> httpx.Response:
        """Ask its probe."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5)

    def metric(self, name: str) -> float:
        """Read one figure of its metrics: `rokhas_outbox_waiting{service="sample"}`; 0 while there is none."""
        lines = self.probe("/metrics").text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))

    def is_ready(self) -> bool:
        """Tell whether it says that it can work."""
        try:
            return self.probe("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def end(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.popen.terminate()
        self.popen.wait(PROCESS_SECONDS)

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self.popen.kill()
        self.popen.wait(PROCESS_SECONDS)


@dataclass
class House:
    """A sample room that is deployed: its name, its database, the broker, a folder for its files."""

    engine: sa.Engine
    amqp_url: str
    folder: Path
    name: str = field(default_factory=lambda: f"sample-{uuid4().hex[:8]}")
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    processes: list[Process] = field(default_factory=list)

    def deploy(self) -> None:
        """Create the tables, publish the key, declare the queues, as a deployment does."""
        metadata.create_all(self.engine)
        publish({"k1": self.key}, self.folder / "jwks.json")
        topology.declare(self.amqp_url, [*topology.waiting_rooms(), *self.queues()])

    def queues(self) -> list[Any]:
        """Describe the room's own queues."""
        reactions = [topology.reaction_queue(self.name, method, reaction.event) for method, reaction in reactions_of(Sample)]
        return [topology.call_queue(self.name), topology.dead_queue(self.name), *reactions]

    def start_room(self) -> Process:
        """Start the room; it is up once it reads its queues."""
        process = self.start("tests.chassis.sample")
        names = [queue.name for queue in self.queues()]
        until(f"{self.name} reads its queues: {process.log()}", lambda: not idle_queues(self.amqp_url, names), PROCESS_SECONDS)
        return process

    def start_relay(self, amqp_url: str = "") -> Process:
        """Start a relay of the room's outbox, in front of or behind the others."""
        process = self.start("chassis.relay", self.name, AMQP_URL=amqp_url or self.amqp_url)
        until("the relay is ready", process.is_ready, PROCESS_SECONDS)
        return process

    def start(self, module: str, *arguments: str, **variables: str) -> Process:
        """Start one of our modules with the room's environment."""
        port = free_port()
        log_file = self.folder / f"{module}-{port}.log"
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment |= self.environment() | {"METRICS_PORT": str(port), "PYTHONUNBUFFERED": "1"} | variables
        with log_file.open("ab") as log:
            popen = subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment, stdout=log, stderr=log)
        process = Process(popen, log_file, port)
        self.processes.append(process)
        return process

    def environment(self) -> dict[str, str]:
        """Give the variables of the room's processes."""
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        jwks = str(self.folder / "jwks.json")
        return {"SERVICE": self.name, "DATABASE_URL": url, "AMQP_URL": self.amqp_url, "JWKS_FILE": jwks}

    def token(self, role: str, account: str) -> str:
        """Make the token of somebody with a role."""
        return a_token(self.key, sub=account, offices=claimed(role))

    def context(self, role: str = "clerk") -> Context:
        """Make the context of a new call by somebody with a role."""
        return Context(token=self.token(role, f"{role}-1"))

    def count(self, name: str) -> int:
        """Tell how often a name was counted."""
        with self.engine.connect() as session:
            return session.execute(sa.select(counts.c.value).where(counts.c.name == name)).scalar() or 0

    def parked(self, queue: str) -> list[Any]:
        """Give the messages parked from one of the room's queues: `count-complement`."""
        with self.engine.connect() as session:
            return list(session.execute(sa.select(parked).where(parked.c.queue == queue).order_by(parked.c.id)).all())

    @contextmanager
    def channel(self) -> Iterator[BlockingChannel]:
        """Open a channel to the broker as the operator, with confirms."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Let nobody into the database for a while, as if its server were down."""
        name = self.engine.url.database
        server = sa.create_engine(self.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with server.connect() as session:
            session.execute(sa.text(f"alter database {name} allow_connections false"))
            session.execute(sa.text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"), {"name": name})
            self.engine.dispose()
            try:
                yield
            finally:
                session.execute(sa.text(f"alter database {name} allow_connections true"))

    @contextmanager
    def client_at_work(self) -> Iterator[RpcClient]:
        """Connect a client of the room's calls."""
        client = RpcClient(self.amqp_url, name=self.name, timeout=10)
        until("the client is connected", client.is_ready)
        yield client
        client.close()

    def demolish(self) -> None:
        """End every process and delete the queues."""
        for process in self.processes:
            process.kill()
        with self.channel() as channel:
            for queue in self.queues():
                channel.queue_delete(queue.name)


def free_port() -> int:
    """Find a loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
