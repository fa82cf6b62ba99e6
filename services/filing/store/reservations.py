"""What bodies reserve, in their words: kept out of the timeline, since it is free text, and printed on the permit."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session
from contracts.review import OpinionReasoned
from services.filing.store.tables import reservations


def keep_reservations(session: Session, event: OpinionReasoned) -> None:
    """Keep what a body reserves of a file; a body speaks once."""
    words = msgspec.to_builtins(event.reservations)
    keep = postgresql.insert(reservations).values(dossier=event.dossier, body=event.body, words=words)
    session.execute(keep.on_conflict_do_nothing(index_elements=["dossier", "body"]))


def reservations_of(session: Session, dossier: str) -> dict[str, list[dict[str, Any]]]:
    """Give what each body reserves of a file: `[{text, rule}]` by body."""
    kept = sa.select(reservations.c.body, reservations.c.words).where(reservations.c.dossier == dossier)
    return {row.body: row.words for row in session.execute(kept)}
