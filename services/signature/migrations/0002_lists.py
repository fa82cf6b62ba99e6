"""
The list of what waits for a signature is in the order in which it came, territory by territory.

The columns follow from others and are generated, so that requests which the release before still writes are listed like all others.
"""

import sqlalchemy as sa
from alembic import op

revision = "signature_0002"
down_revision = "signature_0001"

PROVINCE = "((split_part(commune, '.', 1) || '.') || split_part(commune, '.', 2))"
REGION = "split_part(commune, '.', 1)"


def upgrade() -> None:
    """Add the columns, which writes the table anew, once; then the indexes, in place of the one in the order of the identifiers."""
    op.execute(f"""
        alter table signature_requests add province text generated always as ({PROVINCE}) stored,
            add region text generated always as ({REGION}) stored,
            add listed_at timestamptz generated always as (coalesce(requested_at, granted_at)) stored
    """)
    op.drop_index("ix_signature_requests_desk", "signature_requests")
    is_open = sa.text("status in ('waiting', 'ready') and granted_at is not null")
    for place in ("commune", "province", "region", ""):
        columns = [*([place] if place else []), "listed_at", "id"]
        op.create_index(f"ix_signature_requests_open_{place or 'all'}", "signature_requests", columns, postgresql_where=is_open)
    op.create_index("ix_receipts_events", "receipts", ["done_at"], postgresql_where=sa.text("fingerprint = ''"), if_not_exists=True)
