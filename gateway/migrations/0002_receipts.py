"""Receipts of events are forgotten after their time (ADR 0036): they are found by the day on which they were written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_receipts_events", "receipts", ["done_at"], postgresql_where=sa.text("fingerprint = ''"), if_not_exists=True)
