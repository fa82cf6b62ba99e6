"""The media types that a document may have, and how the bytes of each begin (RFC 6838 names; PDF 32000-1, PNG, JFIF)."""

from collections.abc import Iterable

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
BYTES = "application/octet-stream"
"""What a sender says who does not know the type (RFC 2046, 4.5.1); no document is kept as such."""
BEGINNINGS = {PDF: b"%PDF-", PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}
LONGEST = max(len(beginning) for beginning in BEGINNINGS.values())
"""Bytes that must be seen to know any of them."""


def begins_as(media_type: str, first: bytes) -> bool:
    """Tell whether a document whose `first` bytes are these may be of a type; one that we do not know is none."""
    beginning = BEGINNINGS.get(media_type)
    return beginning is not None and first.startswith(beginning)


def type_of(first: bytes, accepted: Iterable[str]) -> str | None:
    """Find out which of the `accepted` types a document has that begins with these bytes; None when it has none of them."""
    return next((media_type for media_type in accepted if begins_as(media_type, first)), None)
