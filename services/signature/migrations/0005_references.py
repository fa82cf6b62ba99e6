"""Under which procedure and number a file is, which each event about it says."""

import sqlalchemy as sa
from alembic import op

revision = "signature_0005"
down_revision = "signature_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of a file that was known before, neither is known here."""
    for name in ("procedure", "registry_number"):
        op.add_column("signature_requests", sa.Column(name, sa.Text, nullable=False, server_default=""))
        op.alter_column("signature_requests", name, server_default=None)
