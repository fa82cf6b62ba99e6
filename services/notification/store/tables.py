"""The tables of notification: contacts, the files that messages speak of, the messages, the facts that came too early."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import metadata_for
from services.notification.domain.message import MOVES

metadata = metadata_for("notification")
instant = sa.DateTime(timezone=True)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("changed_at", instant, nullable=False),
    sa.Column("offices", postgresql.JSONB, nullable=False),
)
sa.Index("ix_contacts_offices", contacts.c.offices, postgresql_using="gin", postgresql_ops={"offices": "jsonb_path_ops"})

dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("commune", sa.Text, nullable=False),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
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
    sa.UniqueConstraint("event", "account", "channel", "template"),
)
sa.Index("ix_messages_due", messages.c.channel, messages.c.due_at, postgresql_where=messages.c.state.in_(sorted(MOVES.before("claim"))))
sa.Index("ix_messages_of_dossier", messages.c.dossier, messages.c.queued_at, messages.c.id)

untold = sa.Table(
    "untold",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # of the event
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("body", postgresql.JSONB, nullable=False),  # its data
    sa.Column("needed", sa.Text, nullable=False),  # dossier, contact
    sa.Column("missing", sa.Text, nullable=False),  # the identifier of what is needed
    sa.Column("since", instant, nullable=False),
)
sa.Index("ix_untold_missing", untold.c.needed, untold.c.missing)
