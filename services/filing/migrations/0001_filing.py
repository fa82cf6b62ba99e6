"""The tables of filing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the chassis's tables, and the service's own."""
    create_chassis_tables(op.get_bind())
    create_dossiers()
    create_registers()
    create_documents()
    create_facts()
    create_numbers()
    create_reservations()
    create_uploads()


def create_dossiers() -> None:
    """Create the table `dossiers`."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("party", postgresql.JSONB(), nullable=False),
        sa.Column(
            "author",
            postgresql.JSONB(
                none_as_null=True,
            ),
        ),
        sa.Column(
            "mandate",
            postgresql.JSONB(
                none_as_null=True,
            ),
        ),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("follows", sa.Text, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bodies", postgresql.JSONB(), nullable=False),
        sa.Column("registry_number", sa.Text),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("receipt", sa.Text),
        sa.Column("permit_number", sa.Text),
        sa.Column("permit", sa.Text),
        sa.Column("valid_until", sa.Date),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.UniqueConstraint("permit_number", name="uq_dossiers_permit_number"),
        sa.UniqueConstraint("registry_number", name="uq_dossiers_registry_number"),
    )
    op.create_index("ix_dossiers_applicant", "dossiers", ["applicant", "created_at"])
    op.create_index("ix_dossiers_commune", "dossiers", ["commune", "created_at"])
    op.create_index("ix_dossiers_drafts", "dossiers", ["filed_by"], postgresql_where=sa.text("submitted_at IS NULL"))
    op.create_index("ix_dossiers_filed_by", "dossiers", ["filed_by", "created_at"])
    op.create_index(
        "ix_dossiers_without_paper",
        "dossiers",
        ["created_at", "id"],
        postgresql_where=sa.text("permit_number IS NULL AND stage IN (60, 70, 80, 90)"),
    )


def create_registers() -> None:
    """Create the table `registers`."""
    op.create_table(
        "registers",
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("register", "commune", "year", name="pk_registers"),
    )


def create_documents() -> None:
    """Create the table `documents`."""
    op.create_table(
        "documents",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_documents_dossier"),
        sa.PrimaryKeyConstraint("dossier", "kind", name="pk_documents"),
    )


def create_facts() -> None:
    """Create the table `facts`."""
    op.create_table(
        "facts",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_facts_dossier"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
        sa.UniqueConstraint("event", name="uq_facts_event"),
    )
    op.create_index(("ix_facts_dossier"), "facts", ["dossier"])


def create_numbers() -> None:
    """Create the table `numbers`."""
    op.create_table(
        "numbers",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_numbers_dossier"),
        sa.PrimaryKeyConstraint("dossier", "register", name="pk_numbers"),
        sa.UniqueConstraint("register", "commune", "year", "number", name="uq_numbers_register_commune_year_number"),
    )


def create_reservations() -> None:
    """Create the table `reservations`."""
    op.create_table(
        "reservations",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_reservations_dossier"),
        sa.PrimaryKeyConstraint("dossier", "body", name="pk_reservations"),
    )


def create_uploads() -> None:
    """Create the table `uploads`."""
    op.create_table(
        "uploads",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_uploads_dossier"),
        sa.PrimaryKeyConstraint("dossier", "kind", "sha256", name="pk_uploads"),
    )
    op.create_index(
        "ix_uploads_passing", "uploads", ["since"], postgresql_where=sa.text("state IN ('arrived', 'refused', 'released', 'doomed')")
    )
