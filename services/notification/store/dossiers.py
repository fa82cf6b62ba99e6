"""Files, as far as messages need them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import parties
from chassis.database import Session
from services.notification.domain.dossier import Dossier
from services.notification.domain.refusals import DossierNotKnownYet, MessagesNotFound
from services.notification.store.tables import dossiers

KEEP = postgresql.insert(dossiers).on_conflict_do_nothing()
BY_ID = sa.select(dossiers, parties.of(dossiers.c.id)).where(dossiers.c.id == sa.bindparam("sought"))


def keep(session: Session, dossier: Dossier, submitted_at: datetime) -> None:
    """Keep a file, which never changes once submitted; its parties, which do, are kept apart."""
    parties.keep(session, dossier.id, dossier.parties, submitted_at)
    session.execute(KEEP, {name: value for name, value in vars(dossier).items() if name != "parties"})


def load(session: Session, dossier_id: str) -> Dossier:
    """Give a file; raise MessagesNotFound."""
    row = session.execute(BY_ID, {"sought": dossier_id}).one_or_none()
    if row is None:
        raise MessagesNotFound
    return Dossier(**row._asdict() | {"parties": parties.read(row.parties)})


def load_announced(session: Session, dossier_id: str) -> Dossier:
    """Give the file that a later fact concerns; raise DossierNotKnownYet when that fact came first."""
    try:
        return load(session, dossier_id)
    except MessagesNotFound:
        raise DossierNotKnownYet from None
