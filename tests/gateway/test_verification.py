"""Anybody's check of a number, a hash or a file."""

import hashlib
from typing import ClassVar

import pytest

from contracts.refusals import NotFound
from tests.gateway.makers import TAROUDANNT, Gateway

PDF = b"%PDF-1.7 a permit"
SIGNED = {"document": hashlib.sha256(PDF).hexdigest(), "commune": TAROUDANNT}
NUMBER = "PC-095410113-2026-000045"


class SignedDocumentUnknown(NotFound):
    """As signature says it."""

    code: ClassVar[str] = "signed-document-unknown"


def verified(gateway: Gateway) -> list[str]:
    """List what the services were asked to verify."""
    return [str(arguments.get("code") or arguments["number"]) for _, arguments, _ in gateway.services.asked]


def test_an_unknown_number_is_said_to_be_unknown(gateway: Gateway) -> None:
    gateway.services.refuse("signature.verify_code", SignedDocumentUnknown())
    gateway.services.refuse("filing.verify_receipt", NotFound())

    answer = gateway.client.get(f"/v1/verify/{NUMBER}")

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (404, "signed-document-unknown")


@pytest.mark.parametrize(
    ("typed", "printed"), [(NUMBER.lower(), NUMBER), (f"%20{NUMBER}%20", NUMBER), (SIGNED["document"].upper(), SIGNED["document"])]
)
def test_a_number_may_be_typed_in_small_letters_and_a_hash_in_capitals(gateway: Gateway, typed: str, printed: str) -> None:
    gateway.services.answers["signature.verify_code"] = SIGNED

    assert gateway.client.get(f"/v1/verify/{typed}").status_code == 200
    assert verified(gateway) == [printed]


@pytest.mark.parametrize("media_type", ["application/pdf", "application/octet-stream"])
def test_a_permit_is_verified_by_its_file_which_is_not_kept(gateway: Gateway, media_type: str) -> None:
    gateway.services.answers["signature.verify_code"] = SIGNED

    answer = gateway.client.post("/v1/verify", data=PDF, content_type=media_type)

    assert (answer.status_code, answer.get_json()) == (200, {"kind": "permit", **SIGNED})
    assert verified(gateway) == [SIGNED["document"]]
    assert [path for path in (gateway.folder / "documents").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (PDF, "text/plain", 415),
        (b"<html>", "application/pdf", 415),
        (b"<html>", "application/octet-stream", 415),
        (b"", "application/pdf", 422),
        (PDF + bytes(10**6), "application/pdf", 413),
    ],
)
def test_what_is_no_pdf_or_too_large_is_not_verified(gateway: Gateway, body: bytes, media_type: str, status: int) -> None:
    assert gateway.client.post("/v1/verify", data=body, content_type=media_type).status_code == status
    assert gateway.services.asked == []
