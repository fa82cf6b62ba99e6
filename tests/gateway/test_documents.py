"""The bytes of a file, on their way in and out."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from contracts.people import Role
from contracts.refusals import Conflict, NotFound, Reason
from tests.gateway.makers import DRAFT, Gateway

PDF, PNG = b"%PDF-1.7 a plan", b"\x89PNG\r\n\x1a\n a plan"


def upload(gateway: Gateway, body: bytes = PDF, kind: str = "architectural-plans", **options: Any) -> Any:
    """Send a document for a draft."""
    gateway.services.answers["filing.attaching"] = DRAFT["procedure"]
    gateway.services.answers["filing.attach_document"] = {"kind": kind}
    options.setdefault("content_type", "application/pdf")
    return gateway.person().put(f"/v1/dossiers/dossier-1/documents/{kind}", data=body, **options)


def test_a_document_is_stored_under_its_hash_and_attached(gateway: Gateway) -> None:
    answer = upload(gateway)

    asked = gateway.services.asked[-1][1]
    assert answer.status_code == 200
    arrived = gateway.folder / "documents" / "arrived" / f"dossier-1.architectural-plans.{asked['sha256']}"
    assert arrived.read_bytes() == PDF
    assert (asked["kind"], asked["size"], asked["media_type"]) == ("architectural-plans", len(PDF), "application/pdf")


@pytest.mark.parametrize(("body", "found"), [(PDF, "application/pdf"), (PNG, "image/png")])
def test_the_type_of_plain_bytes_is_found_out(gateway: Gateway, body: bytes, found: str) -> None:
    answer = upload(gateway, kind="situation-plan", body=body, content_type="application/octet-stream")

    assert answer.status_code == 200
    assert gateway.services.asked[-1][1]["media_type"] == found


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"kind": "love-letter"}, 404),
        ({"content_type": "text/html"}, 415),
        ({"body": b"<html>", "content_type": "application/octet-stream"}, 415),
        ({"body": PNG, "content_type": "application/octet-stream"}, 415),
        ({"content_type": ""}, 415),
        ({"body": b"<html>", "content_type": "application/pdf"}, 415),
        ({"body": b""}, 422),
        ({"body": PDF + b"x" * 1_000_000}, 413),
    ],
)
def test_a_document_that_the_procedure_does_not_take_is_refused(gateway: Gateway, options: dict[str, Any], status: int) -> None:
    answer = upload(gateway, **options)

    assert answer.status_code == status
    assert [name for name, _, _ in gateway.services.asked] == ["filing.attaching"]


def test_nobody_fills_the_store_for_a_file_that_is_not_his(gateway: Gateway) -> None:
    gateway.services.refuse("filing.attaching", NotFound())

    answer = gateway.person().put("/v1/dossiers/x/documents/architectural-plans", data=PDF, content_type="application/pdf")

    assert answer.status_code == 404
    assert list((gateway.folder / "documents").rglob("*")) == []


def refused_by_filing(gateway: Gateway, code: str, **facts: Any) -> Any:
    """Send a document that filing refuses."""
    refusal = Conflict([Reason(code)], **facts)
    refusal.code = code  # type: ignore[misc]  # as it is read from the wire
    gateway.services.answers["filing.attaching"] = DRAFT["procedure"]
    gateway.services.refuse("filing.attach_document", refusal)
    return gateway.person().put("/v1/dossiers/dossier-1/documents/architectural-plans", data=PDF, content_type="application/pdf")


@pytest.mark.parametrize(("code", "status"), [("too-many-documents-at-once", 429), ("inspection-busy", 503)])
def test_who_comes_too_often_or_in_a_crowd_is_told_when_to_come_again(gateway: Gateway, code: str, status: int) -> None:
    answer = refused_by_filing(gateway, code, seconds=7)

    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (status, code, "7")


@pytest.mark.parametrize("code", ["quota-exceeded", "upload-gone"])
def test_what_cannot_be_kept_now_is_a_conflict(gateway: Gateway, code: str) -> None:
    answer = refused_by_filing(gateway, code)

    assert (answer.status_code, answer.get_json()["code"]) == (409, code)
    assert "Retry-After" not in answer.headers


@pytest.mark.parametrize(("options", "told"), [({}, len(PDF)), ({"headers": {"Transfer-Encoding": "chunked"}}, 0)])
def test_filing_hears_how_much_is_coming_before_a_byte_is_stored(gateway: Gateway, options: dict[str, Any], told: int) -> None:
    if not told:
        options |= {"environ_overrides": {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}}
    upload(gateway, **options)

    asked = {name: arguments for name, arguments, _ in gateway.services.asked}
    assert asked["filing.attaching"] == {"dossier_id": "dossier-1", "size": told}


def test_a_store_that_is_away_may_be_back_later(gateway: Gateway) -> None:
    folder = Path(urlsplit(gateway.app.extensions["rokhas"].settings.platform.documents_url).path)
    shutil.rmtree(folder)
    folder.touch()

    answer = upload(gateway)

    assert (answer.status_code, answer.get_json()["code"]) == (503, "service-missing")
    assert [name for name, _, _ in gateway.services.asked] == ["filing.attaching"]


def test_text_is_no_pdf_and_is_told_so(gateway: Gateway) -> None:
    answer = upload(gateway, b"<html>")

    told = answer.get_json(force=True)
    assert (answer.status_code, told["code"]) == (415, "content-is-not-what-it-claims")
    assert "application/pdf" in told["detail"]


def download(gateway: Gateway, headers: dict[str, str] | None = None) -> Any:
    """Fetch a document that is at rest."""
    uploads = gateway.app.extensions["rokhas"].uploads
    sha256 = uploads.receive("dossier-1.architectural-plans", [PDF], len(PDF)).sha256
    uploads.take_in(f"dossier-1.architectural-plans.{sha256}")
    found = {"kind": "architectural-plans", "sha256": sha256, "size": len(PDF), "media_type": "application/pdf"}
    gateway.services.answers["filing.document"] = found
    return gateway.person().get("/v1/dossiers/dossier-1/documents/architectural-plans", headers=headers)


def test_a_document_is_delivered_as_a_file(gateway: Gateway) -> None:
    answer = download(gateway)

    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="architectural-plans.pdf"'
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "part"), [("bytes=0-4", PDF[:5]), ("bytes=5-", PDF[5:]), ("bytes=-4", PDF[-4:]), ("bytes=5-9999", PDF[5:])]
)
def test_a_part_of_a_document_can_be_had(gateway: Gateway, asked: str, part: bytes) -> None:
    answer = download(gateway, {"Range": asked})

    assert (answer.status_code, answer.data) == (206, part)
    assert answer.headers["Content-Range"].endswith(f"/{len(PDF)}")
    assert answer.content_length == len(part)


def test_the_last_bytes_when_there_are_fewer_are_the_whole(gateway: Gateway) -> None:
    answer = download(gateway, {"Range": "bytes=-999999"})

    assert (answer.status_code, answer.data) == (200, PDF)


def test_a_part_beyond_the_end_is_refused(gateway: Gateway) -> None:
    answer = download(gateway, {"Range": "bytes=999-"})

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(PDF)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "lines=1-2", "nonsense", "bytes=5-2", "bytes=-0", "bytes=--5", "bytes=", "bytes=-"])
def test_a_range_that_is_not_served_gives_the_whole(gateway: Gateway, asked: str) -> None:
    answer = download(gateway, {"Range": asked})

    assert (answer.status_code, answer.data) == (200, PDF)


@pytest.mark.parametrize("shape", ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other" , W/{tag}', "*"])
def test_a_document_already_had_is_not_sent_again(gateway: Gateway, shape: str) -> None:
    etag = download(gateway).headers["ETag"]

    answer = download(gateway, {"If-None-Match": shape.format(tag=etag), "Range": "bytes=999-"})

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_a_document_that_is_another_is_sent(gateway: Gateway) -> None:
    answer = download(gateway, {"If-None-Match": '"other", W/"another"'})

    assert (answer.status_code, answer.data) == (200, PDF)


@pytest.mark.parametrize(("shape", "status"), [("{tag}", 200), ('"other", {tag}', 200), ("*", 200), ("W/{tag}", 412), ('"other"', 412)])
def test_a_document_is_sent_only_if_it_is_the_one_that_is_named(gateway: Gateway, shape: str, status: int) -> None:
    etag = download(gateway).headers["ETag"]

    assert download(gateway, {"If-Match": shape.format(tag=etag)}).status_code == status


@pytest.mark.parametrize(("shape", "status"), [("{tag}", 206), ("W/{tag}", 200), ('"other"', 200), ("Mon, 23 Nov 2026 09:30:00 GMT", 200)])
def test_a_part_is_sent_only_of_the_document_that_was_begun(gateway: Gateway, shape: str, status: int) -> None:
    etag = download(gateway).headers["ETag"]

    answer = download(gateway, {"Range": "bytes=0-4", "If-Range": shape.format(tag=etag)})

    assert (answer.status_code, len(answer.data)) == (status, 5 if status == 206 else len(PDF))


def test_only_a_download_knows_ranges(gateway: Gateway) -> None:
    download(gateway)

    answer = gateway.person(Role.CLERK, territory="09.541").head(
        "/v1/dossiers/dossier-1/documents/architectural-plans", headers={"Range": "bytes=0-4"}
    )

    assert (answer.status_code, answer.content_length) == (200, len(PDF))
