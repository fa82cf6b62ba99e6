"""Fee bases, orders, payments, and what providers reported."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
AMOUNT = sa.Numeric(14, 2)


def upgrade() -> None:
    """Create the first tables."""
    create_chassis_tables(op.get_bind())
    create_bases()
    create_orders()
    create_payments()


def create_bases() -> None:
    """Create what fees are computed from."""
    op.create_table(
        "fee_bases",
        sa.Column("dossier", sa.Text),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("quantities", postgresql.JSONB, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("dossier", name="pk_fee_bases"),
    )
    op.create_table(
        "withdrawals",
        sa.Column("dossier", sa.Text),
        sa.Column("withdrawn_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("dossier", name="pk_withdrawals"),
    )


def create_orders() -> None:
    """Create fee orders and their lines."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Text),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("method", sa.Text),
        sa.Column("assessed_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("dossier", name="uq_orders_dossier"),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Text),
        sa.Column("position", sa.Integer, autoincrement=False),
        sa.Column("beneficiary", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("computation", postgresql.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_order_lines"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order_id"),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_order_lines_owed")),
    )


def create_payments() -> None:
    """Create attempts to pay, the desk's receipts, providers' notifications."""
    op.create_table(
        "payments",
        sa.Column("id", sa.Text),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("transaction", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("reference", name="uq_payments_reference"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payments_order_id"),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_paid")),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])
    op.create_index("uq_payments_accepted_once", "payments", ["order_id"], unique=True, postgresql_where=sa.text("status = 'accepted'"))
    op.create_index("ix_payments_waiting", "payments", ["started_at"], postgresql_where=sa.text("status = 'started'"))
    op.create_table(
        "desk_receipts",
        sa.Column("commune", sa.Text),
        sa.Column("number", sa.Text),
        sa.Column("payment_id", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("commune", "number", name="pk_desk_receipts"),
        sa.UniqueConstraint("payment_id", name="uq_desk_receipts_payment_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_desk_receipts_payment_id"),
    )
    op.create_table(
        "incoming",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True)),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("fields", postgresql.JSON, nullable=False),
        sa.Column("payment_id", sa.Text),
        sa.Column("reception", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incoming"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_incoming_payment_id"),
    )
    op.create_index("ix_incoming_payment_id", "incoming", ["payment_id"])
