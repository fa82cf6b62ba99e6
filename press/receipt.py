"""The receipt: proof of submission, day 0 of every legal delay (law 55-19); of some declarations it is itself the title to act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalogue import procedures
from catalogue.calendar import due_on
from catalogue.procedures import Procedure
from catalogue.reading import BrokenCatalogue
from press.facts import Holder, Verification, cited, date_of, form_sections, local_instant, pair, size_of, written
from press.letterhead import letterhead
from press.printing import Page


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
    form: Any = None  # as submitted; a receipt that is a title says for what


def receipt_page(values: ReceiptValues) -> Page:
    """Lay out the values of a receipt in both languages."""
    procedure = procedures.by_ref(values.procedure)
    submitted = local_instant(values.submitted_at)
    is_title = procedure.receipt.is_title
    return Page(
        title=f"{procedure.receipt.title.fr} {values.registry_number}",
        instant=datetime.fromisoformat(values.submitted_at),
        content={
            "letterhead": letterhead(values.commune),
            "registry_number": values.registry_number,
            "title": pair(procedure.receipt.title),
            "procedure": pair(procedure.title) | {"ref": procedure.ref},
            "is_title": is_title,
            "visas": [cited(each.title) for each in procedure.law] if is_title else [],
            "sections": form_sections(procedure, _declared(values)) if is_title else [],
            "applicant": {"full_name": values.applicant.full_name, "national_id": values.applicant.national_id},
            "filed_by": values.filed_by,
            "submitted": {"day": date_of(values.submitted_at), "time": f"{submitted:%H:%M:%S}"},
            "awaited": _awaited(procedure),
            "documents": [_document(procedure, each) for each in values.documents],
            "notices": [pair(each) for each in procedure.receipt.notices],
            "facts": _limit(procedure, submitted.date()),
            "verification": {"code": values.verification.code, "address": values.verification.address},
        },
    )


def _declared(values: ReceiptValues) -> Any:
    """Give the form of a declaration; a title to act that does not say for what is refused."""
    if not values.form:
        raise BrokenCatalogue(f"receipt: form: missing, and the receipt of {values.procedure} is a title to act")
    return values.form


def _awaited(procedure: Procedure) -> str:
    """Name what the law gives a last day: a decision, an objection, or nothing that the receipt has to tell."""
    if procedure.decision is not None:
        return "decision"
    return "objection" if procedure.objection is not None else "nothing"


def _limit(procedure: Procedure, submitted: date) -> dict[str, str]:
    """Give the facts that notices may name: the last day, and how many days there are until then."""
    limit = procedure.limit
    return {"due_on": written(due_on(submitted, limit.days, limit.unit)), "days": str(limit.days)}


def _document(procedure: Procedure, received: ReceivedDocument) -> dict[str, Any]:
    kind = procedure.document(received.kind)
    if kind is None:
        raise BrokenCatalogue(f"receipt: {procedure.ref} knows no document {received.kind}")
    return {"label": pair(kind.labels), "sha256": received.sha256, "size": size_of(received.size)}
