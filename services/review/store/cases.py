"""
Load, add, save and find cases.

A command loads with `load`, which holds the case until its transaction ends: bodies that speak at the same time wait for each
other instead of being sent back. The version guards what is saved all the same.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis import parties
from chassis.database import Session, guarded_update
from services.review.domain.case import Case
from services.review.domain.refusals import CaseNotFound, CaseNotOpenedYet
from services.review.store.rows import Row, case_of, case_values, item_rows, opinion_rows, remark_rows
from services.review.store.tables import cases, complements, opinions, remarks

EVERY = sa.select(cases, parties.of(cases.c.dossier))
ONE = EVERY.where(cases.c.dossier == sa.bindparam("sought"))
ONE_HELD = ONE.with_for_update(of=cases)
ADD = sa.insert(cases)
PARTS = {
    part: sa.select(part).where(part.c.dossier.in_(sa.bindparam("sought", expanding=True))).order_by(part.c.position)
    for part in (opinions, remarks, complements)
}
ADD_PARTS = {part: postgresql.insert(part).on_conflict_do_nothing() for part in (remarks, complements)}


def _writing_opinions() -> postgresql.Insert:
    """Write the statement that keeps opinions as they stand."""
    new = postgresql.insert(opinions)
    changing = {name: new.excluded[name] for name in ("standing", "due_on", "requested_at", "verdict", "given_by", "given_at")}
    return new.on_conflict_do_update(index_elements=["dossier", "body"], set_=changing)


WRITE_OPINIONS = _writing_opinions()


def add(session: Session, case: Case) -> None:
    """Keep a case that was just opened; the parties of its file are kept apart, since they change."""
    case.version = 1
    parties.keep(session, case.dossier, case.parties, case.submitted_at)
    session.execute(ADD, {"dossier": case.dossier, "version": case.version, **case_values(case)})
    _keep_parts(session, case)


def load(session: Session, dossier: str) -> Case:
    """Give the case of a file and hold it until the transaction ends; raise CaseNotFound."""
    return _one(session, ONE_HELD, dossier)


def load_opened(session: Session, dossier: str) -> Case:
    """Give the case that a later fact of the file concerns; raise CaseNotOpenedYet when that fact came first."""
    try:
        return load(session, dossier)
    except CaseNotFound:
        raise CaseNotOpenedYet from None


def read(session: Session, dossier: str) -> Case:
    """Give the case of a file to look at; raise CaseNotFound."""
    return _one(session, ONE, dossier)


def save(session: Session, case: Case) -> None:
    """Keep what changed; raise ChangedMeanwhile when somebody else saved first."""
    guarded_update(session, cases, {"dossier": case.dossier}, case.version, case_values(case))
    case.version += 1
    _keep_parts(session, case)


def find_cases(session: Session, conditions: Sequence[sa.ColumnElement[bool]], limit: int) -> list[Case]:
    """List cases that meet every condition, the most urgent first."""
    chosen = EVERY.where(*conditions).order_by(cases.c.due_on, cases.c.dossier).limit(limit)
    return _assembled(session, [row._asdict() for row in session.execute(chosen)])


def _one(session: Session, chosen: sa.Select[Any], dossier: str) -> Case:
    """Assemble the case that a query finds."""
    found = _assembled(session, [row._asdict() for row in session.execute(chosen, {"sought": dossier})])
    if not found:
        raise CaseNotFound
    return found[0]


def _keep_parts(session: Session, case: Case) -> None:
    """Write the opinions as they stand, and the remarks and missing items that were added."""
    if case.opinions:
        session.execute(WRITE_OPINIONS, opinion_rows(case))
    for table, rows in ((remarks, remark_rows(case)), (complements, item_rows(case))):
        if rows:
            session.execute(ADD_PARTS[table], rows)


def _assembled(session: Session, rows: Sequence[Row]) -> list[Case]:
    """
    Join cases with their opinions, remarks and complement: at most four queries however many cases there are.

    Only an opinion with a verdict has remarks, only a case that asked for a complement has missing items.
    """
    heard = _rows_of(session, opinions, [row["dossier"] for row in rows])
    noted = _rows_of(session, remarks, [dossier for dossier, given in heard.items() if any(each["verdict"] for each in given)])
    missing = _rows_of(session, complements, [row["dossier"] for row in rows if row["complement_requested_at"]])
    return [case_of(row, heard.get(row["dossier"], ()), noted.get(row["dossier"], ()), missing.get(row["dossier"], ())) for row in rows]


def _rows_of(session: Session, table: sa.Table, dossiers: Sequence[str]) -> dict[str, list[Row]]:
    """Read a part of several cases, by file, in order; nobody is asked about no case."""
    found: dict[str, list[Row]] = {}
    for row in session.execute(PARTS[table], {"sought": list(dossiers)}) if dossiers else ():
        found.setdefault(row.dossier, []).append(row._asdict())
    return found
