"""Receiving a document: of a kind, a type and a size that the procedure allows, streamed without being held in memory."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from catalogue.procedures import Procedure
from chassis.uploads import DocumentTooLarge, Stored
from contracts.media import BYTES, type_of
from contracts.refusals import NotFound
from gateway.api.refusals import DocumentEmpty, MediaTypeRefused, NotWhatItClaims, UploadTooLarge
from gateway.api.resources import resources

CHUNK = 256 * 1024


class DocumentKindUnknown(NotFound):
    """The procedure knows no document of this kind."""

    code: ClassVar[str] = "document-kind-unknown"


def receive(sent: Request, procedure: Procedure, place: tuple[str, str]) -> tuple[str, Stored]:
    """Let the body of a request arrive as a document for a `place` (file, kind); give its media type, and what has arrived."""
    dossier, kind = place
    wanted = procedure.document(kind)
    if wanted is None:
        raise DocumentKindUnknown(kind=kind)
    limit = min(wanted.max_bytes, resources().settings.upload_limit)
    with _at_most(limit, sent):
        media_type, pieces = unpack(sent, wanted.media_types)
        return media_type, resources().uploads.receive(owner_of(dossier, kind), pieces, limit)


def owner_of(dossier: str, kind: str) -> str:
    """Name whose an upload is: one kind of one file, as filing names it."""
    return f"{dossier}.{kind}"


def fingerprint(sent: Request, media_type: str, upload_limit: int) -> str:
    """Give the SHA-256 of the body of a request, which is kept nowhere."""
    digest = hashlib.sha256()
    with _at_most(upload_limit, sent):
        _, pieces = unpack(sent, (media_type,))
        for piece in pieces:
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _at_most(limit: int, sent: Request) -> Iterator[None]:
    """Refuse a larger body: at once when its length is announced, else on the way."""
    sent.max_content_length = limit
    if (sent.content_length or 0) > limit:
        raise UploadTooLarge(limit=limit)
    try:
        yield
    except (DocumentTooLarge, RequestEntityTooLarge) as error:  # the store's measure, or Werkzeug's, which comes first
        raise UploadTooLarge(limit=limit) from error


def unpack(sent: Request, accepted: Sequence[str]) -> tuple[str, Iterator[bytes]]:
    """
    Give the media type of a body and its pieces; the type of plain bytes is found out.

    Refused: a type that is not accepted, an empty body, and one that does not begin as its type.
    """
    declared = sent.mimetype
    if declared not in (*accepted, BYTES):
        raise MediaTypeRefused(expected=", ".join(accepted))
    first = sent.stream.read(CHUNK)
    if not first:
        raise DocumentEmpty
    media_type = type_of(first, accepted if declared == BYTES else (declared,))
    if media_type is None:
        raise MediaTypeRefused(expected=", ".join(accepted)) if declared == BYTES else NotWhatItClaims(media_type=declared)
    return media_type, _pieces(first, sent)


def _pieces(first: bytes, sent: Request) -> Iterator[bytes]:
    yield first
    while piece := sent.stream.read(CHUNK):
        yield piece
