"""Quiet servers for the chassis's own figures: a PostgreSQL and a RabbitMQ on which no service of the platform listens."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa
from kombu import Connection, Queue

from chassis.database import with_driver
from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.platform import start_broker_only, start_postgres_only, stop

FOLDER = CHECKOUT / ".run" / "bench-servers"


@dataclass(frozen=True)
class Servers:
    """Their addresses; the broker's is the operator's."""

    admin_url: str
    amqp_url: str


@contextmanager
def quiet_servers() -> Iterator[Servers]:
    """Start both anew, since queues of another day may be of another kind; stop them afterwards whatever happened."""
    folder = RunFolder(FOLDER)
    stop(folder)
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        yield Servers(start_postgres_only(folder), start_broker_only(folder)["operator"])
    finally:
        stop(folder)


@contextmanager
def new_database(servers: Servers, metadata: sa.MetaData) -> Iterator[sa.Engine]:
    """Create a database with these tables; drop it afterwards."""
    name = f"bench_{uuid4().hex}"
    admin = sa.create_engine(with_driver(servers.admin_url), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    engine = sa.create_engine(admin.url.set(database=name), pool_size=4)
    with admin.connect() as session:
        session.execute(sa.text(f"create database {name}"))
    try:
        metadata.create_all(engine)
        yield engine
    finally:
        engine.dispose()
        with admin.connect() as session:
            session.execute(sa.text(f"drop database {name} with (force)"))


def url_of(engine: sa.Engine) -> str:
    """Give the address that a process reads from DATABASE_URL."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def process(module: str, *arguments: str, environment: dict[str, str]) -> Iterator[None]:
    """Run one of our modules as a process of its own, its output in a log beside the servers; stop it afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    variables = {"PATH": os.environ["PATH"], "LOG_LEVEL": "ERROR", "METRICS_PORT": "0"} | environment
    with (FOLDER / f"{module}.log").open("ab") as log:
        running = subprocess.Popen(command, cwd=CHECKOUT, env=variables, stdout=log, stderr=log)
    try:
        yield
    finally:
        running.terminate()
        try:
            running.wait(timeout=30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def environment_of(service: str, engine: sa.Engine, servers: Servers) -> dict[str, str]:
    """Give the environment of a service, or of its relay, on these servers."""
    return {"SERVICE": service, "DATABASE_URL": url_of(engine), "AMQP_URL": servers.amqp_url, "JWKS_FILE": str(FOLDER / "jwks.json")}


@contextmanager
def new_queue(servers: Servers, queue: Queue) -> Iterator[None]:
    """Declare a queue with its exchange and binding; delete it afterwards."""
    with Connection(servers.amqp_url) as connection:
        bound = queue(connection.channel())
        bound.declare()
        try:
            yield
        finally:
            bound.delete()
