"""The registers of each commune: numbers without gaps, by year."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.database import Connection
from services.filing.store.tables import dossiers, numbers

SUBMISSIONS = "submissions"
"""The register of what is handed in; beside it, each commune has one for each series of papers (`PC`, `PR`, `NRU`)."""

GIVE = sa.text("""
    with held as (select year, number from numbers where dossier = :dossier and register = :register),
    taken as (
        insert into registers (register, commune, year, last)
        select :register, :commune, :year, 1 where not exists (select from held)
        on conflict (register, commune, year) do update set last = registers.last + 1
        returning last
    ),
    given as (
        insert into numbers (dossier, register, commune, year, number)
        select :dossier, :register, :commune, :year, last from taken
        returning year, number
    )
    select year, number from held union all select year, number from given
""")


def give_number(connection: Connection, dossier: str, register: str, commune: str, year: int) -> tuple[int, int]:
    """
    Give a file its number in a register, from 1, and always the same one: `(year, number)`.

    On a connection where each statement stands alone: the number is the file's before a paper is printed with it, and who comes meanwhile
    waits for this statement only. When it fails, or finds that a twin has just numbered the file, nothing is taken.
    """
    place = {"dossier": dossier, "register": register, "commune": commune, "year": year}
    try:
        found = connection.execute(GIVE, place).one()
    except sa.exc.IntegrityError:  # the twin's
        found = connection.execute(GIVE, place).one()
    return found.year, found.number


def find_registered(connection: Connection, commune: str, year: int, after: int, limit: int) -> Sequence[Any]:
    """List the register of what was handed in, by number, after a number: registry_number, id, procedure, submitted_at, status."""
    columns = (dossiers.c.registry_number, dossiers.c.id, dossiers.c.procedure, dossiers.c.submitted_at, dossiers.c.status)
    here = (numbers.c.register == SUBMISSIONS, numbers.c.commune == commune, numbers.c.year == year, numbers.c.number > after)
    query = sa.select(*columns).join(numbers, numbers.c.dossier == dossiers.c.id).where(*here, dossiers.c.registry_number.is_not(None))
    return connection.execute(query.order_by(numbers.c.number).limit(limit)).all()
