"""
Lists read narrow rows: where a case lies, and whether nobody has answered it yet, in columns with their indexes.

They follow from other columns and are generated, so that cases which the release before still writes are listed like all others.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PROVINCE = "((split_part(commune, '.', 1) || '.') || split_part(commune, '.', 2))"
REGION = "split_part(commune, '.', 1)"
OPEN = (
    "awaiting-admissibility",
    "awaiting-decision",
    "awaiting-fees",
    "complement-requested",
    "in-consultation",
    "open-to-objection",
)


def upgrade() -> None:
    """Add the columns, which writes the table anew, once; then the indexes, in place of those that began with the whole country."""
    is_open = f"status in ({', '.join(repr(status) for status in OPEN)})"
    op.execute(f"""
        alter table cases add province text generated always as ({PROVINCE}) stored,
            add region text generated always as ({REGION}) stored, add is_open boolean generated always as ({is_open}) stored
    """)
    op.drop_index("ix_cases_due", "cases")
    op.drop_index("ix_cases_open_in_commune", "cases")
    for place in ("commune", "province", "region", "decides", "objects", ""):
        columns = [*([place] if place else []), "is_open", "due_on", "dossier"]
        op.create_index(f"ix_cases_of_{place or 'all'}", "cases", columns, postgresql_where=sa.text("opened_at IS NOT NULL"))
    op.create_index("ix_opinions_body", "opinions", ["body", "dossier"])
    op.create_index("ix_receipts_events", "receipts", ["done_at"], postgresql_where=sa.text("fingerprint = ''"), if_not_exists=True)
