"""Contacts, the files that messages speak of, messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None

instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the chassis's tables and those of notification."""
    create_chassis_tables(op.get_bind())
    _create_contacts()
    _create_dossiers()
    _create_messages()


def _create_contacts() -> None:
    """Create the table of people and how to reach them."""
    op.create_table(
        "contacts",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("territory", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("changed_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_contacts"),
    )
    op.create_index("ix_contacts_territory", "contacts", ["territory"], postgresql_where=sa.text("territory <> ''"))


def _create_dossiers() -> None:
    """Create the table of files and their parties."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("registry_number", sa.Text, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
    )


def _create_messages() -> None:
    """Create the queue of messages, with the order in which they are due."""
    op.create_table(
        "messages",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("queued_at", instant, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", instant),
        sa.Column("failure", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("event", "account", "channel", "template", name="uq_messages_event_account_channel_template"),
    )
    op.create_index("ix_messages_due", "messages", ["channel", "due_at"], postgresql_where=sa.text("state IN ('queued', 'sending')"))
    op.create_index("ix_messages_of_dossier", "messages", ["dossier", "queued_at", "id"])
