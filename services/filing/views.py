"""What filing tells its callers: plain data, the same names as the public interface."""

from typing import Any

import sqlalchemy as sa

from chassis.paging import write_place
from services.filing.domain.dossier import Document, Dossier
from services.filing.domain.stages import STATUS, Stage

View = dict[str, Any]


def summary(dossier: Dossier) -> View:
    """Tell of a file in a list."""
    return {
        "id": dossier.id,
        "status": dossier.status,
        "procedure": pinned(dossier),
        "commune": dossier.commune,
        "registry_number": dossier.registry_number,
        "permit_number": dossier.permit_number,
        "created_at": dossier.created_at.isoformat(),
        "submitted_at": dossier.submitted_at.isoformat() if dossier.submitted_at else None,
        "version": dossier.version,
    }


def pinned(dossier: Dossier) -> View:
    """Tell under which procedure a file is studied."""
    code, _, version = dossier.procedure.partition("@")
    return {"code": code, "version": version}


def whole(dossier: Dossier) -> View:
    """Tell everything of a file."""
    return {
        **summary(dossier),
        "applicant": vars(dossier.applicant),
        "filed_by": dossier.filed_by,
        "form": dossier.form,
        "documents": [attached(document) for document in dossier.documents.values()],
        "receipt": dossier.receipt,
        "permit": dossier.permit,
    }


def numbered(dossier: Dossier) -> View:
    """Tell to which file a permit number belongs."""
    return {"permit_number": dossier.permit_number, "dossier": dossier.id, "commune": dossier.commune, "status": dossier.status}


def proof(dossier: Dossier) -> View:
    """Tell anybody what a receipt attests: that a file was received, when, and the hash of the receipt."""
    submitted_at = dossier.submitted_at.isoformat() if dossier.submitted_at else None
    facts = {"registry_number": dossier.registry_number, "commune": dossier.commune, "procedure": dossier.procedure}
    return {"kind": "receipt", **facts, "submitted_at": submitted_at, "document": dossier.receipt}


def attached(document: Document) -> View:
    """Tell of an attached document."""
    return {**vars(document), "attached_at": document.attached_at.isoformat()}


def registered(row: sa.Row[Any]) -> View:
    """Tell of a line of the register."""
    line = row._mapping
    return {
        "registry_number": line["registry_number"],
        "dossier": line["id"],
        "procedure": line["procedure"],
        "submitted_at": line["submitted_at"].isoformat(),
        "status": STATUS[Stage(line["stage"])],
    }


def place_of(dossier: Dossier) -> str:
    """Say where a page of files ends."""
    return write_place(dossier.created_at, dossier.id)
