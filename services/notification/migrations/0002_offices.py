"""From when until when a person holds each role."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; who was announced before keeps his roles until he is announced again."""
    op.add_column("contacts", sa.Column("offices", postgresql.JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.alter_column("contacts", "offices", server_default=None)
