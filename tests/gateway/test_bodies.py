"""Bodies as a server hands them over: cut off on the way, in chunks, in no order at all. What is not whole is not done."""

from io import BytesIO
from typing import Any

import pytest

from gateway.api.reading import JSON_LIMIT
from gateway.bodies import ClientGone, ClientLate
from tests.gateway.makers import TAROUDANNT, Gateway

PINNED = {"code": "building-permit-small", "version": "2026-02"}
PLAN = "/v1/dossiers/dossier-1/documents/architectural-plans"
PDF = b"%PDF-1.7 " + b"x" * 300_000


class Broken(BytesIO):
    """A body that ends in an error."""

    def __init__(self, begins: bytes, error: Exception) -> None:
        """Begin well."""
        super().__init__(begins)
        self._error = error

    def read(self, size: int | None = -1, /) -> bytes:
        """Give what there is, then fail."""
        if piece := super().read(size):
            return piece
        raise self._error

    def readinto(self, buffer: Any, /) -> int:
        """Do the same."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def send(gateway: Gateway, verb: str, path: str, body: BytesIO, length: int | None, media_type: str = "application/json") -> Any:
    """Send a body as the bridge hands it over; without a length it comes in chunks."""
    gateway.services.answers["filing.attaching"] = PINNED
    gateway.services.answers["filing.attach_document"] = {"kind": "architectural-plans"}
    headers = {} if length is not None else {"Transfer-Encoding": "chunked"}
    person = gateway.person()
    gateway.services.asked.clear()
    return getattr(person, verb)(
        path,
        headers=headers,
        input_stream=body,
        content_type=media_type,
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": "" if length is None else str(length)},
    )


def stored(gateway: Gateway) -> list[Any]:
    """List what the store of documents holds."""
    return [path for path in (gateway.folder / "documents").rglob("*") if path.is_file()]


def test_a_document_that_was_cut_off_is_not_kept(gateway: Gateway) -> None:
    answer = send(gateway, "put", PLAN, BytesIO(PDF[:50_000]), len(PDF), "application/pdf")

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (400, "malformed-request")
    assert [name for name, _, _ in gateway.services.asked] == ["filing.attaching"]
    assert stored(gateway) == []


@pytest.mark.parametrize("sent", [b"", b'{"procedure": "p", "commune": "c"}'])
def test_a_command_that_was_cut_off_is_not_done(gateway: Gateway, sent: bytes) -> None:
    for path in ("/v1/dossiers", "/v1/dossiers/dossier-1/withdrawal", "/v1/dossiers/dossier-1/submission"):
        answer = send(gateway, "post", path, BytesIO(sent), 500)

        assert (answer.status_code, answer.get_json(force=True)["code"]) == (400, "malformed-request")
        assert gateway.services.asked == []


def test_a_document_may_come_in_chunks(gateway: Gateway) -> None:
    answer = send(gateway, "put", PLAN, BytesIO(PDF), None, "application/pdf")

    assert (answer.status_code, len(stored(gateway))) == (200, 1)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ClientGone(), 400, "malformed-request"),
        (ClientLate(), 408, "request-late"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else str(each),
)
def test_chunks_that_are_none_are_not_taken_for_a_document(gateway: Gateway, error: Exception, status: int, code: str) -> None:
    answer = send(gateway, "put", PLAN, Broken(PDF, error), None, "application/pdf")

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (status, code)
    assert stored(gateway) == []


def test_a_body_of_its_full_length_is_whole(gateway: Gateway) -> None:
    gateway.services.answers["filing.create_dossier"] = {"id": "dossier-1", "version": 1}
    body = b'{"procedure": "p", "commune": "%s"}' % TAROUDANNT.encode()

    assert send(gateway, "post", "/v1/dossiers", BytesIO(body), len(body)).status_code == 201


@pytest.mark.parametrize("length_is_told", [True, False])
@pytest.mark.parametrize("beyond", [1, 500_000, 5_000_000])
def test_a_body_beyond_the_limit_is_refused_as_such_in_chunks_too(gateway: Gateway, beyond: int, length_is_told: bool) -> None:
    body = b'{"procedure": "%s"}' % (b"p" * (JSON_LIMIT + beyond - 17))

    answer = send(gateway, "post", "/v1/dossiers", BytesIO(body), len(body) if length_is_told else None)

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (413, "payload-too-large")
    assert gateway.services.asked == []


def test_a_form_beyond_the_limit_is_refused_in_chunks_too(gateway: Gateway) -> None:
    body = BytesIO(b"oid=" + b"x" * 3 * JSON_LIMIT)

    answer = send(gateway, "post", "/v1/payments/callbacks/card", body, None, "application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert gateway.services.asked == []


@pytest.mark.parametrize("length_is_told", [True, False])
def test_a_document_of_exactly_its_limit_is_taken_and_one_byte_more_is_not(gateway: Gateway, length_is_told: bool) -> None:
    limit = gateway.app.extensions["rokhas"].settings.upload_limit
    for size, status in ((limit, 200), (limit + 1, 413)):
        body = b"%PDF-" + b"x" * (size - 5)
        answer = send(gateway, "put", PLAN, BytesIO(body), len(body) if length_is_told else None, "application/pdf")
        assert answer.status_code == status
