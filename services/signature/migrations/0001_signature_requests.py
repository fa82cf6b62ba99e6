"""The tables of signature."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "signature_0001"
down_revision = None


def upgrade() -> None:
    """Create the chassis's tables, and the service's own."""
    create_chassis_tables(op.get_bind())
    create_signature_requests()


def create_signature_requests() -> None:
    """Create the table `signature_requests`."""
    op.create_table(
        "signature_requests",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("registry_number", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("parties", postgresql.JSONB(), nullable=False),
        sa.Column("parties_as_of", sa.DateTime(timezone=True)),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True)),
        sa.Column("settled", postgresql.JSONB(), nullable=False),
        sa.Column("permit_number", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True)),
        sa.Column("signed_document", sa.Text),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        sa.Column("mandate", postgresql.JSONB()),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signature_requests"),
        sa.UniqueConstraint("dossier", name="uq_signature_requests_dossier"),
    )
    op.create_index(
        "ix_signature_requests_desk", "signature_requests", ["commune", "id"], postgresql_where=sa.text("granted_at IS NOT NULL")
    )
    op.create_index("ix_signature_requests_permit_number", "signature_requests", ["permit_number"])
    op.create_index("ix_signature_requests_signed_document", "signature_requests", ["signed_document"])
