"""What every test may ask for: a PostgreSQL database of its own, migrated like a service's, and the broker."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from chassis import topology
from chassis.database import with_driver
from chassis.migrate import config_for, migrate
from chassis.tables import create_chassis_tables
from deploy.local.folder import CHECKOUT, RunFolder
from deploy.local.platform import start_broker_only, start_postgres_only
from tests.shelves import Publish, shelf_in

EngineOf = Callable[[str], sa.Engine]
Aged = Callable[[str], tuple[sa.Engine, Callable[[], None]]]


@pytest.fixture(scope="session")
def servers() -> RunFolder:
    """The run folder (RUN_FOLDER, else `.run/tests`) whose servers serve the tests; they outlive the run: the next one starts at once."""
    return RunFolder.chosen() if "RUN_FOLDER" in os.environ else RunFolder(CHECKOUT / ".run" / "tests")


@pytest.fixture(scope="session")
def admin(servers: RunFolder) -> Iterator[sa.Engine]:
    """The administrator of the tests' PostgreSQL."""
    engine = sa.create_engine(with_driver(start_postgres_only(servers)), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def template_of(admin: sa.Engine) -> Iterator[Callable[[str], str]]:
    """Migrate one database a service and a session; tests get copies of it."""
    made: dict[str, str] = {}

    def template(service: str) -> str:
        if service not in made:
            made[service] = create_database(admin)
            url = admin.url.set(database=made[service])
            if service == "chassis":
                with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
                    create_chassis_tables(connection)
            else:
                migrate(service, url.render_as_string(hide_password=False))
        return made[service]

    yield template
    for name in made.values():
        drop_database(admin, name)


@pytest.fixture
def service_database(admin: sa.Engine, template_of: Callable[[str], str]) -> Iterator[EngineOf]:
    """Give a function: the name of a service (or `chassis`) -> the engine of a new database with its tables, empty."""
    made: list[tuple[str, sa.Engine]] = []

    def engine_of(service: str) -> sa.Engine:
        name = create_database(admin, template_of(service))
        engine = sa.create_engine(admin.url.set(database=name))
        made.append((name, engine))
        return engine

    yield engine_of
    for name, engine in made:
        engine.dispose()
        drop_database(admin, name)


@pytest.fixture
def aged_database(admin: sa.Engine) -> Iterator[Aged]:
    """Give a function: the name of a service -> the engine of a new database at its first revision, and what brings it to the last."""
    made: list[tuple[str, sa.Engine]] = []

    def aged(service: str) -> tuple[sa.Engine, Callable[[], None]]:
        name = create_database(admin)
        engine = sa.create_engine(admin.url.set(database=name))
        made.append((name, engine))
        url = engine.url.render_as_string(hide_password=False)
        first = ScriptDirectory.from_config(config_for(service, url)).get_base()
        assert first
        command.upgrade(config_for(service, url), first)
        return engine, lambda: migrate(service, url)

    yield aged
    for name, engine in made:
        engine.dispose()
        drop_database(admin, name)


@pytest.fixture(scope="session")
def amqp_urls(servers: RunFolder) -> dict[str, str]:
    """The broker's URL for each of its users; `operator` may do everything. The exchange of the calls is declared, as by a deployment."""
    urls = start_broker_only(servers)
    topology.declare(urls["operator"], [topology.call_queue("signer")])
    return urls


def create_database(admin: sa.Engine, template: str = "template1") -> str:
    """Create a database and give its name."""
    name = f"test_{uuid4().hex}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"create database {name} template {template}"))
    return name


def drop_database(admin: sa.Engine, name: str) -> None:
    """Drop a database, whoever is still connected."""
    with admin.connect() as connection:
        connection.execute(sa.text(f"drop database {name} with (force)"))


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Publish]:
    """Publish procedures for one test: a code, what it is like, and the parts that differ."""
    with shelf_in(tmp_path) as shelf:
        yield shelf.publish
