"""
Obtain, load and save cases.

A command loads with `load`, which holds the case until its transaction ends: bodies that speak at the same time wait for each
other instead of being sent back. The version guards what is saved all the same.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import parties
from chassis.database import Connection, guarded_update
from contracts.calls.review import CaseStatus
from contracts.events import OfFile, reference_of
from services.review.domain.case import Case
from services.review.domain.refusals import CaseNotFound
from services.review.store.rows import Row, case_of, case_values, item_rows, opinion_rows, remark_rows
from services.review.store.tables import cases, complements, opinions, remarks

GENERATED = ("province", "region", "is_open")
"""What a case is listed by, which follows from the rest of it."""
EVERY = sa.select(*(column for column in cases.c if column.name not in GENERATED), parties.of(cases.c.dossier))
ONE = EVERY.where(cases.c.dossier == sa.bindparam("sought"))
ONE_HELD = ONE.with_for_update(of=cases)
HANDED_IN = ONE.where(cases.c.submitted_at.is_not(None))
HANDED_IN_HELD = HANDED_IN.with_for_update(of=cases)
MAKE = postgresql.insert(cases).on_conflict_do_nothing(index_elements=["dossier"])
PARTS = {
    part: sa.select(part).where(part.c.dossier.in_(sa.bindparam("sought", expanding=True))).order_by(part.c.position)
    for part in (opinions, remarks, complements)
}
ADD_PARTS = {part: postgresql.insert(part).on_conflict_do_nothing() for part in (remarks, complements)}


def _writing_opinions() -> postgresql.Insert:
    """Write the statement that keeps opinions as they stand."""
    new = postgresql.insert(opinions)
    changing = {name: new.excluded[name] for name in ("position", "standing", "due_on", "requested_at", "verdict", "given_by", "given_at")}
    return new.on_conflict_do_update(index_elements=["dossier", "body"], set_=changing)


WRITE_OPINIONS = _writing_opinions()
UNSEAT = sa.delete(opinions).where(
    opinions.c.dossier == sa.bindparam("sought"), opinions.c.body.not_in(sa.bindparam("seated", expanding=True))
)
"""A complement may change for whom a body sits; one that has not been asked sits no longer, then."""


def obtain(connection: Connection, fact: OfFile) -> Case:
    """Give, and hold, the case of the file that a fact is about, made now if it is the first fact of the file that has come here."""
    connection.execute(MAKE, {"dossier": fact.dossier, "version": 0, **case_values(Case(**reference_of(fact)))})
    return _one(connection, ONE_HELD, fact.dossier)


def load(connection: Connection, dossier: str) -> Case:
    """Give the case of a file that was handed in, and hold it until the transaction ends; raise CaseNotFound."""
    return _one(connection, HANDED_IN_HELD, dossier)


def read(connection: Connection, dossier: str) -> Case:
    """Give the case of a file that was handed in, to look at; raise CaseNotFound."""
    return _one(connection, HANDED_IN, dossier)


def save(connection: Connection, case: Case) -> None:
    """Keep what changed; raise ChangedMeanwhile when somebody else saved first."""
    guarded_update(connection, cases, {"dossier": case.dossier}, case.version, case_values(case))
    case.version += 1
    _keep_parts(connection, case)


def find_lapsed(connection: Connection, today: date, limit: int) -> list[Case]:
    """List, and hold, cases whose time to object is over; those that somebody else holds are left to him."""
    over = (cases.c.status == CaseStatus.OPEN_TO_OBJECTION, cases.c.due_on < today)
    chosen = EVERY.where(*over).order_by(cases.c.due_on).limit(limit).with_for_update(of=cases, skip_locked=True)
    return _assembled(connection, [row._asdict() for row in connection.execute(chosen)])


def _one(connection: Connection, chosen: sa.Select[Any], dossier: str) -> Case:
    """Assemble the case that a query finds."""
    found = _assembled(connection, [row._asdict() for row in connection.execute(chosen, {"sought": dossier})])
    if not found:
        raise CaseNotFound
    return found[0]


def _keep_parts(connection: Connection, case: Case) -> None:
    """Write the opinions as they stand, and the remarks and missing items that were added."""
    if case.complement and not case.admitted_at:
        connection.execute(UNSEAT, {"sought": case.dossier, "seated": list(case.opinions)})
    if case.opinions:
        connection.execute(WRITE_OPINIONS, opinion_rows(case))
    for table, rows in ((remarks, remark_rows(case)), (complements, item_rows(case))):
        if rows:
            connection.execute(ADD_PARTS[table], rows)


def _assembled(connection: Connection, rows: Sequence[Row]) -> list[Case]:
    """
    Join cases with their opinions, remarks and complement: at most four queries however many cases there are.

    Only an opinion with a verdict has remarks, only a case that asked for a complement has missing items.
    """
    heard = _rows_of(connection, opinions, [row["dossier"] for row in rows])
    noted = _rows_of(connection, remarks, [dossier for dossier, given in heard.items() if any(each["verdict"] for each in given)])
    missing = _rows_of(connection, complements, [row["dossier"] for row in rows if row["complement_requested_at"]])
    return [case_of(row, heard.get(row["dossier"], ()), noted.get(row["dossier"], ()), missing.get(row["dossier"], ())) for row in rows]


def _rows_of(connection: Connection, table: sa.Table, dossiers: Sequence[str]) -> dict[str, list[Row]]:
    """Read a part of several cases, by file, in order; nobody is asked about no case."""
    found: dict[str, list[Row]] = {}
    for row in connection.execute(PARTS[table], {"sought": list(dossiers)}) if dossiers else ():
        found.setdefault(row.dossier, []).append(row._asdict())
    return found
