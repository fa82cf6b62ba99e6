"""The tables of payment. Amounts are exact, to the centime; at most one payment of an order is accepted, whatever the code does."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import metadata_for

metadata = metadata_for("payment")

AMOUNT = sa.Numeric(14, 2)
INSTANT = sa.DateTime(timezone=True)

fee_bases = sa.Table(
    "fee_bases",
    metadata,
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("commune", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("registry_number", sa.Text, nullable=False),
    sa.Column("declared", postgresql.JSONB, nullable=False),  # with the request
    sa.Column("completed", postgresql.JSONB, nullable=False),  # with the complement
    sa.Column("submitted_at", INSTANT),  # none while only later facts of the file have come
    sa.Column("complemented_at", INSTANT),
    sa.Column("decided_at", INSTANT),  # when it was granted
    sa.Column("decided_on", INSTANT),  # the complement that the decision rests on
    sa.Column("withdrawn_at", INSTANT),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, nullable=False),
    sa.Column("due", sa.Text, nullable=False),  # at which moment
    sa.Column("commune", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("registry_number", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("method", sa.Text),
    sa.Column("assessed_at", INSTANT, nullable=False),
    sa.Column("closed_at", INSTANT),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("dossier", "due"),
)

order_lines = sa.Table(
    "order_lines",
    metadata,
    sa.Column("order_id", sa.Text, sa.ForeignKey("orders.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("beneficiary", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("amount", AMOUNT, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("computation", postgresql.JSONB, nullable=False),  # the rest of the line, as `FeeLine.to_json` writes it
    sa.CheckConstraint("amount >= 0", name="owed"),
)

payments = sa.Table(
    "payments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("order_id", sa.Text, sa.ForeignKey("orders.id"), nullable=False, index=True),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("amount", AMOUNT, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("started_by", sa.Text, nullable=False),
    sa.Column("started_at", INSTANT, nullable=False),
    sa.Column("ended_at", INSTANT),
    sa.Column("transaction", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("amount > 0", name="paid"),
)
sa.Index("uq_payments_accepted_once", payments.c.order_id, unique=True, postgresql_where=payments.c.status == "accepted")
sa.Index("ix_payments_waiting", payments.c.started_at, postgresql_where=payments.c.status == "started")

desk_receipts = sa.Table(
    "desk_receipts",
    metadata,
    sa.Column("commune", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), nullable=False, unique=True),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("recorded_at", INSTANT, nullable=False),
)

surpluses = sa.Table(
    "surpluses",
    metadata,
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), primary_key=True),
    sa.Column("transaction", sa.Text, primary_key=True),
    sa.Column("order_id", sa.Text, sa.ForeignKey("orders.id"), nullable=False, index=True),
    sa.Column("amount", AMOUNT, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("held_at", INSTANT, nullable=False),
)

incoming = sa.Table(
    "incoming",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("fields", postgresql.JSON, nullable=False),  # JSON, not JSONB: the text stays as it was received
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), index=True),
    sa.Column("reception", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("received_at", INSTANT, nullable=False),
)
