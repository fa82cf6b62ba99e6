"""A PDF: it opens without a password, has a page, is no larger inside than a plan can be, and does nothing by itself."""

from pathlib import Path

import pikepdf
from pikepdf import settings

from contracts.refusals import Reason
from services.filing.domain.refusals import DocumentRefused
from services.filing.inspector.actions import refuse_what_acts

MEBIBYTE = 2**20
INFLATED = 16 * MEBIBYTE
"""Bytes of one stream that holds the structure of a document; those of real plans hold a hundredth."""
ITEMS = 100_000
"""Of one list or dictionary."""
WARNINGS = 1000

settings.set_qpdf_limits(flate_max_memory=INFLATED, parser_max_container_size=ITEMS, doc_max_warnings=WARNINGS)


def pages_of(path: Path) -> int:
    """Count the pages; raise `DocumentRefused`."""
    before = settings.qpdf_limit_errors()
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as document:
            pages = len(document.pages)
            refuse_what_acts(document)
    except pikepdf.PasswordError as error:
        raise DocumentRefused([Reason("pdf-needs-password")]) from error
    except (pikepdf.PdfError, pikepdf.exceptions.DependencyError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DocumentRefused([Reason("document-too-complex" if settings.qpdf_limit_errors() > before else "pdf-does-not-open")]) from error
    if settings.qpdf_limit_errors() > before:
        raise DocumentRefused([Reason("document-too-complex")])
    if not pages:
        raise DocumentRefused([Reason("pdf-does-not-open")])
    return pages
