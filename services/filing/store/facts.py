"""What happened to a file, as the rooms told it: the timeline that its parties read, and the facts that its paper states."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chassis.database import Connection
from chassis.receipts import SIGNED
from contracts.calls.filing import TimelineLine
from services.filing.domain.standing import PHASE, Stage
from services.filing.store.tables import facts

SIGNED_IF_EARLY = """signed as (
            insert into receipts (message_id, handler) select :delivery, :by from {held} where early on conflict do nothing
        )"""
"""A receipt, unless this may be the last thing that the paper of a file waits for."""
DETAILS = sa.bindparam("details", type_=facts.c.details.type)
MOVED = f"""
    update dossiers set stage = :stage, since = :at, version = version + 1
    where id = :dossier and (stage / {PHASE}, since, stage) < (:stage / {PHASE}, :at, :stage)
"""  # noqa: S608 - no value is written into it
"""The file as far as a fact proves, if that is more than what is known of it (`domain.standing.weight_of`)."""

NOTE = sa.text(f"""
    with {SIGNED}, moved as ({MOVED}),
        noted as (
            insert into facts (dossier, what, at, details, event) select :dossier, :what, :at, :details, :delivery from signed
            on conflict (event) do nothing
        )
    select from signed
""").bindparams(DETAILS)  # noqa: S608 - no value is written into it
"""An event of another room: its receipt, the file moved, its line."""

GREATER = f"(stage / {PHASE}, since, stage) < (:stage / {PHASE}, :at, :stage)"
LEARN = sa.text(f"""
    with moved as (
            update dossiers set
                stage = case when {GREATER} then :stage else stage end,
                since = case when {GREATER} then :at else since end,
                version = case when {GREATER} then version + 1 else version end
            where id = :dossier returning stage < :complete as early
        ),
        noted as (
            insert into facts (dossier, what, at, details, event) values (:dossier, :what, :at, :details, :delivery)
            on conflict (event) do nothing
        ),
        {SIGNED_IF_EARLY.format(held="moved")}
    select early as signed from moved
""").bindparams(DETAILS)  # noqa: S608 - no value is written into it
"""
A fact that the paper of a file may wait for, to the same end however often: the file moved, its line, and its receipt while it is too
early for the paper, whatever else has been told. Otherwise whoever tells it looks whether anything is missing, and signs then.

It changes the file, always: of two facts told at once, one waits for the other, and judges by where the file stands after both.
"""

ADD = sa.insert(facts).inline()  # nobody asks for the number of the line
OF_FILE = (
    sa.select(facts.c.what, facts.c.at, facts.c.details).where(facts.c.dossier == sa.bindparam("sought")).order_by(facts.c.at, facts.c.id)
)


def add_fact(connection: Connection, dossier: str, fact: tuple[str, datetime, dict[str, Any]], event: str) -> None:
    """Write down something that happened (`fact`: what, at, details), told by an event."""
    what, at, details = fact
    connection.execute(ADD, {"dossier": dossier, "what": what, "at": at, "details": details, "event": event})


def noted(dossier: str, stage: Stage, fact: tuple[str, datetime, dict[str, Any]]) -> dict[str, Any]:
    """Give the values of `NOTE` for what happened elsewhere (`fact`: what, at, details) and the stage that it proves."""
    what, at, details = fact
    return {"dossier": dossier, "stage": int(stage), "what": what, "at": at, "details": details}


def learned(dossier: str, stage: Stage, fact: tuple[str, datetime, dict[str, Any]], complete: Stage) -> dict[str, Any]:
    """Give the values of `LEARN`: those of `NOTE`, and the stage from which on everything may have been told that the paper states."""
    return {**noted(dossier, stage, fact), "complete": int(complete)}


def facts_of(connection: Connection, dossier: str) -> list[dict[str, Any]]:
    """Give what is known of a file, oldest first: the details of each fact, with `what` and `at`."""
    return [{**row.details, "what": row.what, "at": row.at} for row in connection.execute(OF_FILE, {"sought": dossier})]


def timeline(connection: Connection, dossier: str) -> list[TimelineLine]:
    """Give all that happened, oldest first."""
    found = connection.execute(OF_FILE, {"sought": dossier})
    return [{"what": row.what, "at": row.at.isoformat(), "details": row.details} for row in found]
