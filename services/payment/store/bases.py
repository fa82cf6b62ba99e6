"""What the fees of each file are computed from. Whoever learns something of a file holds its row: facts of one file take turns."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import parties
from chassis.database import Connection
from contracts.events import OfFile, reference_of
from contracts.refusals import NotFound
from services.payment.domain.assessment import FeeBase
from services.payment.store.tables import fee_bases

SOUGHT = sa.bindparam("sought", type_=sa.Text)
MAKE = postgresql.insert(fee_bases).on_conflict_do_nothing(index_elements=["dossier"])
BASE = sa.select(fee_bases, parties.of(fee_bases.c.dossier)).where(fee_bases.c.dossier == SOUGHT)
HELD = BASE.with_for_update(of=fee_bases)
DECLARED = ("declared", "completed")
CHANGING = (*DECLARED, "submitted_at", "complemented_at", "decided_at", "decided_on", "withdrawn_at")
SAVE = sa.update(fee_bases).where(fee_bases.c.dossier == SOUGHT).values({name: sa.bindparam(f"new_{name}") for name in CHANGING})


def obtain(connection: Connection, fact: OfFile) -> FeeBase:
    """Give, and hold, the base of the file that a fact is about, made now if it is the first fact of the file that has come here."""
    connection.execute(MAKE, {**reference_of(fact), **{name: {} for name in DECLARED}})
    return _base(connection.execute(HELD, {"sought": fact.dossier}).one())


def save(connection: Connection, base: FeeBase) -> None:
    """Keep what was learnt; the parties are kept apart (`chassis/parties.py`)."""
    connection.execute(SAVE, {"sought": base.dossier, **{f"new_{name}": getattr(base, name) for name in CHANGING}})


def load(connection: Connection, dossier: str) -> FeeBase:
    """Give the base of a file that was handed in; raise `NotFound`."""
    row = connection.execute(BASE, {"sought": dossier}).first()
    if row is None or row.submitted_at is None:
        raise NotFound
    return _base(row)


def _base(row: sa.Row[Any]) -> FeeBase:
    return FeeBase(**row._asdict() | {"parties": parties.read(row.parties)})
