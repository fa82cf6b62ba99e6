"""What bodies reserve, in their words: kept out of the timeline, since it is free text, and printed on the permit."""

from typing import Any

import msgspec
import sqlalchemy as sa

from chassis.database import Connection
from contracts.review import OpinionReasoned
from services.filing.domain.standing import Stage
from services.filing.store.facts import SIGNED_IF_EARLY
from services.filing.store.tables import reservations

KEEP = sa.text(f"""
    with held as (select stage < :complete as early from dossiers where id = :dossier for no key update),
        kept as (
            insert into reservations (dossier, body, words) values (:dossier, :body, :words) on conflict (dossier, body) do nothing
        ),
        {SIGNED_IF_EARLY.format(held="held")}
    select early as signed from held
""").bindparams(sa.bindparam("words", type_=reservations.c.words.type))  # noqa: S608 - no value is written into it
"""What a body reserves of a file; a body speaks once. The file is held, and signed for, as with any fact that its paper waits for."""


def kept(event: OpinionReasoned) -> dict[str, Any]:
    """Give the values of `KEEP`: before anybody has answered, the words of a body are never the last thing missing."""
    words = msgspec.to_builtins(event.reservations)
    return {"dossier": event.dossier, "body": event.body, "words": words, "complete": int(Stage.CONCLUDED)}


def reservations_of(connection: Connection, dossier: str) -> dict[str, list[dict[str, Any]]]:
    """Give what each body reserves of a file: `[{text, rule}]` by body."""
    kept = sa.select(reservations.c.body, reservations.c.words).where(reservations.c.dossier == dossier)
    return {row.body: row.words for row in connection.execute(kept)}
