"""The media types that a document may have, and how the bytes of each begin (RFC 6838 names; PDF 32000-1, PNG, JFIF)."""

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
BEGINNINGS = {PDF: b"%PDF-", PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}
LONGEST = max(len(beginning) for beginning in BEGINNINGS.values())
"""Bytes that must be seen to know any of them."""


def begins_as(media_type: str, first: bytes) -> bool:
    """Tell whether a document whose `first` bytes are these may be of a type; one that we do not know is none."""
    beginning = BEGINNINGS.get(media_type)
    return beginning is not None and first.startswith(beginning)
