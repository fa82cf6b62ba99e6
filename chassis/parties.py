"""
Who takes part in each file, as this service was told last: filing announces it, and what is newest stands, in whatever order it comes.

The parties of a file are kept beside what the service itself knows of it, so that a change may come before its submission.
"""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.tables import parties
from contracts.parties import Parties, Party


def _keeping() -> postgresql.Insert:
    """Write the statement that keeps the parties of a file, unless newer ones are there."""
    told = postgresql.insert(parties)
    changing = {name: told.excluded[name] for name in ("parties", "as_of")}
    return told.on_conflict_do_update(index_elements=["dossier"], set_=changing, where=told.excluded.as_of > parties.c.as_of)


KEEP = _keeping()


def keep(connection: sa.Connection, dossier: str, told: Parties, as_of: datetime) -> None:
    """Keep who takes part in a file since an instant."""
    connection.execute(KEEP, {"dossier": dossier, "parties": msgspec.to_builtins(told), "as_of": as_of})


def of(dossier: sa.ColumnElement[str]) -> sa.Label[Any]:
    """Select the parties of a file beside whatever else is selected of it, as the column `parties`; `read` reads it."""
    return sa.select(parties.c.parties).where(parties.c.dossier == dossier).scalar_subquery().label("parties")


def read(told: Any) -> Parties:
    """Read the column `parties`; nobody, while nothing was told."""
    return msgspec.convert(told or (), tuple[Party, ...])


def includes(dossier: sa.ColumnElement[str], account: str) -> sa.ColumnElement[bool]:
    """Keep the files in which an account takes part, or did."""
    named = parties.c.parties.contains([{"account": account}])
    return sa.exists().where(parties.c.dossier == dossier, named)
