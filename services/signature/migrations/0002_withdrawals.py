"""When the file of a request was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "signature_0002"
down_revision = "signature_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; requests given up before do not know the instant."""
    op.add_column("signature_requests", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
