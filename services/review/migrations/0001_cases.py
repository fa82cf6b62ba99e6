"""Cases, opinions, remarks, complements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None

instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the chassis's tables and those of review."""
    create_chassis_tables(op.get_bind())
    _create_cases()
    _create_opinions()
    _create_complements()


def _create_cases() -> None:
    """Create the table of cases, with the two orders in which they are listed."""
    op.create_table(
        "cases",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("registry_number", sa.Text, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("submitted_at", instant, nullable=False),
        sa.Column("opened_at", instant, nullable=False),
        sa.Column("admissible_by", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("complement_requested_at", instant),
        sa.Column("complement_provided_at", instant),
        sa.Column("outcome", sa.Text),
        sa.Column("reasons", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_at", instant),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("dossier", name="pk_cases"),
    )
    op.create_index("ix_cases_due", "cases", ["due_on", "dossier"])
    op.create_index(
        "ix_cases_open_in_commune",
        "cases",
        ["commune", "due_on", "dossier"],
        postgresql_ops={"commune": "text_pattern_ops"},
        postgresql_where=sa.text("status IN ('awaiting-admissibility', 'complement-requested', 'in-consultation')"),
    )


def _create_opinions() -> None:
    """Create the tables of opinions and of the remarks that carry them."""
    op.create_table(
        "opinions",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("mandatory", sa.Boolean, nullable=False),
        sa.Column("binding", sa.Boolean, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("requested_at", instant),
        sa.Column("verdict", sa.Text),
        sa.Column("given_by", sa.Text, nullable=False, server_default=""),
        sa.Column("given_at", instant),
        sa.PrimaryKeyConstraint("dossier", "body", name="pk_opinions"),
        sa.ForeignKeyConstraint(["dossier"], ["cases.dossier"], name="fk_opinions_dossier"),
    )
    op.create_table(
        "remarks",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("area", postgresql.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("dossier", "body", "position", name="pk_remarks"),
        sa.ForeignKeyConstraint(["dossier", "body"], ["opinions.dossier", "opinions.body"], name="fk_remarks_dossier_body"),
    )


def _create_complements() -> None:
    """Create the table of missing items."""
    op.create_table(
        "complements",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("law", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("dossier", "position", name="pk_complements"),
        sa.ForeignKeyConstraint(["dossier"], ["cases.dossier"], name="fk_complements_dossier"),
    )
