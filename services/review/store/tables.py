"""The tables of review: cases, the opinions of their bodies, the remarks that carry them, the one complement."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import metadata_for
from chassis.places import place_columns
from contracts.calls.review import CaseStatus
from services.review.domain.standing import OPEN_STATUSES

metadata = metadata_for("review")
instant = sa.DateTime(timezone=True)

OPEN = ", ".join(f"'{status}'::text" for status in sorted(OPEN_STATUSES))
IS_OPEN = f"(status = ANY (ARRAY[{OPEN}]))"

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("dossier", sa.Text, primary_key=True),
    *place_columns(),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("registry_number", sa.Text, nullable=False),
    sa.Column("declared", postgresql.JSONB, nullable=False),
    sa.Column("window", sa.Text, nullable=False),
    sa.Column("decides", sa.Text),  # in whose name it is decided
    sa.Column("objects", sa.Text),  # in whose name somebody may object
    sa.Column("submitted_at", instant),  # none while only later facts of the file have come
    sa.Column("settled_at", instant),  # when what is due at the request was paid
    sa.Column("opened_at", instant),
    sa.Column("admissible_by", sa.Date),
    sa.Column("admitted_at", instant),
    sa.Column("due_on", sa.Date),
    sa.Column("status", sa.Text, nullable=False),  # an index of what is told by the other columns
    sa.Column("stopped_on", sa.Date),  # the last day that counted, while the clocks stand still
    sa.Column("complement_requested_at", instant),
    sa.Column("complement_provided_at", instant),
    sa.Column("outcome", sa.Text),
    sa.Column("reasons", postgresql.JSONB, nullable=False),  # of the decision, or of the objection
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("decided_at", instant),
    sa.Column("objected_by", sa.Text, nullable=False),
    sa.Column("objected_at", instant),
    sa.Column("concluded_at", instant),
    sa.Column("closed_at", instant),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("is_open", sa.Boolean, sa.Computed(IS_OPEN, persisted=True)),  # nobody has answered yet
)
sa.Index("ix_cases_open_to_objection", cases.c.due_on, postgresql_where=cases.c.status == CaseStatus.OPEN_TO_OBJECTION)
URGENCY = (cases.c.due_on, cases.c.dossier)
BEGUN = cases.c.opened_at.is_not(None)
for _place in ("commune", "province", "region", "decides", "objects", ""):
    _columns = [cases.c[name] for name in (_place, "is_open") if name]
    sa.Index(f"ix_cases_of_{_place or 'all'}", *_columns, *URGENCY, postgresql_where=BEGUN)

opinions = sa.Table(
    "opinions",
    metadata,
    sa.Column("dossier", sa.Text, sa.ForeignKey("cases.dossier"), primary_key=True),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("position", sa.SmallInteger, nullable=False),
    sa.Column("mandatory", sa.Boolean, nullable=False),
    sa.Column("binding", sa.Boolean, nullable=False),
    sa.Column("gives", sa.Text, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("requested_at", instant),
    sa.Column("verdict", sa.Text),
    sa.Column("given_by", sa.Text, nullable=False, server_default=""),
    sa.Column("given_at", instant),
)
sa.Index("ix_opinions_body", opinions.c.body, opinions.c.dossier)

remarks = sa.Table(
    "remarks",
    metadata,
    sa.Column("dossier", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("area", postgresql.JSONB, nullable=False),
    sa.ForeignKeyConstraint(["dossier", "body"], ["opinions.dossier", "opinions.body"]),
)

complements = sa.Table(
    "complements",
    metadata,
    sa.Column("dossier", sa.Text, sa.ForeignKey("cases.dossier"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("law", sa.Text, nullable=False),
)
