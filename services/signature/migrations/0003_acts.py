"""Who did what, kept for ever."""

from alembic import op

from chassis.tables import create_chassis_tables

revision = "signature_0003"
down_revision = "signature_0002"


def upgrade() -> None:
    """Create the table of acts, where the first revision has not made it already."""
    create_chassis_tables(op.get_bind())
