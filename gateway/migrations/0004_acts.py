"""Who did what, kept for ever."""

from alembic import op

from chassis.tables import create_chassis_tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table of acts, where the first revision has not made it already."""
    create_chassis_tables(op.get_bind())
