"""A permit to the end: from the architect's draft to the signed PDF, and to everybody who wants to check it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalogue.calendar import legal_day
from demo import steps
from demo.people import Cast
from tests.journeys import papers, stories

pytestmark = pytest.mark.journey

STORY = (
    *("mandate-confirmed", "dossier-submitted", "case-opened", "opinion-requested", "opinion-given", "decision-reached", "fees-assessed"),
    *("fees-settled", "permit-prepared", "signature-requested", "permit-signed", "permit-issued"),
)


@pytest.fixture(scope="module")
def issued(cast: Cast) -> str:
    """A file whose permit is issued, paid by card."""
    dossier = stories.granted(cast)
    steps.pay_by_card(cast, dossier)
    steps.sign(cast, dossier)
    stories.reaches(cast["owner"], dossier, "issued")
    return dossier


@pytest.fixture(scope="module")
def permit(cast: Cast, issued: str) -> bytes:
    """Its permit, as the owner downloads it."""
    return cast["owner"].download(f"/v1/dossiers/{issued}/permit")


def this_years_register(cast: Cast) -> list[dict[str, Any]]:
    """Read the register of the commune as its clerk does."""
    year = legal_day(datetime.now(UTC)).year
    return [line for page in stories.pages(cast["clerk"], f"/v1/registry/{steps.COMMUNE}/{year}") for line in page]


def test_a_submission_gives_its_receipt_at_once_and_stands_in_the_register(cast: Cast) -> None:
    dossier = steps.draft(cast)
    steps.attach(cast, dossier)

    submitted = steps.submit(cast, dossier)
    receipt = cast["owner"].download(f"/v1/dossiers/{dossier}/receipt")
    register = this_years_register(cast)

    assert submitted["status"] == "submitted"
    assert hashlib.sha256(receipt).hexdigest() == submitted["receipt"]
    assert submitted["registry_number"] in papers.text_of(receipt)
    assert [line["dossier"] for line in register if line["registry_number"] == submitted["registry_number"]] == [dossier]


def test_the_register_has_no_gap(cast: Cast, issued: str) -> None:
    numbers = [line["registry_number"] for line in this_years_register(cast)]

    assert [int(number.rpartition("-")[2]) for number in numbers] == list(range(1, len(numbers) + 1))


def test_the_owner_sees_the_status_move_with_each_step(cast: Cast) -> None:
    owner = cast["owner"]

    dossier = steps.draft(cast)
    stories.reaches(owner, dossier, "draft")
    steps.attach(cast, dossier)
    steps.submit(cast, dossier)
    stories.reaches(owner, dossier, "in-review")
    steps.admit(cast, dossier)
    steps.advise(cast, dossier)
    steps.decide(cast, dossier)
    stories.reaches(owner, dossier, "awaiting-payment")
    steps.pay_at_desk(cast, dossier)
    stories.reaches(owner, dossier, "awaiting-signature")
    steps.sign(cast, dossier)

    assert stories.reaches(owner, dossier, "issued")["permit_number"].startswith("PC-")


def test_the_timeline_tells_the_whole_story_and_names_no_official(cast: Cast, issued: str) -> None:
    officials = {each["account"] for each in cast.seeded if each["role"] not in ("applicant", "professional")}

    lines = cast["owner"].get(f"/v1/dossiers/{issued}/timeline")["items"]

    assert list(dict.fromkeys(line["what"] for line in lines)) == list(STORY)
    assert [line["what"] for line in lines].count("opinion-given") == len(steps.REVIEWERS)
    assert not [account for account in officials if account in str(lines)]


def test_the_fees_are_those_of_the_law_line_by_line(cast: Cast) -> None:
    dossier = stories.granted(cast)

    due = steps.fees(cast, dossier)

    assert {line["code"]: (line["beneficiary"], line["amount"]["amount"]) for line in due["lines"]} == {
        "construction-tax": ("commune", "4825.00"),  # 25 x (183 m² covered + twice 5 m² of overhang)
        "urban-agency-service": ("urban-agency", "657.00"),  # 3 x 182.5 m², and 20 % of value added tax
    }
    assert (due["status"], due["total"]) == ("assessed", {"amount": "5482.00", "currency": "MAD"})


def test_the_card_payment_is_told_to_the_owner(cast: Cast, issued: str) -> None:
    due = cast["owner"].get(f"/v1/dossiers/{issued}/fees")

    payment = cast["owner"].get(f"/v1/payments/{due['payments'][0]['id']}")

    assert (due["status"], due["method"], len(due["payments"])) == ("settled", "card", 1)
    assert (payment["status"], payment["amount"]["amount"]) == ("accepted", "5482.00")


def test_pdfsig_and_openssl_find_the_signature_valid(cast: Cast, permit: bytes, tmp_path: Path) -> None:
    (tmp_path / "permit.pdf").write_bytes(permit)
    authority = httpx.get(f"{cast.base_url}/pki/ca/rokhas.crt").raise_for_status().content

    said = papers.pdfsig_says(tmp_path / "permit.pdf")

    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert papers.openssl_verifies(permit, authority, tmp_path)


def test_the_permit_names_who_signed_it_and_in_which_office(cast: Cast, permit: bytes) -> None:
    text = papers.text_of(permit)

    assert cast["president"].get("/v1/me")["full_name"] in text
    assert "Le Président du Conseil communal de Taroudannt" in text
    assert "رئيسالمجلسالجماعيلتارودانت" in "".join(text.split())


def test_what_a_body_reserves_is_printed_on_the_permit_and_is_in_no_public_place(cast: Cast) -> None:
    dossier = stories.in_consultation(cast)
    words = "يجب ترك مسافة ثلاثة أمتار عن الطريق"
    reserved = {"verdict": "favourable-with-reservations", "remarks": [{"text": words, "rule": "article 12"}]}
    agency, *others = steps.REVIEWERS.items()
    cast[agency[0]].post(f"/v1/dossiers/{dossier}/opinions", {"body": agency[1], **reserved})
    for reviewer, body in others:
        cast[reviewer].post(f"/v1/dossiers/{dossier}/opinions", {"body": body, "verdict": "favourable"})
    steps.decide(cast, dossier)
    steps.pay_at_desk(cast, dossier)
    steps.sign(cast, dossier)
    stories.reaches(cast["owner"], dossier, "issued")

    printed = papers.text_of(cast["owner"].download(f"/v1/dossiers/{dossier}/permit"))

    letters = "".join(printed.split())  # poppler sees blanks between some Arabic letters, and ends a line from the right before it begins
    assert "".join(words.split()) in letters
    assert "article12" in letters
    assert words not in str(cast["owner"].get(f"/v1/dossiers/{dossier}/timeline"))


def test_a_permit_that_was_touched_is_found_out(cast: Cast, permit: bytes, tmp_path: Path) -> None:
    authority = httpx.get(f"{cast.base_url}/pki/ca/rokhas.crt").raise_for_status().content
    touched = permit.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    (tmp_path / "permit.pdf").write_bytes(touched)

    said = papers.pdfsig_says(tmp_path / "permit.pdf")

    assert touched != permit
    assert "Signature is Valid" not in said
    assert not papers.openssl_verifies(touched, authority, tmp_path)


def test_anybody_can_verify_the_permit_by_its_number_and_by_its_hash(cast: Cast, issued: str, permit: bytes) -> None:
    number = cast["owner"].get(f"/v1/dossiers/{issued}")["permit_number"]
    fingerprint = hashlib.sha256(permit).hexdigest()

    proofs = [httpx.get(f"{cast.base_url}/v1/verify/{code}").raise_for_status().json() for code in (number, fingerprint)]

    assert proofs[0] == proofs[1]
    assert (proofs[0]["permit_number"], proofs[0]["document"]) == (number, fingerprint)
    assert (proofs[0]["signer"]["role"], proofs[0]["signer"]["commune"]) == ("president", steps.COMMUNE)
    by_file = httpx.post(f"{cast.base_url}/v1/verify", content=permit, headers={"Content-Type": "application/pdf"})
    assert by_file.raise_for_status().json() == proofs[1]
    assert httpx.get(f"{cast.base_url}/v1/verify/{'0' * 64}").status_code == httpx.codes.NOT_FOUND


def test_owner_and_architect_download_the_same_permit_which_names_file_and_owner(cast: Cast, issued: str, permit: bytes) -> None:
    dossier = cast["owner"].get(f"/v1/dossiers/{issued}")

    of_the_architect = cast["architect"].download(f"/v1/dossiers/{issued}/permit")

    assert of_the_architect == permit
    assert hashlib.sha256(permit).hexdigest() == dossier["permit"]
    assert dossier["permit_number"] in papers.text_of(permit)


def test_a_download_can_be_resumed(cast: Cast, issued: str, permit: bytes) -> None:
    part = cast["owner"].send("GET", f"/v1/dossiers/{issued}/permit", headers={"Range": "bytes=100-199"})

    assert (part.status_code, part.content) == (httpx.codes.PARTIAL_CONTENT, permit[100:200])


@pytest.mark.parametrize(
    ("name", "language", "sign"),
    [
        ("owner", "ar", "وصل الإيداع"),
        ("owner", "ar", "قرار بالموافقة"),
        ("owner", "ar", "للأداء"),
        ("owner", "ar", "تم التوصل"),
        ("owner", "ar", "تم تسليم وثيقتكم"),
        ("architect", "fr", "récépissé de dépôt"),
        ("architect", "fr", "est délivré"),
        ("clerk", "fr", "Nouvelle demande"),
        *((reviewer, "fr", "Avis demandé") for reviewer in steps.REVIEWERS),
        ("president", "fr", "Document à signer"),
    ],
)
def test_each_person_is_told_by_mail_in_his_language(cast: Cast, issued: str, name: str, language: str, sign: str) -> None:
    number = cast["owner"].get(f"/v1/dossiers/{issued}")["registry_number"]

    letter = stories.told(cast, name, number, sign)

    assert (letter["language"], letter["recipients"], letter["deliveries"]) == (language, [cast[name].email], 1)
