"""Each office of a person with its own territory and body: it is looked for as a whole."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Drop what was one for all offices; who was announced before is found again once he is announced again."""
    op.drop_index("ix_contacts_territory", "contacts")
    for name in ("roles", "territory", "body"):
        op.drop_column("contacts", name)
    op.execute("update contacts set offices = '[]'")
    op.create_index("ix_contacts_offices", "contacts", ["offices"], postgresql_using="gin", postgresql_ops={"offices": "jsonb_path_ops"})
