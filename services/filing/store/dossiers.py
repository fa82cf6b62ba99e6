"""Dossiers and their documents, domain objects in and out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session, guarded_update
from services.filing.domain.dossier import Document, Dossier, Party
from services.filing.domain.refusals import NoSuchDossier
from services.filing.domain.stages import Stage
from services.filing.store.tables import documents, dossiers

Condition = sa.ColumnElement[bool]

BY_ID = sa.select(dossiers).where(dossiers.c.id == sa.bindparam("sought"))
BY_ID_LOCKED = BY_ID.with_for_update()
BY_PERMIT = sa.select(dossiers).where(dossiers.c.permit_number == sa.bindparam("sought"))
BY_REGISTRY_NUMBER = sa.select(dossiers).where(dossiers.c.registry_number == sa.bindparam("sought"))
DOCUMENTS = sa.select(documents).where(documents.c.dossier == sa.bindparam("sought")).order_by(documents.c.kind)


def load(session: Session, dossier_id: str) -> Dossier:
    """Load a file with its documents; raise `NoSuchDossier`."""
    return _load(session, BY_ID, dossier_id)


def load_by_permit(session: Session, permit_number: str) -> Dossier:
    """Load the file that has this permit number; raise `NoSuchDossier`."""
    return _load(session, BY_PERMIT, permit_number)


def load_by_registry_number(session: Session, registry_number: str) -> Dossier:
    """Load the file that has this registry number; raise `NoSuchDossier`."""
    return _load(session, BY_REGISTRY_NUMBER, registry_number)


def load_locked(session: Session, dossier_id: str) -> Dossier:
    """Load a file that will be changed: others wait until this transaction ends."""
    return _load(session, BY_ID_LOCKED, dossier_id)


def load_to_follow(session: Session, dossier_id: str) -> Dossier:
    """Load a file that will be moved forward, locked, without its documents: they do not matter any more."""
    row = session.execute(BY_ID_LOCKED, {"sought": dossier_id}).mappings().first()
    if row is None:
        raise NoSuchDossier
    return _dossier(row, {})


def add(session: Session, dossier: Dossier) -> None:
    """Keep a new draft."""
    session.execute(sa.insert(dossiers).values(id=dossier.id, version=dossier.version, **_columns(dossier)))


def save(session: Session, dossier: Dossier) -> None:
    """Save a file, not its documents; raise `ChangedMeanwhile` when somebody else saved it first."""
    guarded_update(session, dossiers, {"id": dossier.id}, dossier.version, _columns(dossier))
    dossier.version += 1


def attach(session: Session, dossier_id: str, document: Document) -> None:
    """Keep a document of a file, in place of an earlier one of its kind."""
    values = vars(document)
    insert = postgresql.insert(documents).values(dossier=dossier_id, **values)
    session.execute(insert.on_conflict_do_update(index_elements=[documents.c.dossier, documents.c.kind], set_=values))


def find(session: Session, conditions: Sequence[Condition], limit: int, before: tuple[datetime, str] | None) -> list[Dossier]:
    """List files, the newest first, going on before the place where the last page ended; without their documents."""
    order = sa.tuple_(dossiers.c.created_at, dossiers.c.id)
    further = [order < sa.tuple_(sa.literal(before[0]), sa.literal(before[1]))] if before else []
    query = sa.select(dossiers).where(*conditions, *further).order_by(dossiers.c.created_at.desc(), dossiers.c.id.desc())
    return [_dossier(row, {}) for row in session.execute(query.limit(limit)).mappings()]


def _load(session: Session, query: sa.Select[Any], sought: str) -> Dossier:
    row = session.execute(query, {"sought": sought}).mappings().first()
    if row is None:
        raise NoSuchDossier
    attached = session.execute(DOCUMENTS, {"sought": row["id"]}).mappings()
    return _dossier(row, {each["kind"]: _document(each) for each in attached})


def _columns(dossier: Dossier) -> dict[str, Any]:
    return {
        "procedure": dossier.procedure,
        "commune": dossier.commune,
        "applicant": dossier.applicant.account,
        "filed_by": dossier.filed_by,
        "party": vars(dossier.applicant),
        "form": dossier.form,
        "stage": int(dossier.stage),
        "registry_number": dossier.registry_number,
        "submitted_at": dossier.submitted_at,
        "receipt": dossier.receipt,
        "permit_number": dossier.permit_number,
        "permit": dossier.permit,
        "created_at": dossier.created_at,
    }


def _dossier(row: sa.RowMapping, attached: dict[str, Document]) -> Dossier:
    kept: dict[str, Any] = {str(name): value for name, value in row.items() if name not in ("applicant", "party", "stage")}
    return Dossier(applicant=Party(**row["party"]), stage=Stage(row["stage"]), documents=attached, **kept)


def _document(row: sa.RowMapping) -> Document:
    kept: dict[str, Any] = {str(name): value for name, value in row.items() if name != "dossier"}
    return Document(**kept)
