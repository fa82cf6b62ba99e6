"""What the bank holds beyond what was due."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table; what was set aside before keeps standing in its payment alone."""
    op.create_table(
        "surpluses",
        sa.Column("payment_id", sa.Text),
        sa.Column("transaction", sa.Text),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("payment_id", "transaction", name="pk_surpluses"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_surpluses_payment_id_payments"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_surpluses_order_id_orders"),
    )
    op.create_index("ix_surpluses_order_id", "surpluses", ["order_id"])
