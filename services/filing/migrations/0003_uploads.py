"""What people have sent, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

PASSING = sa.text("state in ('arrived', 'refused', 'released', 'doomed')")


def upgrade() -> None:
    """Create the table, and find the drafts of an account."""
    op.create_table(
        "uploads",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "kind", "sha256", name="pk_uploads"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_uploads_dossier"),
    )
    op.create_index("ix_uploads_passing", "uploads", ["since"], postgresql_where=PASSING)
    op.create_index("ix_dossiers_drafts", "dossiers", ["filed_by"], postgresql_where=sa.text("submitted_at is null"))
