"""One database for each module of these tests, emptied before each test."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from services.payment.store.tables import metadata
from tests.conftest import create_database, drop_database
from tests.payment.desk import Desk


@pytest.fixture(scope="module")
def module_database(admin: sa.Engine, template_of: Callable[[str], str]) -> Iterator[sa.Engine]:
    """A database of payment, shared by the tests of a module."""
    name = create_database(admin, template_of("payment"))
    engine = sa.create_engine(admin.url.set(database=name))
    yield engine
    engine.dispose()
    drop_database(admin, name)


@pytest.fixture
def database(module_database: sa.Engine) -> sa.Engine:
    """The module's database, empty but for the acts, which nothing deletes."""
    with module_database.begin() as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables if table.name != "acts")
        connection.execute(sa.text(f"truncate {names} restart identity"))
    return module_database


@pytest.fixture
def desk(database: sa.Engine) -> Desk:
    """The payment service, with nothing in it."""
    return Desk(database)


@pytest.fixture(scope="module")
def module_desk(module_database: sa.Engine) -> Desk:
    """The payment service with what earlier examples left: each of them is about a file of its own."""
    return Desk(module_database)
