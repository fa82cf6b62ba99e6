"""What bodies reserve, in their words, for the permit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "reservations",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("words", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("dossier", "body", name="pk_reservations"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_reservations_dossier_dossiers"),
    )
