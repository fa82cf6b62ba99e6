"""What the tests of whole lives stand on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from catalogue import procedures
from contracts.accounts import ContactChanged
from contracts.people import Grant, Role
from services.notification.service import Notification
from tests.conftest import create_database, drop_database
from tests.lives.people import COMMUNE, give_keys
from tests.lives.platform import MORNING, Platform, settled

PEOPLE = {
    "owner": Grant(role=Role.APPLICANT),
    "architect": Grant(role=Role.PROFESSIONAL),
    "clerk": Grant(role=Role.CLERK, territory=COMMUNE),
    "treasurer": Grant(role=Role.TREASURER, territory=COMMUNE),
    "president": Grant(role=Role.PRESIDENT, territory=COMMUNE),
    "director": Grant(role=Role.DIRECTOR, territory="agency-taroudannt"),
}


@pytest.fixture(scope="module")
def platform(admin: sa.Engine, template_of: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The rooms, on databases for a module; whoever signs has his key, and everybody can be reached."""
    made: dict[str, sa.Engine] = {}
    procedures.published()  # CEL moves the recursion limit when it is first used, and hypothesis would notice

    def engine_of(service: str) -> sa.Engine:
        name = create_database(admin, template_of(service))
        return made.setdefault(name, sa.create_engine(admin.url.set(database=name)))

    platform = Platform(engine_of, tmp_path_factory.mktemp("lives"))
    give_keys(platform)
    for account, grant in PEOPLE.items():
        reached: dict[str, Any] = {"email": f"{account}@example.ma", "phone": "", "locale": "fr", "changed_at": MORNING}
        platform.room(Notification).keep_contact(ContactChanged(account=account, offices=(grant,), **reached))
    with settled(platform):
        yield platform
    for name, engine in made.items():
        engine.dispose()
        drop_database(admin, name)
