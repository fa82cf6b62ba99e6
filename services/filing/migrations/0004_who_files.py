"""Who files as whom, and under which mandate."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; files of before were begun without a mandate, and need none."""
    op.add_column("dossiers", sa.Column("author", JSONB))
    op.add_column("dossiers", sa.Column("mandate", JSONB))
