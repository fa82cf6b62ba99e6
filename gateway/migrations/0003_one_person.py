"""One citizen's and one official's account for each national identifier; professions; how often an account was warned on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of each account whether it is a citizen's; stop where two of a kind have one identifier, since a person must choose."""
    op.add_column("accounts", sa.Column("citizen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "update accounts set citizen = true where exists "
        "(select from grants where grants.account = accounts.id and grants.role in ('applicant', 'professional'))"
    )
    op.alter_column("accounts", "citizen", server_default=None)
    op.add_column("accounts", sa.Column("profession", sa.Text(), nullable=False, server_default=""))
    op.execute("update accounts set profession = 'architect' where order_number <> ''")
    op.alter_column("accounts", "profession", server_default=None)
    op.create_unique_constraint(op.f("uq_accounts_national_id_citizen"), "accounts", ["national_id", "citizen"])
    op.create_table(
        "warnings",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_warnings")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_warnings_account"), ondelete="CASCADE"),
    )
