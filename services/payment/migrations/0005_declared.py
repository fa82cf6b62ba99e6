"""What a file declares, by name, in place of a category and quantities; which procedure and number an order is about."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Put what was declared together; the number of a file that was known before is not known here."""
    op.add_column("fee_bases", sa.Column("declared", postgresql.JSONB))
    op.execute("update fee_bases set declared = quantities || jsonb_build_object('category', category)")
    op.alter_column("fee_bases", "declared", nullable=False)
    for name in ("category", "quantities"):
        op.drop_column("fee_bases", name)
    op.add_column("fee_bases", sa.Column("registry_number", sa.Text, nullable=False, server_default=""))
    op.alter_column("fee_bases", "registry_number", server_default=None)
    for name in ("procedure", "registry_number"):
        op.add_column("orders", sa.Column(name, sa.Text, nullable=False, server_default=""))
        op.alter_column("orders", name, server_default=None)
    op.execute("update orders set procedure = b.procedure from fee_bases b where b.dossier = orders.dossier")
