"""Files, as far as messages need them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import parties
from chassis.database import Connection
from contracts.events import Event
from contracts.filing import DossierSubmitted
from services.notification.domain.dossier import Dossier
from services.notification.domain.news import Needed, file_of
from services.notification.domain.refusals import MessagesNotFound
from services.notification.store import untold
from services.notification.store.tables import dossiers

KEEP = postgresql.insert(dossiers).on_conflict_do_nothing()
BY_ID = sa.select(dossiers, parties.of(dossiers.c.id), untold.awaiting(Needed.DOSSIER, dossiers.c.id).label("is_awaited")).where(
    dossiers.c.id == sa.bindparam("sought")
)


def keep(connection: Connection, dossier: Dossier, submitted_at: datetime) -> None:
    """Keep a file, which never changes once submitted; its parties, which do, are kept apart."""
    parties.keep(connection, dossier.id, dossier.parties, submitted_at)
    connection.execute(KEEP, {"id": dossier.id, "commune": dossier.commune})


def load(connection: Connection, dossier_id: str) -> Dossier:
    """Give a file; raise MessagesNotFound."""
    if found := _find(connection, dossier_id):
        return found
    raise MessagesNotFound


def find_concerned(connection: Connection, event: Event) -> Dossier | None:
    """Give the file that a fact concerns; none when it concerns none, or came before it. Keep it when the fact is its submission."""
    if isinstance(event, DossierSubmitted):
        keep(connection, Dossier.announced_by(event), event.submitted_at)
    return _find(connection, file_of(event)) if file_of(event) else None


def _find(connection: Connection, dossier_id: str) -> Dossier | None:
    row = connection.execute(BY_ID, {"sought": dossier_id}).one_or_none()
    return Dossier(**row._asdict() | {"parties": parties.read(row.parties)}) if row else None
