"""The tables of the gateway's database."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.tables import metadata_for

metadata = metadata_for("gateway")

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("national_id", sa.Text, nullable=False),
    sa.Column("citizen", sa.Boolean, nullable=False),  # or an official's
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
    sa.UniqueConstraint("national_id", "citizen"),  # one person: one account as a citizen, one as an official
)
sa.Index("ix_accounts_order", accounts.c.created_at, accounts.c.id)

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("account", sa.Text, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("territory", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("delegated_by", sa.Text, nullable=False),  # account
    sa.Column("delegated_under", sa.Text, nullable=False),
)
sa.Index("ix_grants_role", grants.c.role)

proposals = sa.Table(  # never changed, never deleted: a trigger refuses it
    "proposals",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("territories", postgresql.ARRAY(sa.Text), nullable=False),
    sa.Column("grants", postgresql.JSONB, nullable=False),
    sa.Column("replaces", postgresql.JSONB, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
)
sa.Index("ix_proposals_order", proposals.c.proposed_at, proposals.c.id)

rulings = sa.Table(  # likewise
    "rulings",
    metadata,
    sa.Column("proposal", sa.Text, sa.ForeignKey("proposals.id"), primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("ruled_by", sa.Text, nullable=False),
    sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

families = sa.Table(
    "families",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
)

refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("family", sa.Text, sa.ForeignKey("families.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("spent_at", sa.DateTime(timezone=True)),
    sa.Column("successor", sa.Text),
)

familiar = sa.Table(
    "familiar",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False, index=True),
)

allowances = sa.Table(
    "allowances",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("left", sa.Float, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
)

warnings = sa.Table(
    "warnings",
    metadata,
    sa.Column("account", sa.Text, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),  # on that day
)
