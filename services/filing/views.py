"""What filing tells its callers: plain data, the same names as the public interface."""

from typing import Any

import sqlalchemy as sa

from catalogue import procedures
from services.filing.domain.disclosure import Disclosure
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.line import MandateLine

View = dict[str, Any]


def summary(dossier: Dossier | sa.Row[Any]) -> View:
    """Tell of a file in a list, from the file or from its row there."""
    return {
        "id": dossier.id,
        "status": dossier.status,
        "procedure": pinned(dossier),
        "commune": dossier.commune,
        "registry_number": dossier.registry_number,
        "permit_number": dossier.permit_number,
        "created_at": dossier.created_at.isoformat(),
        "submitted_at": dossier.submitted_at.isoformat() if dossier.submitted_at else None,
        "valid_until": dossier.valid_until.isoformat() if dossier.valid_until else None,
        "follows": dossier.follows or None,
        "version": dossier.version,
    }


def pinned(dossier: Dossier | MandateLine | sa.Row[Any]) -> View:
    """Tell under which procedure a file is studied."""
    code, _, version = dossier.procedure.partition("@")
    return {"code": code, "version": version}


def whole(dossier: Dossier, reader: str, shown: Disclosure) -> View:
    """Tell an account of a file what it is shown of it."""
    person = {name: value for name, value in vars(dossier.applicant).items() if name in shown.person}
    return {
        **summary(dossier),
        "applicant": person or None,
        **parties(dossier, reader),
        **(project(dossier) if shown.project else {}),
        "receipt": dossier.receipt,
        "permit": dossier.permit,
    }


def changed(dossier: Dossier, reader: str) -> View:
    """Tell a party what has become of the file by his command; kept to be told again, so without the applicant's person."""
    papers = {"receipt": dossier.receipt, "permit": dossier.permit}
    return {**summary(dossier), **parties(dossier, reader), **project(dossier), **papers}


def parties(dossier: Dossier, reader: str) -> View:
    """Tell who files, as whom, and where his mandate stands: to himself as far as he may know."""
    mandate, author = dossier.mandate, dossier.author
    status = mandate and (mandate.status_for_the_professional if reader == dossier.filed_by else mandate.status)
    return {"filed_by": dossier.filed_by, "author": vars(author) if author else None, "mandate": status}


def project(dossier: Dossier) -> View:
    """Tell what is to be built: the form and the documents."""
    return {"form": dossier.form, "documents": [attached(document) for document in dossier.documents.values()]}


def mandate(dossier: Dossier | MandateLine) -> View:
    """Tell an applicant of a mandate that was asked of him: by whom, for what, and where it stands; it is named by its file."""
    asked = dossier.mandate
    assert asked is not None  # noqa: S101 - a file without a mandate is in no such list
    return {
        "id": dossier.id,
        "procedure": pinned(dossier),
        "commune": dossier.commune,
        "professional": vars(dossier.author) if dossier.author else None,
        "status": asked.status,
        "asked_at": asked.asked_at.isoformat(),
        "answered_at": asked.answered_at.isoformat() if asked.answered_at else None,
        "withdrawn_at": asked.withdrawn_at.isoformat() if asked.withdrawn_at else None,
    }


def numbered(dossier: Dossier) -> View:
    """Tell to which file a permit number belongs."""
    return {"permit_number": dossier.permit_number, "dossier": dossier.id, "commune": dossier.commune, "status": dossier.status}


def proof(dossier: Dossier) -> View:
    """Tell anybody what a receipt attests: that a file was received, when, the receipt's hash; of one that is a title, how it stands."""
    submitted_at = dossier.submitted_at.isoformat() if dossier.submitted_at else None
    facts = {"registry_number": dossier.registry_number, "commune": dossier.commune, "procedure": dossier.procedure}
    title = {"title": True, "status": dossier.status} if procedures.by_ref(dossier.procedure).receipt.is_title else {}
    return {"kind": "receipt", **facts, "submitted_at": submitted_at, "document": dossier.receipt, **title}


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
        "status": line["status"],
    }
