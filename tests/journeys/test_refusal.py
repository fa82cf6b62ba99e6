"""A refusal: it gives its reasons, and nothing can be paid or signed afterwards."""

import httpx
import pytest

from demo.people import Cast
from tests.journeys import stories

pytestmark = pytest.mark.journey

REASONS = ["Le retrait sur la voie publique n'est pas respecté (RGC, art. 12)."]


@pytest.fixture(scope="module")
def refused_file(cast: Cast) -> str:
    """A file that the president has refused."""
    dossier = stories.studied(cast)
    cast["president"].post(f"/v1/dossiers/{dossier}/decision", {"outcome": "refused", "reasons": REASONS})
    stories.reaches(cast["owner"], dossier, "refused")
    return dossier


@pytest.mark.parametrize("reasons", [{}, {"reasons": []}, {"reasons": ["  "]}])
def test_a_refusal_without_reasons_is_not_taken(cast: Cast, reasons: stories.Json) -> None:
    dossier = stories.studied(cast)

    answer = cast["president"].send("POST", f"/v1/dossiers/{dossier}/decision", json={"outcome": "refused", **reasons})

    assert answer.status_code == 422
    assert "reasons" in str(answer.json()["errors"])
    assert cast["owner"].get(f"/v1/dossiers/{dossier}/case")["decision"] is None


def test_the_applicant_reads_why(cast: Cast, refused_file: str) -> None:
    decision = cast["owner"].get(f"/v1/dossiers/{refused_file}/case")["decision"]

    assert (decision["outcome"], decision["reasons"]) == ("refused", REASONS)


def test_nothing_is_due_on_a_refused_file(cast: Cast, refused_file: str) -> None:
    due = cast["owner"].get(f"/v1/dossiers/{refused_file}/fees")

    assert (due["order"], due["status"], due["lines"]) == (None, "not-assessed", [])


def test_nothing_waits_for_a_signature_and_there_is_no_permit(cast: Cast, refused_file: str) -> None:
    assert stories.open_request(cast["president"], refused_file) is None
    with stories.refused(404, "no-such-part"):
        cast["owner"].download(f"/v1/dossiers/{refused_file}/permit")


def test_a_refusal_stands(cast: Cast, refused_file: str) -> None:
    with stories.refused(409, "case-move-not-allowed"):
        cast["president"].post(f"/v1/dossiers/{refused_file}/decision", {"outcome": "favourable"})


@pytest.mark.parametrize(("name", "language", "sign"), [("owner", "ar", "قرار بالرفض"), ("architect", "fr", "décision de refus")])
def test_the_parties_are_told_by_mail_where_to_read_the_reasons(cast: Cast, refused_file: str, name: str, language: str, sign: str) -> None:
    number = cast["owner"].get(f"/v1/dossiers/{refused_file}")["registry_number"]

    letter = stories.told(cast, name, number, sign)

    assert letter["language"] == language
    assert f"{cast.base_url}/dossiers/{refused_file}" in letter["text"]
    assert REASONS[0] not in letter["text"]


def test_the_link_of_a_message_leads_to_a_page(cast: Cast, refused_file: str) -> None:
    number = cast["owner"].get(f"/v1/dossiers/{refused_file}")["registry_number"]
    letter = stories.told(cast, "owner", number, "الرفض")

    link = next(word for word in letter["text"].split() if word.startswith("http"))
    page = httpx.get(link)

    assert link.endswith(f"/dossiers/{refused_file}")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
