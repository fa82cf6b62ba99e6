"""
Dossiers and their documents, domain objects in and out.

To be read, a file comes with its documents in one statement. To be changed, it is locked first and its documents are read afterwards: a
statement that waits for a lock sees other tables as they were before it waited.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from chassis.database import Connection, guarded_update
from services.filing.domain import search
from services.filing.domain.author import Author
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant
from services.filing.domain.mandate import Mandate
from services.filing.domain.refusals import NoSuchDossier
from services.filing.domain.standing import Stage
from services.filing.store.tables import documents, dossiers

SOUGHT = sa.bindparam("sought", type_=sa.Text)
DOCUMENTS = sa.select(documents).where(documents.c.dossier == SOUGHT).order_by(documents.c.kind)
ATTACHED = (
    sa.select(sa.func.jsonb_agg(aggregate_order_by(sa.func.to_jsonb(documents.table_valued()), documents.c.kind)))
    .where(documents.c.dossier == dossiers.c.id)
    .scalar_subquery()
    .label("attached")
)
LISTED_ONLY = ("province", "region", "procedure_code", "status", "listed_at", "search")
"""What a file is listed and found by, which follows from the rest of it."""
OWN = [column for column in dossiers.c if column.name not in LISTED_ONLY]
WHOLE = sa.select(*OWN, ATTACHED)
BY_ID = WHOLE.where(dossiers.c.id == SOUGHT)
BY_PERMIT = WHOLE.where(dossiers.c.permit_number == SOUGHT)
BY_REGISTRY_NUMBER = WHOLE.where(dossiers.c.registry_number == SOUGHT)
LOCKED = sa.select(*OWN).where(dossiers.c.id == SOUGHT).with_for_update()
UNSEARCHABLE = (
    sa.select(*OWN)
    .where(dossiers.c.search.is_(None))
    .order_by(dossiers.c.id)
    .limit(sa.bindparam("limit"))
    .with_for_update(skip_locked=True)
)
LET_BE_FOUND = sa.update(dossiers).where(dossiers.c.id == SOUGHT).values(search=sa.bindparam("words", type_=dossiers.c.search.type))
DETACH = sa.delete(documents).where(documents.c.dossier == SOUGHT)
ADD = sa.insert(dossiers)
REFUSE_MANDATE = sa.update(dossiers).where(dossiers.c.id == SOUGHT).values(mandate=sa.bindparam("mandate", type_=dossiers.c.mandate.type))


def load(connection: Connection, dossier_id: str) -> Dossier:
    """Load a file with its documents; raise `NoSuchDossier`."""
    return _load(connection, BY_ID, dossier_id)


def load_by_permit(connection: Connection, permit_number: str) -> Dossier:
    """Load the file that has this permit number; raise `NoSuchDossier`."""
    return _load(connection, BY_PERMIT, permit_number)


def load_by_registry_number(connection: Connection, registry_number: str) -> Dossier:
    """Load the file that has this registry number; raise `NoSuchDossier`."""
    return _load(connection, BY_REGISTRY_NUMBER, registry_number)


def load_locked(connection: Connection, dossier_id: str) -> Dossier:
    """Load a file that will be changed: others wait until this transaction ends."""
    dossier = load_bare(connection, dossier_id)
    attached = connection.execute(DOCUMENTS, {"sought": dossier_id})
    dossier.documents = _documents(row._asdict() for row in attached)
    return dossier


def load_bare(connection: Connection, dossier_id: str) -> Dossier:
    """Load a file that will be changed, without its documents, where those that it has do not matter."""
    row = connection.execute(LOCKED, {"sought": dossier_id}).first()
    if row is None:
        raise NoSuchDossier
    return _dossier(row)


def add(connection: Connection, dossier: Dossier) -> None:
    """Keep a new draft."""
    connection.execute(ADD, row_of(dossier))


def save(connection: Connection, dossier: Dossier) -> None:
    """Save a file, not its documents; raise `ChangedMeanwhile` when somebody else saved it first."""
    guarded_update(connection, dossiers, {"id": dossier.id}, dossier.version, _changing(dossier))
    dossier.version += 1


def keep_refusal(connection: Connection, dossier: Dossier) -> None:
    """Keep that a mandate was refused, in a file that this transaction has locked; its version, which the professional reads, stays."""
    connection.execute(REFUSE_MANDATE, {"sought": dossier.id, "mandate": _changing(dossier)["mandate"]})


def detach_all(connection: Connection, dossier: Dossier) -> None:
    """Let a file, which is saved already, have no documents."""
    connection.execute(DETACH, {"sought": dossier.id})
    dossier.documents = {}


def make_searchable(connection: Connection, limit: int) -> int:
    """Write the words of up to `limit` files that have none, whoever wrote them; tell of how many."""
    found = [_dossier(row) for row in connection.execute(UNSEARCHABLE, {"limit": limit})]
    if found:
        connection.execute(LET_BE_FOUND, [{"sought": dossier.id, "words": search.written(dossier)} for dossier in found])
    return len(found)


def _load(connection: Connection, query: sa.Select[Any], sought: str) -> Dossier:
    row = connection.execute(query, {"sought": sought}).first()
    if row is None:
        raise NoSuchDossier
    written: list[dict[str, Any]] = row.attached or []
    return _dossier(row, _documents({**each, "attached_at": datetime.fromisoformat(each["attached_at"])} for each in written))


def row_of(dossier: Dossier) -> dict[str, Any]:
    """Write a file as a row, but for what follows from the rest of it."""
    return {"id": dossier.id, "version": dossier.version, **_lasting(dossier), **_changing(dossier)}


def _lasting(dossier: Dossier) -> dict[str, Any]:
    """Give what a file keeps from its first day."""
    return {
        "procedure": dossier.procedure,
        "commune": dossier.commune,
        "applicant": dossier.applicant.account,
        "filed_by": dossier.filed_by,
        "follows": dossier.follows,
        "author": vars(dossier.author) if dossier.author else None,
        "created_at": dossier.created_at,
    }


def _changing(dossier: Dossier) -> dict[str, Any]:
    """Give what may change."""
    return {
        "party": vars(dossier.applicant),
        "mandate": msgspec.to_builtins(dossier.mandate),
        "form": dossier.form,
        "stage": int(dossier.stage),
        "since": dossier.since,
        "bodies": list(dossier.bodies),
        "registry_number": dossier.registry_number,
        "submitted_at": dossier.submitted_at,
        "receipt": dossier.receipt,
        "permit_number": dossier.permit_number,
        "permit": dossier.permit,
        "valid_until": dossier.valid_until,
        "search": search.written(dossier),
    }


def _dossier(row: sa.Row[Any], attached: dict[str, Document] | None = None) -> Dossier:
    return Dossier(
        id=row.id,
        procedure=row.procedure,
        commune=row.commune,
        applicant=Applicant(**row.party),
        filed_by=row.filed_by,
        author=Author(**row.author) if row.author else None,
        mandate=msgspec.convert(row.mandate, Mandate) if row.mandate else None,
        created_at=row.created_at,
        follows=row.follows,
        stage=Stage(row.stage),
        since=row.since,
        bodies=tuple(row.bodies),
        form=row.form,
        documents=attached or {},
        registry_number=row.registry_number,
        submitted_at=row.submitted_at,
        receipt=row.receipt,
        permit_number=row.permit_number,
        permit=row.permit,
        valid_until=row.valid_until,
        version=row.version,
    )


def _documents(rows: Iterable[Mapping[str, Any]]) -> dict[str, Document]:
    """Make the documents of a file from their rows, by kind."""
    return {
        row["kind"]: Document(
            kind=row["kind"],
            sha256=row["sha256"],
            size=row["size"],
            media_type=row["media_type"],
            attached_at=row["attached_at"],
            pages=row["pages"],
        )
        for row in rows
    }
