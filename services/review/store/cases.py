"""
Load, add, save and find cases.

A command loads with `load`, which holds the case until its transaction ends: bodies that speak at the same time wait for each
other instead of being sent back. The version guards what is saved all the same.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session, guarded_update
from services.review.domain.case import Case
from services.review.domain.refusals import CaseNotFound, CaseNotOpenedYet
from services.review.store.rows import Row, case_of, case_values, item_rows, opinion_rows, remark_rows
from services.review.store.tables import cases, complements, opinions, remarks


def add(session: Session, case: Case) -> None:
    """Keep a case that was just opened."""
    case.version = 1
    session.execute(sa.insert(cases).values(dossier=case.dossier, version=case.version, **case_values(case)))
    _keep_parts(session, case)


def load(session: Session, dossier: str) -> Case:
    """Give the case of a file and hold it until the transaction ends; raise CaseNotFound."""
    return _one(session, sa.select(cases).where(cases.c.dossier == dossier).with_for_update())


def load_opened(session: Session, dossier: str) -> Case:
    """Give the case that a later fact of the file concerns; raise CaseNotOpenedYet when that fact came first."""
    try:
        return load(session, dossier)
    except CaseNotFound:
        raise CaseNotOpenedYet from None


def read(session: Session, dossier: str) -> Case:
    """Give the case of a file to look at; raise CaseNotFound."""
    return _one(session, sa.select(cases).where(cases.c.dossier == dossier))


def save(session: Session, case: Case) -> None:
    """Keep what changed; raise ChangedMeanwhile when somebody else saved first."""
    guarded_update(session, cases, {"dossier": case.dossier}, case.version, case_values(case))
    case.version += 1
    _keep_parts(session, case)


def find_cases(session: Session, conditions: Sequence[sa.ColumnElement[bool]], limit: int) -> list[Case]:
    """List cases that meet every condition, the most urgent first."""
    chosen = sa.select(cases).where(*conditions).order_by(cases.c.due_on, cases.c.dossier).limit(limit)
    return _assembled(session, [row._asdict() for row in session.execute(chosen)])


def _one(session: Session, chosen: sa.Select[Any]) -> Case:
    """Assemble the one case that a query finds."""
    found = _assembled(session, [row._asdict() for row in session.execute(chosen)])
    if not found:
        raise CaseNotFound
    return found[0]


def _keep_parts(session: Session, case: Case) -> None:
    """Write the opinions as they stand, and the remarks and missing items that were added."""
    if case.opinions:
        written = postgresql.insert(opinions)
        changing = {name: written.excluded[name] for name in ("standing", "due_on", "requested_at", "verdict", "given_by", "given_at")}
        session.execute(written.on_conflict_do_update(index_elements=["dossier", "body"], set_=changing), opinion_rows(case))
    for table, rows in ((remarks, remark_rows(case)), (complements, item_rows(case))):
        if rows:
            session.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)


def _assembled(session: Session, rows: Sequence[Row]) -> list[Case]:
    """Join cases with their opinions, remarks and complement: four queries however many cases there are."""
    wanted = [row["dossier"] for row in rows]
    if not wanted:
        return []
    heard, noted, missing = (_rows_of(session, table, wanted) for table in (opinions, remarks, complements))
    return [case_of(row, heard.get(row["dossier"], ()), noted.get(row["dossier"], ()), missing.get(row["dossier"], ())) for row in rows]


def _rows_of(session: Session, table: sa.Table, dossiers: Sequence[str]) -> dict[str, list[Row]]:
    """Read a part of several cases, by file, in order."""
    found: dict[str, list[Row]] = {}
    for row in session.execute(sa.select(table).where(table.c.dossier.in_(dossiers)).order_by(table.c.position)):
        found.setdefault(row.dossier, []).append(row._asdict())
    return found
