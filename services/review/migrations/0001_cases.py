"""The tables of review."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the chassis's tables, and the service's own."""
    create_chassis_tables(op.get_bind())
    create_cases()
    create_complements()
    create_opinions()
    create_remarks()


def create_cases() -> None:
    """Create the table `cases`."""
    op.create_table(
        "cases",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("registry_number", sa.Text, nullable=False),
        sa.Column("declared", postgresql.JSONB(), nullable=False),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("decides", sa.Text),
        sa.Column("objects", sa.Text),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("admissible_by", sa.Date),
        sa.Column("admitted_at", sa.DateTime(timezone=True)),
        sa.Column("due_on", sa.Date),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("stopped_on", sa.Date),
        sa.Column("complement_requested_at", sa.DateTime(timezone=True)),
        sa.Column("complement_provided_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("objected_by", sa.Text, nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True)),
        sa.Column("concluded_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier", name="pk_cases"),
    )
    op.create_index("ix_cases_open_to_objection", "cases", ["due_on"], postgresql_where=sa.text("status = 'open-to-objection'"))
    op.create_index("ix_cases_due", "cases", ["due_on", "dossier"], postgresql_where=sa.text("opened_at IS NOT NULL"))
    op.create_index(
        "ix_cases_open_in_commune",
        "cases",
        ["commune", "due_on", "dossier"],
        postgresql_ops={"commune": "text_pattern_ops"},
        postgresql_where=sa.text(
            "status IN ('awaiting-admissibility', 'awaiting-decision', 'awaiting-fees', 'complement-requested', 'in-consultation', 'open-to-objection')"  # noqa: E501
        ),
    )


def create_complements() -> None:
    """Create the table `complements`."""
    op.create_table(
        "complements",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("law", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["cases.dossier"], name="fk_complements_dossier"),
        sa.PrimaryKeyConstraint("dossier", "position", name="pk_complements"),
    )


def create_opinions() -> None:
    """Create the table `opinions`."""
    op.create_table(
        "opinions",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("mandatory", sa.Boolean, nullable=False),
        sa.Column("binding", sa.Boolean, nullable=False),
        sa.Column("gives", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("requested_at", sa.DateTime(timezone=True)),
        sa.Column("verdict", sa.Text),
        sa.Column("given_by", sa.Text, server_default="", nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["dossier"], ["cases.dossier"], name="fk_opinions_dossier"),
        sa.PrimaryKeyConstraint("dossier", "body", name="pk_opinions"),
    )


def create_remarks() -> None:
    """Create the table `remarks`."""
    op.create_table(
        "remarks",
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("area", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["dossier", "body"], ["opinions.dossier", "opinions.body"], name="fk_remarks_dossier_body"),
        sa.PrimaryKeyConstraint("dossier", "body", "position", name="pk_remarks"),
    )
