"""What happened to a file, as the rooms told it: the timeline that its parties read, and the facts that the permit states."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chassis.database import Session
from services.filing.domain.stages import Stage
from services.filing.store.dossiers import ADVANCE
from services.filing.store.tables import facts

ADD = sa.insert(facts).inline()  # nobody asks for the number of the line
NOTE = {stage: ADD.add_cte(advance.cte("moved")) for stage, advance in ADVANCE.items()}
OF_ONE_KIND = (
    sa.select(facts.c.at, facts.c.details)
    .where(facts.c.dossier == sa.bindparam("sought"), facts.c.what == sa.bindparam("told"))
    .order_by(facts.c.at, facts.c.id)
)


def add_fact(session: Session, dossier: str, what: str, at: datetime, details: dict[str, Any]) -> None:
    """Write down something that happened."""
    session.execute(ADD, {"dossier": dossier, "what": what, "at": at, "details": details})


def note(session: Session, dossier: str, stage: Stage, fact: tuple[str, datetime, dict[str, Any]]) -> None:
    """
    Write down what happened elsewhere, and move the file forward to the stage that it proves, in one statement.

    `fact`: what, at, details. A file that has come as far, or is over, stays where it is.
    """
    what, at, details = fact
    session.execute(NOTE[stage], {"sought": dossier, "dossier": dossier, "what": what, "at": at, "details": details})


def facts_of(session: Session, dossier: str, what: str) -> list[dict[str, Any]]:
    """Give the details of each fact of one kind, with `at`, in order."""
    return [{"at": row.at, **row.details} for row in session.execute(OF_ONE_KIND, {"sought": dossier, "told": what})]


def timeline(session: Session, dossier: str) -> list[dict[str, Any]]:
    """Give all that happened, oldest first: `{what, at, details}`."""
    query = sa.select(facts.c.what, facts.c.at, facts.c.details).where(facts.c.dossier == dossier).order_by(facts.c.at, facts.c.id)
    return [{"what": row.what, "at": row.at.isoformat(), "details": row.details} for row in session.execute(query)]
