"""Dossiers, documents, facts, registers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None

instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the chassis's tables and those of filing."""
    create_chassis_tables(op.get_bind())
    _create_dossiers()
    _create_documents()
    _create_facts()
    _create_registers()


def _create_dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("party", JSONB, nullable=False),
        sa.Column("form", JSONB, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("registry_number", sa.Text),
        sa.Column("submitted_at", instant),
        sa.Column("receipt", sa.Text),
        sa.Column("permit_number", sa.Text),
        sa.Column("permit", sa.Text),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.UniqueConstraint("registry_number", name="uq_dossiers_registry_number"),
        sa.UniqueConstraint("permit_number", name="uq_dossiers_permit_number"),
    )
    for owner in ("applicant", "filed_by", "commune"):
        op.create_index(f"ix_dossiers_{owner}", "dossiers", [owner, "created_at"])


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("attached_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("dossier", "kind", name="pk_documents"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_documents_dossier"),
    )


def _create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name="fk_facts_dossier"),
    )
    op.create_index("ix_facts_dossier", "facts", ["dossier"])


def _create_registers() -> None:
    op.create_table(
        "registers",
        sa.Column("register", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("register", "commune", "year", name="pk_registers"),
    )
