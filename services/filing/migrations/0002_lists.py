"""
Lists read narrow rows: where a file lies, what people are told of it, and what it is found by, in columns with their indexes.

What follows from other columns is generated, so that rows which the release before still writes are listed like all others. What is found
by words is written by the room; where that release has written a row, or has numbered a file, its sweep does it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

HANDED_IN = sa.text("submitted_at IS NOT NULL")
STATUSES = {
    0: "draft",
    10: "submitted",
    20: "awaiting-payment",
    30: "submitted",
    40: "in-review",
    41: "complement-requested",
    42: "in-review",
    50: "in-review",
    60: "in-review",
    70: "favourable",
    80: "awaiting-payment",
    90: "awaiting-signature",
    100: "awaiting-signature",
    110: "awaiting-payment",
    120: "issued",
    121: "refused",
    122: "in-force",
    123: "objected",
    130: "withdrawn",
}
GENERATED = {
    "province text": "((split_part(commune, '.', 1) || '.') || split_part(commune, '.', 2))",
    "region text": "split_part(commune, '.', 1)",
    "procedure_code text": "split_part(procedure, '@', 1)",
    "status text": f"case stage {' '.join(f'when {stage} then {status!r}' for stage, status in STATUSES.items())} end",
    "listed_at timestamptz": "coalesce(submitted_at, created_at)",
}


def upgrade() -> None:
    """Add the columns, which writes the table anew, once; then the indexes, each behind a filter and an order of a list."""
    generated = ", ".join(f"add {column} generated always as ({follows}) stored" for column, follows in GENERATED.items())
    op.execute(f"alter table dossiers {generated}, add search tsvector")
    op.execute("alter table dossiers alter search set statistics 1000")  # names are many, and few are frequent
    leave_to_the_sweep_what_another_release_numbers()
    index_lists()
    op.create_index("ix_receipts_events", "receipts", ["done_at"], postgresql_where=sa.text("fingerprint = ''"), if_not_exists=True)


def leave_to_the_sweep_what_another_release_numbers() -> None:
    """Let a file that is handed in by who does not know the column be swept; a later release takes this away."""
    op.execute("""
        create function forget_search() returns trigger language plpgsql as $$ begin new.search := null; return new; end $$
    """)
    op.execute("""
        create trigger search_is_anew before update of registry_number on dossiers for each row
        when (new.registry_number is distinct from old.registry_number and new.search is not distinct from old.search)
        execute function forget_search()
    """)


def index_lists() -> None:
    """Create what the lists are answered by, in place of what was ordered by the day of the draft."""
    for gone in ("ix_dossiers_applicant", "ix_dossiers_filed_by", "ix_dossiers_commune"):
        op.drop_index(gone, "dossiers")
    newest = ["listed_at", "id"]
    op.create_index("ix_dossiers_applicant", "dossiers", ["applicant", *newest])
    op.create_index("ix_dossiers_filed_by", "dossiers", ["filed_by", *newest])
    for place in (["commune"], ["province"], ["region"], []):
        for narrowed in ([], ["status"], ["procedure_code"], ["procedure_code", "status"]):
            columns = [*place, *narrowed]
            name = "_".join(["ix_dossiers_of", *(columns or ["all"])])
            op.create_index(name, "dossiers", [*columns, *newest], postgresql_where=HANDED_IN)
    op.create_index(
        "ix_dossiers_bodies",
        "dossiers",
        ["bodies"],
        postgresql_using="gin",
        postgresql_ops={"bodies": "jsonb_path_ops"},
        postgresql_where=HANDED_IN,
    )
    op.create_index(
        "ix_dossiers_search",
        "dossiers",
        ["search"],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 256},
        postgresql_where=HANDED_IN,
    )
    op.create_index("ix_dossiers_unsearchable", "dossiers", ["id"], postgresql_where=sa.text("search IS NULL"))
