"""The tables of payment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the chassis's tables, and the service's own."""
    create_chassis_tables(op.get_bind())
    create_fee_bases()
    create_orders()
    create_order_lines()
    create_payments()
    create_desk_receipts()
    create_incoming()
    create_surpluses()


def create_fee_bases() -> None:
    """Create the table `fee_bases`."""
    op.create_table(
        "fee_bases",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("registry_number", sa.Text, nullable=False),
        sa.Column("declared", postgresql.JSONB(), nullable=False),
        sa.Column("completed", postgresql.JSONB(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("complemented_at", sa.DateTime(timezone=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_on", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("dossier", name="pk_fee_bases"),
    )


def create_orders() -> None:
    """Create the table `orders`."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("registry_number", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("method", sa.Text),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("dossier", "due", name="uq_orders_dossier_due"),
    )


def create_order_lines() -> None:
    """Create the table `order_lines`."""
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("beneficiary", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("computation", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("amount >= 0", name="ck_order_lines_owed"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order_id"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_order_lines"),
    )


def create_payments() -> None:
    """Create the table `payments`."""
    op.create_table(
        "payments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("transaction", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, server_default="0", nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_payments_paid"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payments_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("reference", name="uq_payments_reference"),
    )
    op.create_index(("ix_payments_order_id"), "payments", ["order_id"])
    op.create_index("ix_payments_waiting", "payments", ["started_at"], postgresql_where=sa.text("status = 'started'"))
    op.create_index("uq_payments_accepted_once", "payments", ["order_id"], unique=True, postgresql_where=sa.text("status = 'accepted'"))


def create_desk_receipts() -> None:
    """Create the table `desk_receipts`."""
    op.create_table(
        "desk_receipts",
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("payment_id", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_desk_receipts_payment_id"),
        sa.PrimaryKeyConstraint("commune", "number", name="pk_desk_receipts"),
        sa.UniqueConstraint("payment_id", name="uq_desk_receipts_payment_id"),
    )


def create_incoming() -> None:
    """Create the table `incoming`."""
    op.create_table(
        "incoming",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("fields", postgresql.JSON(), nullable=False),
        sa.Column("payment_id", sa.Text),
        sa.Column("reception", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_incoming_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incoming"),
    )
    op.create_index(("ix_incoming_payment_id"), "incoming", ["payment_id"])


def create_surpluses() -> None:
    """Create the table `surpluses`."""
    op.create_table(
        "surpluses",
        sa.Column("payment_id", sa.Text, nullable=False),
        sa.Column("transaction", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_surpluses_order_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_surpluses_payment_id"),
        sa.PrimaryKeyConstraint("payment_id", "transaction", name="pk_surpluses"),
    )
    op.create_index(("ix_surpluses_order_id"), "surpluses", ["order_id"])
