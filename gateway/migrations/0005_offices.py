"""A person holds any number of offices, each over its own territory; a vice-president's is delegated; proposals name all territories."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Name days as offices do; a proposal's territory becomes a list."""
    op.alter_column("grants", "starts_on", new_column_name="since")
    op.alter_column("grants", "ends_on", new_column_name="until")
    for name in ("delegated_by", "delegated_under"):
        op.add_column("grants", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.alter_column("grants", name, server_default=None)
    op.execute("alter table proposals alter column territory type text[] using array[territory]")
    op.alter_column("proposals", "territory", new_column_name="territories")
