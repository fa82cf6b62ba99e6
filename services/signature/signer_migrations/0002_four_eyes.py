"""Who proposed a key, who confirmed it, under which act; a proposal is live, as a key is."""

import sqlalchemy as sa
from alembic import op

revision = "signer_0002"
down_revision = "signer_0001"
branch_labels = None
depends_on = None

SCHEMA, KEYS = "keys", "signing_keys"


def upgrade() -> None:
    """Keep who had the keys made that exist; nobody confirmed them, and no act was noted."""
    op.alter_column(KEYS, "created_by", new_column_name="proposed_by", schema=SCHEMA)
    op.alter_column(KEYS, "created_at", new_column_name="proposed_at", schema=SCHEMA)
    for name in ("act", "confirmed_by"):
        op.add_column(KEYS, sa.Column(name, sa.Text, nullable=False, server_default=""), schema=SCHEMA)
        op.alter_column(KEYS, name, server_default=None, schema=SCHEMA)
    op.add_column(KEYS, sa.Column("confirmed_at", sa.DateTime(timezone=True)), schema=SCHEMA)
    op.drop_index("uq_signing_keys_live", KEYS, schema=SCHEMA)
    op.create_index(
        "uq_signing_keys_live",
        KEYS,
        ["holder", "commune"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("status in ('proposed', 'awaiting-activation', 'active')"),
    )
