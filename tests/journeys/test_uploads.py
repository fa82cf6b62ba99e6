"""Documents at the door: too large, of a wrong type, empty or unknown, they are refused before they are kept."""

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


def upload(cast: Cast, draft: str, content: bytes, media_type: str = "application/pdf", kind: str = "boundary-plan") -> httpx.Response:
    return cast["architect"].send("PUT", f"{PLACE}/{draft}/documents/{kind}", content=content, headers={"Content-Type": media_type})


def test_a_document_that_is_too_large_is_refused_before_it_is_kept(cast: Cast, draft: str) -> None:
    limit = max_bytes(cast, "boundary-plan")

    answer = upload(cast, draft, b"%PDF-" + bytes(limit))

    assert is_problem(answer, 413, "upload-too-large")
    assert not [each for each in cast["architect"].get(f"{PLACE}/{draft}")["documents"] if each["kind"] == "boundary-plan"]


def test_a_document_whose_length_is_not_announced_is_measured_on_the_way(cast: Cast, draft: str) -> None:
    limit = max_bytes(cast, "boundary-plan")
    piece = bytes(1024 * 1024)
    pieces = (b"%PDF-", *(piece for _ in range(limit // len(piece) + 1)))

    answer = cast["architect"].send(
        "PUT", f"{PLACE}/{draft}/documents/boundary-plan", content=pieces, headers={"Content-Type": "application/pdf"}
    )

    assert is_problem(answer, 413, "upload-too-large")


def max_bytes(cast: Cast, kind: str) -> int:
    documents = cast["architect"].get(f"/v1/procedures/{steps.PROCEDURE}")["documents"]
    return int(next(each["max_bytes"] for each in documents if each["code"] == kind))


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"MZ this is a program", "application/x-msdownload", 415, "unsupported-media-type"),
        (b"<html>", "application/pdf", 415, "content-is-not-what-it-claims"),
        (b"", "application/pdf", 422, "document-empty"),
        (b"%PDF-1.7 and then nothing", "application/pdf", 422, "document-refused"),
    ],
)
def test_a_document_is_what_it_claims_to_be(cast: Cast, draft: str, content: bytes, media_type: str, status: int, code: str) -> None:
    assert is_problem(upload(cast, draft, content, media_type), status, code)


def test_a_document_that_the_procedure_does_not_know_is_refused(cast: Cast, draft: str) -> None:
    assert is_problem(upload(cast, draft, stories.PLAN, kind="holiday-photograph"), 404, "document-kind-unknown")


def test_a_file_that_lacks_everything_is_told_everything_at_once(cast: Cast) -> None:
    owner = next(each for each in cast.seeded if each["name"] == "owner")
    wish = {
        "procedure": steps.PROCEDURE,
        "commune": steps.COMMUNE,
        "applicant": {"email": owner["email"], "national_id": owner["national_id"]},
    }
    dossier = cast["architect"].post(PLACE, wish)["id"]

    answer = cast["architect"].send("POST", f"{PLACE}/{dossier}/submission", json={})

    assert is_problem(answer, 422, "dossier-not-complete")
    assert {"form.land", "form.project", "applicant", "documents.boundary-plan"} <= answer.json()["errors"].keys()
