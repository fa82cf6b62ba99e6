"""The registers of each commune: numbers without gaps, by year."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session
from services.filing.store.tables import dossiers, registers


class Register(StrEnum):
    """What is numbered."""

    SUBMISSIONS = "submissions"
    PERMITS = "permits"


TAKE = (
    postgresql.insert(registers)
    .on_conflict_do_update(
        index_elements=[registers.c.register, registers.c.commune, registers.c.year], set_={"last": registers.c.last + 1}
    )
    .returning(registers.c.last)
)


def next_number(session: Session, register: Register, commune: str, year: int) -> int:
    """Take the next number, from 1; who comes meanwhile waits, so that a number given back by a failure is given again."""
    first = {"register": register, "commune": commune, "year": year, "last": 1}
    return int(session.execute(TAKE, first).scalar_one())


def find_registered(session: Session, numbered_like: str, after: str, limit: int) -> Sequence[Any]:
    """List a register, by number: registry_number, id, procedure, submitted_at, stage; `numbered_like` is how the numbers begin."""
    columns = (dossiers.c.registry_number, dossiers.c.id, dossiers.c.procedure, dossiers.c.submitted_at, dossiers.c.stage)
    mine = dossiers.c.registry_number.startswith(numbered_like, autoescape=True)
    query = sa.select(*columns).where(mine, dossiers.c.registry_number > after).order_by(dossiers.c.registry_number)
    return session.execute(query.limit(limit)).all()
