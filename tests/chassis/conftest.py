"""One sample room for each test process, with its database, its relay and its client."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from chassis.calls.client import RpcClient
from tests.chassis.house import House, Process
from tests.conftest import create_database, drop_database


@pytest.fixture(scope="session")
def undeployed(admin: sa.Engine, amqp_urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose queues and tables exist; nothing runs in it."""
    name = create_database(admin)
    house = House(sa.create_engine(admin.url.set(database=name)), amqp_urls["operator"], tmp_path_factory.mktemp("house"))
    house.deploy()
    yield house
    house.demolish()
    house.engine.dispose()
    drop_database(admin, name)


@pytest.fixture(scope="session")
def room(undeployed: House) -> Process:
    """The sample room, running."""
    return undeployed.start_room()


@pytest.fixture(scope="session")
def relay(undeployed: House) -> Process:
    """The relay of the sample room's outbox, running."""
    return undeployed.start_relay()


@pytest.fixture(scope="session")
def house(undeployed: House, room: Process, relay: Process) -> House:
    """A house where everybody is at work."""
    return undeployed


@pytest.fixture(scope="session")
def client(house: House) -> Iterator[RpcClient]:
    """A client of the room's calls."""
    with house.client_at_work() as made:
        yield made
