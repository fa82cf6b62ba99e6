"""The platform on which the journeys are told: it runs already, in the folder that RUN_FOLDER names."""

from collections.abc import Iterator

import pytest

from demo import steps
from demo.people import Cast
from demo.platform import cast as people_of_the_platform
from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun


@pytest.fixture(scope="session")
def platform() -> Platform:
    """The running platform; without one, every journey fails at once and says what to do."""
    try:
        return Platform.running()
    except CannotRun as refusal:
        pytest.fail(f"a journey needs the whole platform: {refusal}, or let `make journeys` start one", pytrace=False)


@pytest.fixture(scope="session")
def cast(platform: Platform) -> Iterator[Cast]:
    """The people of the demonstration; the president has taken possession of his key."""
    people = people_of_the_platform()
    steps.take_key(people)
    yield people
    for person in people.people.values():
        person.leave()
