"""Who looked after the calls that could not be read."""

from alembic import op

from chassis.tables import acts

revision = "signer_0004"
down_revision = "signer_0001"


def upgrade() -> None:
    """Create the table of acts."""
    acts.create(op.get_bind(), checkfirst=True)
