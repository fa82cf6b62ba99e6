"""What the tests of review may ask for."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa


@pytest.fixture
def database(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The database of review, empty."""
    return service_database("review")
