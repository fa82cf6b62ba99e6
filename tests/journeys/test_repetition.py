"""The same thing twice: a repeated command changes nothing more, a connection that was refused is not used again."""

from uuid import uuid4

import httpx
import pytest

from demo import steps
from demo.people import Cast
from tests.journeys import stories
from tests.journeys.problems import is_problem

pytestmark = pytest.mark.journey

PLACE = "/v1/dossiers"


@pytest.fixture(scope="module")
def draft(cast: Cast) -> str:
    """A draft to knock at."""
    return steps.draft(cast)


def test_the_same_key_and_content_give_the_same_answer_and_one_file(cast: Cast) -> None:
    key, wish = str(uuid4()), {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}

    first = cast["architect"].send("POST", PLACE, json=wish, headers={"Idempotency-Key": key})
    second = cast["architect"].send("POST", PLACE, json=wish, headers={"Idempotency-Key": key})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    mine = [each["id"] for page in stories.pages(cast["architect"], PLACE) for each in page]
    assert mine.count(first.json()["id"]) == 1


def test_the_same_key_with_other_content_is_refused(cast: Cast) -> None:
    key, wish = str(uuid4()), {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}
    cast["architect"].post(PLACE, wish, key)

    answer = cast["architect"].send("POST", PLACE, json=wish | {"commune": "01.511.01.0"}, headers={"Idempotency-Key": key})

    assert is_problem(answer, 422, "idempotency-key-reused")


def test_a_key_is_its_owners_own(cast: Cast, citizen: stories.Citizen) -> None:
    key, wish = str(uuid4()), {"procedure": steps.PROCEDURE, "commune": steps.COMMUNE}

    of_one, of_another = cast["architect"].post(PLACE, wish, key), citizen("professional").post(PLACE, wish, key)

    assert of_one["id"] != of_another["id"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_that_is_none_is_refused(cast: Cast, key: str) -> None:
    answer = cast["owner"].send("POST", PLACE, json={}, headers={"Idempotency-Key": key})

    assert is_problem(answer, 422, "header-refused", cast["owner"].language)


def test_who_read_an_older_draft_does_not_overwrite_it(cast: Cast) -> None:
    dossier = steps.draft(cast)
    seen = cast["architect"].send("GET", f"{PLACE}/{dossier}").headers["ETag"]
    cast["architect"].patch(f"{PLACE}/{dossier}", {"form": {"project": {"levels": 1}}})

    answer = cast["architect"].send("PATCH", f"{PLACE}/{dossier}", json={"form": {"project": {"levels": 3}}}, headers={"If-Match": seen})

    assert is_problem(answer, 412, "changed-meanwhile")


def test_a_refresh_token_that_nobody_issued_opens_nothing(cast: Cast) -> None:
    answer = httpx.post(f"{cast.base_url}/v1/auth/refresh", json={"refresh_token": "x" * 43})

    assert is_problem(answer, 401, "refresh-token-refused")


def test_a_connection_whose_body_was_refused_is_said_to_be_closed(cast: Cast, draft: str) -> None:
    large = {"form": {"land": {"address": "x" * 1_100_000}}}

    refused = [cast["architect"].send("PATCH", f"{PLACE}/{draft}", json=large) for _ in range(5)]

    assert {(answer.status_code, answer.headers["Connection"]) for answer in refused} == {(413, "close")}
    assert cast["architect"].send("GET", f"{PLACE}/{draft}").status_code == 200
