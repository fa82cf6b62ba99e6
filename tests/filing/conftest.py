"""Rooms of filing, on one database and one folder of documents."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.filing.inspection import inspection
from services.filing.service import Filing
from services.filing.settings import settings
from tests.filing.makers import ARCHITECT, NOW, RoomFor
from tests.rooms import room_for


@pytest.fixture
def engine(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The database of filing, empty."""
    return service_database("filing")


@pytest.fixture
def room(engine: sa.Engine, tmp_path: Path) -> Iterator[RoomFor]:
    """Make rooms of filing for a caller, all on one database and one folder of documents."""
    before = {name: os.environ.get(name) for name in ("DOCUMENTS_URL", "PUBLIC_URL")}
    os.environ |= {"DOCUMENTS_URL": tmp_path.as_uri(), "PUBLIC_URL": "https://rokhas.example"}
    forget_settings()
    yield lambda caller=ARCHITECT, **more: room_for(Filing, engine, **({"now": NOW, "caller": caller} | more))
    inspection().inspectors.close()
    forget_settings()
    os.environ.update({name: value for name, value in before.items() if value is not None})


def forget_settings() -> None:
    """Let the settings be read anew."""
    settings.cache_clear()
