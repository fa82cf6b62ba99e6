"""The tables of notification."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.tables import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the chassis's tables, and the service's own."""
    create_chassis_tables(op.get_bind())
    create_contacts()
    create_dossiers()
    create_messages()
    create_untold()


def create_contacts() -> None:
    """Create the table `contacts`."""
    op.create_table(
        "contacts",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offices", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_contacts"),
    )
    op.create_index("ix_contacts_offices", "contacts", ["offices"], postgresql_using="gin", postgresql_ops={"offices": "jsonb_path_ops"})


def create_dossiers() -> None:
    """Create the table `dossiers`."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
    )


def create_messages() -> None:
    """Create the table `messages`."""
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
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("event", "account", "channel", "template", name="uq_messages_event_account_channel_template"),
    )
    op.create_index("ix_messages_due", "messages", ["channel", "due_at"], postgresql_where=sa.text("state IN ('queued', 'sending')"))
    op.create_index("ix_messages_of_dossier", "messages", ["dossier", "queued_at", "id"])


def create_untold() -> None:
    """Create the table `untold`."""
    op.create_table(
        "untold",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("needed", sa.Text, nullable=False),
        sa.Column("missing", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_untold"),
    )
    op.create_index("ix_untold_missing", "untold", ["needed", "missing"])
