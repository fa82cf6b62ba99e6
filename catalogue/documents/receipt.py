"""The receipt: proof of submission, day 0 of every legal delay (law 55-19)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalogue import procedures
from catalogue.calendar import due_on
from catalogue.documents.facts import Verification, date_of, letterhead, local_instant, pair, size_of
from catalogue.documents.permit import Holder
from catalogue.documents.press import Page
from catalogue.procedures import Procedure
from catalogue.reading import BrokenCatalogue


@dataclass(frozen=True)
class ReceivedDocument:
    """A document as it was received: its kind in the procedure, SHA-256 (hexadecimal), size in bytes."""

    kind: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ReceiptValues:
    """What `compose("receipt", ...)` needs; `submitted_at` is RFC 3339 text with its offset."""

    registry_number: str
    procedure: str  # code@version
    commune: str
    applicant: Holder
    submitted_at: str
    documents: tuple[ReceivedDocument, ...]
    verification: Verification
    filed_by: str = "-"  # name of the professional who filed under a mandate


def receipt_page(values: ReceiptValues) -> Page:
    """Lay out the values of a receipt in both languages."""
    procedure = procedures.by_ref(values.procedure)
    submitted = local_instant(values.submitted_at)
    due = due_on(submitted.date(), procedure.decision.days, procedure.decision.unit)
    return Page(
        title=f"Récépissé de dépôt {values.registry_number}",
        instant=datetime.fromisoformat(values.submitted_at),
        content={
            "letterhead": letterhead(values.commune),
            "registry_number": values.registry_number,
            "procedure": pair(procedure.title) | {"ref": procedure.ref},
            "applicant": {"full_name": values.applicant.full_name, "national_id": values.applicant.national_id},
            "filed_by": values.filed_by,
            "submitted": {"day": date_of(values.submitted_at), "time": f"{submitted:%H:%M:%S}"},
            "documents": [_document(procedure, each) for each in values.documents],
            "notices": [pair(each) for each in procedure.receipt_notices],
            "facts": {"due_on": _written(due), "days": str(procedure.decision.days)},
            "verification": {"code": values.verification.code, "address": values.verification.address},
        },
    )


def _document(procedure: Procedure, received: ReceivedDocument) -> dict[str, Any]:
    kind = procedure.document(received.kind)
    if kind is None:
        raise BrokenCatalogue(f"receipt: {procedure.ref} knows no document {received.kind}")
    return {"label": pair(kind.labels), "sha256": received.sha256, "size": size_of(received.size)}


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
