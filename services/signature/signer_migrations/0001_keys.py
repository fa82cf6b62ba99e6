"""The signer's own tables: keys, the activations that have served, calls that could not be read, and who looked after those."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import acts, parked

revision = "signer_0001"
down_revision = None

SCHEMA = "keys"


def upgrade() -> None:
    """Create the tables in the schema `keys`, and the schema where the deployment has not made it; nobody else gets a right on it."""
    if not op.get_bind().execute(sa.text("select 1 from pg_namespace where nspname = 'keys'")).first():
        op.execute("create schema keys")
    _create_signing_keys()
    _create_activations()
    parked.create(op.get_bind())
    acts.create(op.get_bind())


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("holder_name", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("wrong_pins", sa.Integer, nullable=False),
        sa.Column("certificate", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("activated_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("stored", postgresql.JSONB),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
        schema=SCHEMA,
    )
    op.create_index(
        "uq_signing_keys_live",
        "signing_keys",
        ["holder", "commune"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("status in ('proposed', 'awaiting-activation', 'active')"),
    )


def _create_activations() -> None:
    op.create_table(
        "activations",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("outcome", postgresql.JSONB, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("digest", name="pk_activations"),
        sa.ForeignKeyConstraint(["key"], ["keys.signing_keys.id"], name="fk_activations_key_signing_keys"),
        schema=SCHEMA,
    )
