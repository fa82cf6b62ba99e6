"""What an uploaded document really is: its first bytes must be those of the type it claims, a PDF must open; its pages are counted."""

import io

from pypdf import PdfReader

from chassis.blocking import aside
from chassis.documents import DocumentStore
from contracts.refusals import Reason
from services.filing.domain.refusals import DocumentRefused

PDF = "application/pdf"
BEGINNINGS = {PDF: b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def inspect(documents: DocumentStore, sha256: str, size: int, media_type: str) -> int | None:
    """
    Give the number of pages of a PDF, nothing for another document; raise `DocumentRefused`.

    The work is done in a real thread, and by no transaction: events of the whole server would wait for the reading of a large plan.
    """
    return aside(_inspect, documents, sha256, size, media_type)


def _inspect(documents: DocumentStore, sha256: str, size: int, media_type: str) -> int | None:
    if documents.size(sha256) != size:
        raise DocumentRefused([Reason("size-differs")])
    beginning = BEGINNINGS.get(media_type)
    if beginning and documents.read(sha256, 0, len(beginning)) != beginning:
        raise DocumentRefused([Reason("content-is-not-what-it-claims", facts={"media_type": media_type})])
    return _pages(documents.get(sha256)) if media_type == PDF else None


def _pages(content: bytes) -> int:
    """Count the pages of a PDF, which must have one; a damaged one makes its reader raise anything."""
    try:
        pages = len(PdfReader(io.BytesIO(content)).pages)
    except Exception as error:
        raise DocumentRefused([Reason("pdf-does-not-open")]) from error
    if not pages:
        raise DocumentRefused([Reason("pdf-does-not-open")])
    return pages
