"""What a file declares, by name, in place of a category and quantities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Put what was declared together."""
    op.add_column("fee_bases", sa.Column("declared", postgresql.JSONB))
    op.execute("update fee_bases set declared = quantities || jsonb_build_object('category', category)")
    op.alter_column("fee_bases", "declared", nullable=False)
    for name in ("category", "quantities"):
        op.drop_column("fee_bases", name)
