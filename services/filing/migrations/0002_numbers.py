"""Which number was given to which file, in each register."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table; files that are numbered already are not numbered again, and need no line."""
    op.create_table(
        "numbers",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier", "register", name="pk_numbers"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_numbers_dossier"),
        sa.UniqueConstraint("register", "commune", "year", "number", name="uq_numbers_register_commune_year_number"),
    )
