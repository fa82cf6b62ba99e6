"""Who looked after the calls that could not be read."""

from alembic import op

from chassis.tables import acts

revision = "signer_0003"
down_revision = "signer_0002"


def upgrade() -> None:
    """Create the table of acts."""
    acts.create(op.get_bind(), checkfirst=True)
