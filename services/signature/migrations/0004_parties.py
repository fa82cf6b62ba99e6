"""Signature requests know the parties of their file, who may not sign it."""

import sqlalchemy as sa
from alembic import op

revision = "signature_0004"
down_revision = "signature_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the accounts of the parties, told with the decision."""
    op.add_column("signature_requests", sa.Column("applicant", sa.Text, nullable=False, server_default=""))
    op.add_column("signature_requests", sa.Column("filed_by", sa.Text, nullable=False, server_default=""))
