"""Receiving a document: of a kind, a type and a size that the procedure allows, streamed without being held in memory."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from catalogue.procedures import Procedure
from chassis.uploads import DocumentTooLarge, Stored
from contracts.media import begins_as
from contracts.refusals import NotFound
from gateway.api.office import office
from gateway.api.refusals import DocumentEmpty, MediaTypeRefused, NotWhatItClaims, UploadTooLarge

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
    limit = min(wanted.max_bytes, office().settings.upload_limit)
    media_type = accepted_type(sent, wanted.media_types)
    with _at_most(limit, sent):
        return media_type, office().uploads.receive(owner_of(dossier, kind), chunks(sent, media_type), limit)


def owner_of(dossier: str, kind: str) -> str:
    """Name whose an upload is: one kind of one file, as filing names it."""
    return f"{dossier}.{kind}"


def fingerprint(sent: Request, media_type: str, upload_limit: int) -> str:
    """Give the SHA-256 of the body of a request, which is kept nowhere."""
    digest = hashlib.sha256()
    accepted_type(sent, (media_type,))
    with _at_most(upload_limit, sent):
        for piece in chunks(sent, media_type):
            digest.update(piece)
    return digest.hexdigest()


def accepted_type(sent: Request, accepted: Sequence[str]) -> str:
    """Give the declared media type, without parameters; refuse one that is not accepted."""
    if sent.mimetype not in accepted:
        raise MediaTypeRefused(expected=", ".join(accepted))
    return sent.mimetype


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


def chunks(sent: Request, media_type: str) -> Iterator[bytes]:
    """Read the body piece by piece; refuse an empty one, and one whose first bytes are not those of its type."""
    first = sent.stream.read(CHUNK)
    if not first:
        raise DocumentEmpty
    if not begins_as(media_type, first):
        raise NotWhatItClaims(media_type=media_type)
    yield first
    while piece := sent.stream.read(CHUNK):
        yield piece
