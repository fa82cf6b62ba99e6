"""
The chassis's own tables, present in each service's database.

outbox      facts waiting for, or already read by, the relay; ordered by (transaction_id, position)
cursors     how far the relay has published
sequences   the last sequence number given to each subject
receipts    what was already done: events handled (the inbox), commands answered
parked      messages that could not be handled, with the error, for an operator
ticks       when each scheduled task is next due
acts        who did what, kept for ever: nothing changes or deletes a row
parties     who takes part in each file, as this service was told last
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class TransactionId(sa.types.UserDefinedType[str]):
    """PostgreSQL's `xid8`: the 64-bit number of a transaction, never reused, ordered by start."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the column type."""
        return "xid8"


chassis_metadata = sa.MetaData(naming_convention=NAMING)

outbox = sa.Table(
    "outbox",
    chassis_metadata,
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("transaction_id", TransactionId, nullable=False, server_default=sa.text("pg_current_xact_id()")),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("exchange", sa.Text, nullable=False),
    sa.Column("routing_key", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", postgresql.BYTEA, nullable=False),
    sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
sa.Index("ix_outbox_order", outbox.c.transaction_id, outbox.c.position)

cursors = sa.Table(
    "cursors",
    chassis_metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("transaction_id", TransactionId, nullable=False, server_default=sa.text("'0'::xid8")),
    sa.Column("position", sa.BigInteger, nullable=False, server_default="0"),
)

sequences = sa.Table(
    "sequences",
    chassis_metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
)

receipts = sa.Table(
    "receipts",
    chassis_metadata,
    sa.Column("message_id", sa.Text, primary_key=True),
    sa.Column("handler", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False, server_default=""),
    sa.Column("answer", postgresql.JSONB),
    sa.Column("done_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

sa.Index("ix_receipts_commands", receipts.c.done_at, postgresql_where=receipts.c.fingerprint != "")
sa.Index("ix_receipts_events", receipts.c.done_at, postgresql_where=receipts.c.fingerprint == "")

parked = sa.Table(
    "parked",
    chassis_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("queue", sa.Text, nullable=False),
    sa.Column("body", postgresql.BYTEA, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

ticks = sa.Table(
    "ticks",
    chassis_metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
)

acts = sa.Table(
    "acts",
    chassis_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    sa.Column("account", sa.Text, nullable=False),  # `operator:<name>` for the platform's own people; empty for a provider
    sa.Column("roles", postgresql.ARRAY(sa.Text), nullable=False),  # those that opened the door
    sa.Column("territory", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),  # `review.decide-admissibility`
    sa.Column("dossier", sa.Text, nullable=False),  # empty when it concerns no file
    sa.Column("subject", postgresql.JSONB, nullable=False),  # identifiers, codes, truth values
    sa.Column("trace_id", sa.Text, nullable=False),
)
sa.Index("ix_acts_dossier", acts.c.dossier, acts.c.id)

parties = sa.Table(
    "parties",
    chassis_metadata,
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("parties", postgresql.JSONB, nullable=False),  # [{account, capacity, left_at}]
    sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
)

for statement in (
    """create or replace function refuse_change_of_acts() returns trigger language plpgsql as
    $$ begin raise exception 'acts are kept for ever' using errcode = 'insufficient_privilege'; end $$""",
    "create trigger acts_are_kept before update or delete or truncate on acts for each statement execute function refuse_change_of_acts()",
):
    sa.event.listen(acts, "after_create", sa.DDL(statement))  # type: ignore[no-untyped-call]  # SQLAlchemy's own


def metadata_for(service: str) -> sa.MetaData:
    """Make the metadata of one service's database: the chassis's tables, to which the service's store adds its own."""
    metadata = sa.MetaData(naming_convention=NAMING, info={"service": service})
    for table in chassis_metadata.sorted_tables:
        table.to_metadata(metadata)
    return metadata


def create_chassis_tables(connection: sa.Connection) -> None:
    """
    Create those of the chassis's tables that are not there yet.

    Each service's first migration calls this with `op.get_bind()`; a table that came to the chassis later has a migration in each history
    that calls it again.
    """
    chassis_metadata.create_all(connection, checkfirst=True)
