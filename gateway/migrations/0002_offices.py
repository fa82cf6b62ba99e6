"""Proposals of grants and the rulings on them, a book to which lines are only added; from where people have come in before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSE = """
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'lines of % are kept for ever', tg_table_name;
end $$
"""
GUARD = """
create trigger {table}_are_kept before update or delete or truncate on {table} for each statement execute function refuse_rewriting()
"""


def upgrade() -> None:
    """Create the tables, and what keeps their lines; who has an account already has taken it over."""
    op.add_column("accounts", sa.Column("opened_by", sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("handed_over", sa.Boolean(), nullable=False, server_default="true"))
    op.add_column("accounts", sa.Column("handover_hash", sa.Text(), nullable=False, server_default=""))
    for name in ("opened_by", "handed_over", "handover_hash"):
        op.alter_column("accounts", name, server_default=None)
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("replaces", postgresql.JSONB(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_proposals_account")),
    )
    op.create_index(op.f("ix_proposals_account"), "proposals", ["account"])
    op.create_index("ix_proposals_order", "proposals", ["proposed_at", "id"])
    op.create_table(
        "rulings",
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.Text(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("proposal", name=op.f("pk_rulings")),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name=op.f("fk_rulings_proposal")),
    )
    op.create_table(
        "familiar",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_familiar")),
    )
    op.create_index(op.f("ix_familiar_since"), "familiar", ["since"])
    op.execute(REFUSE)
    for table in ("proposals", "rulings"):
        op.execute(GUARD.format(table=table))
