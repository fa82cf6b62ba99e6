"""What filing tells its callers (`contracts/calls/filing.py`)."""

from typing import Any

import msgspec
import sqlalchemy as sa

from catalogue import procedures
from contracts.calls.filing import (
    ApplicantView,
    AuthorView,
    DocumentView,
    DossierSummary,
    DossierView,
    MandateView,
    PermitView,
    PinnedProcedure,
    ReceiptProof,
    RegistryLine,
)
from contracts.calls.shapes import StoredView
from services.filing.domain.author import Author
from services.filing.domain.disclosure import Disclosure
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.line import MandateLine
from services.filing.domain.refusals import NoSuchPart


def summary(dossier: Dossier | sa.Row[Any]) -> DossierSummary:
    """Tell of a file in a list, from the file or from its row there."""
    return {
        "id": dossier.id,
        "status": dossier.status,
        "procedure": pinned(dossier.procedure),
        "commune": dossier.commune,
        "registry_number": dossier.registry_number,
        "permit_number": dossier.permit_number,
        "created_at": dossier.created_at.isoformat(),
        "submitted_at": dossier.submitted_at.isoformat() if dossier.submitted_at else None,
        "valid_until": dossier.valid_until.isoformat() if dossier.valid_until else None,
        "follows": dossier.follows or None,
        "version": dossier.version,
    }


def pinned(procedure: str) -> PinnedProcedure:
    """Tell under which version of a procedure a file is studied."""
    code, _, version = procedure.partition("@")
    return {"code": code, "version": version}


def whole(dossier: Dossier, reader: str, shown: Disclosure) -> DossierView:
    """Tell an account of a file what it is shown of it."""
    person = {name: value for name, value in vars(dossier.applicant).items() if name in shown.person}
    view = without_project(dossier, reader)
    view["applicant"] = msgspec.convert(person, ApplicantView) if person else None
    return with_project(view, dossier) if shown.project else view


def changed(dossier: Dossier, reader: str) -> DossierView:
    """Tell a party what has become of the file by his command; kept to be told again, so without the applicant's person."""
    return with_project(without_project(dossier, reader), dossier)


def without_project(dossier: Dossier, reader: str) -> DossierView:
    """Tell who files, as whom, and where his mandate stands: to himself as far as he may know."""
    mandate = dossier.mandate
    return {
        **summary(dossier),  # type: ignore[typeddict-item]  # which has none of the fields that are left out
        "filed_by": dossier.filed_by,
        "author": professional(dossier.author),
        "mandate": (mandate.status_for_the_professional if reader == dossier.filed_by else mandate.status) if mandate else None,
        "receipt": dossier.receipt,
        "permit": dossier.permit,
    }


def with_project(view: DossierView, dossier: Dossier) -> DossierView:
    """Add what is to be built: the form and the documents."""
    return {**view, "form": dossier.form, "documents": [attached(document) for document in dossier.documents.values()]}


def professional(author: Author | None) -> AuthorView | None:
    """Tell which professional files."""
    if author is None:
        return None
    return {"full_name": author.full_name, "profession": author.profession, "order_number": author.order_number}


def mandate(dossier: Dossier | MandateLine) -> MandateView:
    """Tell an applicant of a mandate that was asked of him: by whom, for what, and where it stands; it is named by its file."""
    asked = dossier.mandate
    assert asked is not None  # noqa: S101 - a file without a mandate is in no such list
    return {
        "id": dossier.id,
        "procedure": pinned(dossier.procedure),
        "commune": dossier.commune,
        "professional": professional(dossier.author),
        "status": asked.status,
        "asked_at": asked.asked_at.isoformat(),
        "answered_at": asked.answered_at.isoformat() if asked.answered_at else None,
        "withdrawn_at": asked.withdrawn_at.isoformat() if asked.withdrawn_at else None,
    }


def numbered(dossier: Dossier) -> PermitView:
    """Tell to which file a permit number belongs; raise `NoSuchPart` while its paper is not signed."""
    if dossier.permit is None or dossier.permit_number is None:
        raise NoSuchPart
    return {"permit_number": dossier.permit_number, "dossier": dossier.id, "commune": dossier.commune, "status": dossier.status}


def proof(dossier: Dossier) -> ReceiptProof:
    """Tell anybody what a receipt attests: that a file was received, when, the receipt's hash; of one that is a title, how it stands."""
    proven: ReceiptProof = {
        "kind": "receipt",
        "registry_number": dossier.registry_number,
        "commune": dossier.commune,
        "procedure": dossier.procedure,
        "submitted_at": dossier.submitted_at.isoformat() if dossier.submitted_at else None,
        "document": dossier.receipt,
    }
    if procedures.by_ref(dossier.procedure).receipt.is_title:
        return {**proven, "title": True, "status": dossier.status}
    return proven


def attached(document: Document) -> DocumentView:
    """Tell of an attached document."""
    return {
        "kind": document.kind,
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
        "attached_at": document.attached_at.isoformat(),
        "pages": document.pages,
    }


def part(sha256: str | None) -> StoredView:
    """Give the place of a paper of the file; raise `NoSuchPart` when there is none (yet)."""
    if sha256 is None:
        raise NoSuchPart
    return {"sha256": sha256}


def registered(row: sa.Row[Any]) -> RegistryLine:
    """Tell of a line of the register."""
    return {
        "registry_number": row.registry_number,
        "dossier": row.id,
        "procedure": row.procedure,
        "submitted_at": row.submitted_at.isoformat(),
        "status": row.status,
    }
