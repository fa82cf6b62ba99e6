"""Delivering a document: whole or in part (RFC 9110, 14), as a file to keep, never as a page of ours."""

import re
from collections.abc import Iterator
from mimetypes import guess_extension

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from chassis.documents import DocumentStore
from chassis.uploads import OwnUploads
from gateway.api.conditions import is_had, refuse_unless_matched, unless_had
from gateway.api.resources import resources

CHUNK = 256 * 1024  # bytes of it that are held at once, however slowly they are taken


def deliver(sha256: str, media_type: str, name: str, uploads: OwnUploads | None = None) -> Response:
    """
    Answer with the paper at rest under `sha256`, or the one of these uploads; its hash is its ETag.

    Conditions come before ranges (RFC 9110, 13.2.2).
    """
    documents = uploads or resources().documents
    size = documents.size(sha256)
    refuse_unless_matched(sha256)
    start, length = (0, size) if is_had(sha256) else wanted_part(sha256, size)
    answer = Response(pieces(documents, sha256, start, length), 206 if length < size else 200, content_type=media_type)
    answer.content_length = length
    if length < size:
        answer.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(name, media_type)}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return unless_had(answer, sha256)


def wanted_part(sha256: str, size: int) -> tuple[int, int]:
    """
    Give start and length of what is asked: one range, as long as it is of the same document, or else the whole.

    Only GET knows ranges (14.2); the last bytes, when more are asked for than there are, are all of them (14.1.2).
    """
    asked = request.range
    if request.method != "GET" or asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not _is_of(sha256):
        return 0, size
    if asked.ranges[0][0] < -size:
        return 0, size
    part = asked.range_for_length(size)
    if part is None:
        raise RequestedRangeNotSatisfiable(size, "bytes")
    return part[0], part[1] - part[0]


def _is_of(sha256: str) -> bool:
    """Tell whether the range is of this very document: no `If-Range`, or one that names it, strongly (RFC 9110, 13.1.5)."""
    return request.headers.get("If-Range", f'"{sha256}"') == f'"{sha256}"'


def pieces(documents: DocumentStore | OwnUploads, sha256: str, start: int, length: int) -> Iterator[bytes]:
    """Read the part piece by piece."""
    for position in range(start, start + length, CHUNK):
        yield documents.read(sha256, position, min(CHUNK, start + length - position))


def file_name(name: str, media_type: str) -> str:
    """Make a file name of plain signs."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name) + (guess_extension(media_type) or "")
