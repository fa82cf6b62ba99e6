"""The tables of the gateway."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None

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
    """Create the chassis's tables, and the service's own."""
    create_chassis_tables(op.get_bind())
    create_accounts()
    create_allowances()
    create_familiar()
    create_families()
    create_grants()
    create_proposals()
    create_warnings()
    create_refresh_tokens()
    create_rulings()
    guard_the_book()


def create_accounts() -> None:
    """Create the table `accounts`."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("national_id", sa.Text, nullable=False),
        sa.Column("citizen", sa.Boolean, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("profession", sa.Text, nullable=False),
        sa.Column("order_number", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("handed_over", sa.Boolean, nullable=False),
        sa.Column("handover_hash", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
        sa.UniqueConstraint("national_id", "citizen", name="uq_accounts_national_id_citizen"),
    )
    op.create_index("ix_accounts_order", "accounts", ["created_at", "id"])


def create_allowances() -> None:
    """Create the table `allowances`."""
    op.create_table(
        "allowances",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_allowances"),
    )
    op.create_index(("ix_allowances_at"), "allowances", ["at"])


def create_familiar() -> None:
    """Create the table `familiar`."""
    op.create_table(
        "familiar",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_familiar"),
    )
    op.create_index(("ix_familiar_since"), "familiar", ["since"])


def create_families() -> None:
    """Create the table `families`."""
    op.create_table(
        "families",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_families_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_families"),
    )
    op.create_index(("ix_families_account"), "families", ["account"])


def create_grants() -> None:
    """Create the table `grants`."""
    op.create_table(
        "grants",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("territory", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("delegated_by", sa.Text, nullable=False),
        sa.Column("delegated_under", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_grants_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "position", name="pk_grants"),
    )
    op.create_index("ix_grants_role", "grants", ["role"])


def create_proposals() -> None:
    """Create the table `proposals`."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("territories", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("replaces", postgresql.JSONB(), nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_proposals_account"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index(("ix_proposals_account"), "proposals", ["account"])
    op.create_index("ix_proposals_order", "proposals", ["proposed_at", "id"])


def create_warnings() -> None:
    """Create the table `warnings`."""
    op.create_table(
        "warnings",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_warnings_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", name="pk_warnings"),
    )


def create_refresh_tokens() -> None:
    """Create the table `refresh_tokens`."""
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True)),
        sa.Column("successor", sa.Text),
        sa.ForeignKeyConstraint(["family"], ["families.id"], name="fk_refresh_tokens_family", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_refresh_tokens"),
    )
    op.create_index(("ix_refresh_tokens_family"), "refresh_tokens", ["family"])


def create_rulings() -> None:
    """Create the table `rulings`."""
    op.create_table(
        "rulings",
        sa.Column("proposal", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("ruled_by", sa.Text, nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="fk_rulings_proposal"),
        sa.PrimaryKeyConstraint("proposal", name="pk_rulings"),
    )


def guard_the_book() -> None:
    """Let lines be added to the book of grants, and nothing else (ADR 0022)."""
    op.execute(REFUSE)
    for table in ("proposals", "rulings"):
        op.execute(GUARD.format(table=table))
