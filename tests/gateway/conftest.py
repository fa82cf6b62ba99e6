"""A gateway for each test that asks for one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.gateway.makers import Gateway, a_gateway


@pytest.fixture
def database(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The gateway's database, empty."""
    return service_database("gateway")


@pytest.fixture
def gateway(database: sa.Engine, tmp_path: Path) -> Iterator[Gateway]:
    """A gateway with its own database and keys; its services answer as told."""
    made = a_gateway(database, tmp_path)
    yield made
    made.app.extensions["rokhas"].engine.dispose()
