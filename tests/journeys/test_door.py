"""Bad content at the door: every breach gets a clear problem in the language asked, and nothing behind the door notices."""

from typing import Any

import pytest

from demo import steps
from demo.people import Cast
from tests.journeys.problems import is_problem

pytestmark = pytest.mark.journey

PLACE = "/v1/dossiers"
LANGUAGES = ("fr", "ar", "en")


@pytest.fixture(scope="module")
def draft(cast: Cast) -> str:
    """A draft to knock at."""
    return steps.draft(cast)


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        ({"procedure": "x", "commune": "y", "colour": "red"}, "colour", "unknown-field"),
        ({"procedure": 7, "commune": steps.COMMUNE}, "procedure", "not-text"),
        ({"procedure": ["x"], "commune": steps.COMMUNE}, "procedure", "not-text"),
        ({"procedure": None, "commune": steps.COMMUNE}, "procedure", "field-null"),
        ({"procedure": steps.PROCEDURE}, "commune", "missing-field"),
        ({"procedure": " ", "commune": steps.COMMUNE}, "procedure", "text-blank"),
        ({"procedure": "x" * 65, "commune": steps.COMMUNE}, "procedure", "wrong-length"),
        ({"procedure": "a\0b", "commune": steps.COMMUNE}, "procedure", "text-not-storable"),
        ({"procedure": steps.PROCEDURE, "commune": steps.COMMUNE, "applicant": "me"}, "applicant", "not-object"),
        ([1, 2], "", "not-object"),
    ],
    ids=str,
)
def test_each_breach_is_told_with_its_field(cast: Cast, content: Any, field: str, reason: str) -> None:
    answer = cast["owner"].send("POST", PLACE, json=content)

    assert is_problem(answer, 422, "content-refused", "ar" if cast["owner"].language == "ar" else "fr")
    assert reason in [each["code"] for each in answer.json()["errors"][field]]


@pytest.mark.parametrize("body", [b"{", b'{"procedure": NaN}', b"\xff\xfe", b'{"a": 1} trailing', b"[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(cast: Cast, body: bytes) -> None:
    answer = cast["architect"].send("POST", PLACE, content=body, headers={"Content-Type": "application/json"})

    assert is_problem(answer, 400, "malformed-json")


def test_json_comes_as_json(cast: Cast) -> None:
    answer = cast["architect"].send("POST", PLACE, content=b"procedure=x", headers={"Content-Type": "text/plain"})

    assert is_problem(answer, 415, "unsupported-media-type")


def test_a_body_of_more_than_a_megabyte_is_not_read(cast: Cast, draft: str) -> None:
    answer = cast["architect"].send("PATCH", f"{PLACE}/{draft}", json={"form": {"land": {"address": "x" * 1_100_000}}})

    assert answer.status_code == 413
    assert is_problem(answer, 413, answer.json()["code"])


def test_a_form_with_a_nul_is_not_kept(cast: Cast, draft: str) -> None:
    answer = cast["architect"].send("PATCH", f"{PLACE}/{draft}", json={"form": {"land": {"address": "a\0b"}}})

    assert is_problem(answer, 422, "content-refused")


@pytest.mark.parametrize("path", ["/v1/dossiers/%00", "/v1/verify/a%00b", "/v1/permits/%00", "/v1/territory/communes?q=%00", "/v1/nowhere"])
def test_signs_that_nobody_can_see_name_nothing(cast: Cast, path: str) -> None:
    answer = cast["architect"].send("GET", path)

    assert answer.status_code in (404, 422)
    assert is_problem(answer, answer.status_code, answer.json()["code"])


def test_a_wrong_verb_is_told_which_are_right(cast: Cast) -> None:
    answer = cast["architect"].send("DELETE", PLACE)

    assert is_problem(answer, 405, "method-not-allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("verb", "path", "status", "code"),
    [
        ("GET", "/v1/dossiers/none", 404, "no-such-dossier"),
        ("GET", "/v1/users", 403, "forbidden"),
        ("POST", PLACE, 422, "content-refused"),
        ("GET", "/v1/dossiers?cursor=x", 422, "cursor-not-understood"),
    ],
)
def test_a_problem_speaks_the_language_of_its_reader(cast: Cast, language: str, verb: str, path: str, status: int, code: str) -> None:
    answer = cast["architect"].send(verb, path, headers={"Accept-Language": f"{language};q=0.9, de;q=0.8"})

    assert is_problem(answer, status, code, language)
