"""
Documents: receipts, papers to sign and the visible signature, bilingual, composed with Typst as PDF/A-2b.

`compose("permit", values)` is pure: the same values give the same bytes. `values` are plain data with exactly the fields of
`PermitValues`, `ReceiptValues` or `SignatureValues`; names of places, procedures, bodies and fields are read from the catalogue.
Several threads may compose at once.
"""

from collections.abc import Callable, Mapping
from typing import Any

from catalogue.reading import BrokenCatalogue, Source, read
from press.permit import PermitValues, permit_page
from press.printing import SIGNATURE_ZONE, Page, print_page
from press.receipt import ReceiptValues, receipt_page
from press.signature import SignatureValues, signature_page

__all__ = ["SIGNATURE_ZONE", "PermitValues", "ReceiptValues", "SignatureValues", "compose"]

PAGES: dict[str, tuple[type, Callable[[Any], Page]]] = {
    "permit": (PermitValues, permit_page),
    "receipt": (ReceiptValues, receipt_page),
    "signature": (SignatureValues, signature_page),
}


def compose(template: str, values: Mapping[str, Any]) -> bytes:
    """Compose a PDF/A-2b from plain values; raise BrokenCatalogue when a value is missing, unknown or of another type."""
    if template not in PAGES:
        raise BrokenCatalogue(f"no document is called {template}")
    kind, lay_out = PAGES[template]
    return print_page(template, lay_out(read(kind, Source(template, dict(values)))))
