"""The day on which the clocks of a case stand still."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the day to cases; those whose complement is awaited stand still since the day of the request."""
    op.add_column("cases", sa.Column("stopped_on", sa.Date))
    op.execute(
        "update cases set stopped_on = (complement_requested_at at time zone 'Africa/Casablanca')::date"
        " where status = 'complement-requested'"
    )
