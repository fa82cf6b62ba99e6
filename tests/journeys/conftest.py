"""The platform on which the journeys are told: it runs already, in the folder that RUN_FOLDER names."""

from collections.abc import Iterator
from functools import cache
from secrets import token_urlsafe
from uuid import uuid4

import httpx
import pytest

from demo import steps
from demo.people import Cast, Person
from demo.platform import cast as people_of_the_platform
from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun
from tests.documented import Description
from tests.journeys import stories


@pytest.fixture(scope="session")
def platform() -> Platform:
    """The running platform; without one, every journey fails at once and says what to do."""
    try:
        return Platform.running()
    except CannotRun as refusal:
        pytest.fail(f"a journey needs the whole platform: {refusal}, or let `make journeys` start one", pytrace=False)


@cache
def description_of(base_url: str) -> Description:
    """Read, once, what the interface says of itself."""
    return Description(httpx.get(f"{base_url}/openapi.json").raise_for_status().json())


def watched(person: Person) -> Person:
    """Let each answer that somebody is given be compared with its description: a field more, or one less, ends the journey."""

    def compare(answer: httpx.Response) -> None:
        answer.read()
        assert description_of(person.base_url).differences_of(answer) == []

    person.watch(compare)
    return person


@pytest.fixture(scope="session")
def cast(platform: Platform) -> Iterator[Cast]:
    """The people of the demonstration; the president has taken possession of his key."""
    people = people_of_the_platform()
    for person in people.people.values():
        watched(person)
    steps.take_key(people)
    yield people
    for person in people.people.values():
        person.leave()


@pytest.fixture(scope="session")
def citizen(cast: Cast) -> Iterator[stories.Citizen]:
    """Give a function: `applicant` or `professional` -> somebody new, who opened an account himself; an architect is approved."""
    arrived: list[Person] = []

    def arrive(role: str) -> Person:
        person = watched(Person(cast.base_url, f"{role}-{uuid4().hex[:8]}@journeys.rokhas.example", token_urlsafe(12)))
        arrived.append(person)
        wish = {
            "role": role,
            "full_name": "Nouvelle Citoyenne",
            "national_id": stories.national_id_of(person),
            "phone": "+212661999998",
            "email": person.email,
            "password": person.password,
            **({"order_number": "CNOA-9999"} if role == "professional" else {}),
        }
        person.account = httpx.post(f"{cast.base_url}/v1/auth/register", json=wish).raise_for_status().json()["id"]
        if role == "professional":
            cast["administrator"].post(f"/v1/users/{person.account}/approval")
        return person

    yield arrive
    for person in arrived:
        person.leave()


@pytest.fixture(scope="session")
def newcomer(cast: Cast) -> Iterator[stories.Newcomer]:
    """Give a function: a role and a territory -> an official whom nobody knew before, whom the administrators opened and appointed."""
    arrived: list[Person] = []

    def arrive(role: str, territory: str, body: str = "") -> Person:
        person = watched(Person(cast.base_url, f"{role}-{uuid4().hex[:8]}@journeys.rokhas.example", token_urlsafe(12)))
        arrived.append(person)
        wish = {
            "full_name": "Nouvelle Officielle",
            "national_id": f"Z{uuid4().int % 1_000_000:06}",
            "phone": "+212661999999",
            "email": person.email,
            "password": person.password,
            "act": stories.ACT,
            "roles": [{"role": role, "territory": territory, **({"body": body} if body else {})}],
        }
        opened = cast["administrator"].post("/v1/users", wish)
        person.account = opened["id"]
        if opened["proposal"]["status"] == "awaiting":
            stories.take_office(person, stories.confirmed(cast, opened["proposal"]["id"])["handover_code"])
        return person

    yield arrive
    for person in arrived:
        person.leave()
