"""What happened to a file, as the rooms told it: the timeline that its parties read, and the facts that the permit states."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chassis.database import Session
from chassis.receipts import SIGNED
from services.filing.domain.stages import Stage, stages_before
from services.filing.store.tables import facts

ADD = sa.insert(facts).inline()  # nobody asks for the number of the line
NOTE = sa.text(f"""
    with {SIGNED},
        moved as (update dossiers set stage = :stage, version = version + 1 where id = :dossier and stage = any(:earlier)),
        noted as (insert into facts (dossier, what, at, details) select :dossier, :what, :at, :details from signed)
    select from signed
""").bindparams(sa.bindparam("details", type_=facts.c.details.type))  # noqa: S608 - no value is written into it
"""An event of another room: its receipt, the file moved forward (one that has come as far, or is over, stays where it is), its line."""
OF_ONE_KIND = (
    sa.select(facts.c.at, facts.c.details)
    .where(facts.c.dossier == sa.bindparam("sought"), facts.c.what == sa.bindparam("told"))
    .order_by(facts.c.at, facts.c.id)
)


def add_fact(session: Session, dossier: str, what: str, at: datetime, details: dict[str, Any]) -> None:
    """Write down something that happened."""
    session.execute(ADD, {"dossier": dossier, "what": what, "at": at, "details": details})


def noted(dossier: str, stage: Stage, fact: tuple[str, datetime, dict[str, Any]]) -> dict[str, Any]:
    """Give the values of `NOTE` for what happened elsewhere (`fact`: what, at, details) and the stage that it proves."""
    what, at, details = fact
    earlier = [int(each) for each in stages_before(stage)]
    return {"dossier": dossier, "stage": int(stage), "earlier": earlier, "what": what, "at": at, "details": details}


def facts_of(session: Session, dossier: str, what: str) -> list[dict[str, Any]]:
    """Give the details of each fact of one kind, with `at`, in order."""
    return [{"at": row.at, **row.details} for row in session.execute(OF_ONE_KIND, {"sought": dossier, "told": what})]


def timeline(session: Session, dossier: str) -> list[dict[str, Any]]:
    """Give all that happened, oldest first: `{what, at, details}`."""
    query = sa.select(facts.c.what, facts.c.at, facts.c.details).where(facts.c.dossier == dossier).order_by(facts.c.at, facts.c.id)
    return [{"what": row.what, "at": row.at.isoformat(), "details": row.details} for row in session.execute(query)]
