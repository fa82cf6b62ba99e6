"""When the figures that fees are computed from were last completed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; no file has been completed yet."""
    op.add_column("fee_bases", sa.Column("complemented_at", sa.DateTime(timezone=True)))
