"""What the tests of notification stand on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.notification.makers import (
    a_contact_change,
    an_official,
)
from tests.notification.office import Office
from tests.notification.test_channels import Mailbox


@pytest.fixture
def office(service_database: Callable[[str], sa.Engine], tmp_path: Path) -> Iterator[Office]:
    """An office that knows the people of Taroudannt."""
    mailbox = Mailbox(tmp_path / "mailbox")
    office = Office(service_database("notification"), mailbox, tmp_path)
    office.knows(
        a_contact_change("owner", locale="ar"),
        a_contact_change("architect", phone=""),
        an_official("clerk", "clerk"),
        an_official("president", "president"),
        an_official("director", "director", territory="09"),
        an_official("treasurer", "treasurer"),
        an_official("agency", "reviewer", body="urban-agency", territory="09"),
        an_official("elsewhere", "clerk", territory="01.511.01.0"),
    )
    yield office
    mailbox.stop()
