"""Files, as far as messages need them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session
from services.notification.domain.dossier import Dossier
from services.notification.domain.refusals import DossierNotKnownYet, MessagesNotFound
from services.notification.store.tables import dossiers


def keep(session: Session, dossier: Dossier) -> None:
    """Keep a file; it never changes once submitted."""
    session.execute(postgresql.insert(dossiers).values(**vars(dossier)).on_conflict_do_nothing())


def load(session: Session, dossier_id: str) -> Dossier:
    """Give a file; raise MessagesNotFound."""
    row = session.execute(sa.select(dossiers).where(dossiers.c.id == dossier_id)).one_or_none()
    if row is None:
        raise MessagesNotFound
    return Dossier(**row._asdict())


def load_announced(session: Session, dossier_id: str) -> Dossier:
    """Give the file that a later fact concerns; raise DossierNotKnownYet when that fact came first."""
    try:
        return load(session, dossier_id)
    except MessagesNotFound:
        raise DossierNotKnownYet from None
