"""The tables of filing."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from chassis.places import place_columns
from chassis.tables import metadata_for
from services.filing.domain.standing import ANSWERED, STATUS

metadata = metadata_for("filing")
Instant = sa.DateTime(timezone=True)

CASES = " ".join(f"WHEN {int(stage)} THEN '{status}'::text" for stage, status in STATUS.items())
SEEN_AS = f"CASE stage {CASES} ELSE NULL::text END"

FEW_PENDING = {"gin_pending_list_limit": 256}
"""Kilobytes of what was written last, which each search reads through: writing stays cheap, and so does reading."""

dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("procedure", sa.Text, nullable=False),
    *place_columns(),
    sa.Column("applicant", sa.Text, nullable=False),  # account
    sa.Column("filed_by", sa.Text, nullable=False),  # account
    sa.Column("party", JSONB, nullable=False),  # the applicant as a person, once the file is his
    sa.Column("author", JSONB(none_as_null=True)),  # the professional who files, as he was approved
    sa.Column("mandate", JSONB(none_as_null=True)),  # of who files for another: status and instants
    sa.Column("form", JSONB, nullable=False),
    sa.Column("follows", sa.Text, nullable=False),  # the earlier file on which it builds
    sa.Column("stage", sa.Integer, nullable=False),  # with `since`, the greatest of its facts
    sa.Column("since", Instant, nullable=False),
    sa.Column("bodies", JSONB, nullable=False),  # that sit for what it declares
    sa.Column("registry_number", sa.Text, unique=True),
    sa.Column("submitted_at", Instant),
    sa.Column("receipt", sa.Text),
    sa.Column("permit_number", sa.Text, unique=True),
    sa.Column("permit", sa.Text),
    sa.Column("valid_until", sa.Date),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("procedure_code", sa.Text, sa.Computed("split_part(procedure, '@'::text, 1)", persisted=True)),
    sa.Column("status", sa.Text, sa.Computed(SEEN_AS, persisted=True)),  # what people are told of the stage
    sa.Column("listed_at", Instant, sa.Computed("COALESCE(submitted_at, created_at)", persisted=True)),
    sa.Column("search", TSVECTOR),  # (`domain.search`); none until the sweep, where another release wrote the row
)
NEWEST = (dossiers.c.listed_at, dossiers.c.id)
HANDED_IN = dossiers.c.submitted_at.is_not(None)
sa.Index("ix_dossiers_applicant", dossiers.c.applicant, *NEWEST)
sa.Index("ix_dossiers_filed_by", dossiers.c.filed_by, *NEWEST)
sa.Index("ix_dossiers_drafts", dossiers.c.filed_by, postgresql_where=dossiers.c.submitted_at.is_(None))
sa.Index("ix_dossiers_unsearchable", dossiers.c.id, postgresql_where=dossiers.c.search.is_(None))
sa.Index(
    "ix_dossiers_bodies", dossiers.c.bodies, postgresql_using="gin", postgresql_ops={"bodies": "jsonb_path_ops"}, postgresql_where=HANDED_IN
)
sa.Index("ix_dossiers_search", dossiers.c.search, postgresql_using="gin", postgresql_with=FEW_PENDING, postgresql_where=HANDED_IN)
FILTERS = ((), ("status",), ("procedure_code",), ("procedure_code", "status"))
for _place in (("commune",), ("province",), ("region",), ()):
    for _filter in FILTERS:
        _columns = (*_place, *_filter)
        _name = "_".join(["ix_dossiers_of", *(_columns or ["all"])])
        sa.Index(_name, *(dossiers.c[name] for name in _columns), *NEWEST, postgresql_where=HANDED_IN)
sa.Index(
    "ix_dossiers_without_paper",
    dossiers.c.created_at,
    dossiers.c.id,
    postgresql_where=sa.and_(dossiers.c.permit_number.is_(None), dossiers.c.stage.in_([int(stage) for stage in sorted(ANSWERED)])),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("dossier", sa.Text, sa.ForeignKey(dossiers.c.id), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer),
    sa.Column("attached_at", Instant, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("dossier", sa.Text, sa.ForeignKey(dossiers.c.id), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("account", sa.Text, nullable=False),  # who sent it last
    sa.Column("state", sa.Text, nullable=False),  # arrived, refused, attached, released, kept, doomed
    sa.Column("since", Instant, nullable=False),
)
sa.Index("ix_uploads_passing", uploads.c.since, postgresql_where=uploads.c.state.in_(("arrived", "refused", "released", "doomed")))

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("dossier", sa.Text, sa.ForeignKey(dossiers.c.id), nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),  # the event's name, `opinion-given`
    sa.Column("at", Instant, nullable=False),
    sa.Column("details", JSONB, nullable=False),
    sa.Column("event", sa.Text, nullable=False, unique=True),  # which told it: each once
)

reservations = sa.Table(
    "reservations",
    metadata,
    sa.Column("dossier", sa.Text, sa.ForeignKey(dossiers.c.id), primary_key=True),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("words", JSONB, nullable=False),  # [{text, rule}], as the body wrote them
)

registers = sa.Table(
    "registers",
    metadata,
    sa.Column("register", sa.Text, primary_key=True),  # submissions, or the series of a paper
    sa.Column("commune", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

numbers = sa.Table(
    "numbers",
    metadata,
    sa.Column("dossier", sa.Text, sa.ForeignKey(dossiers.c.id), primary_key=True),
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("commune", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.UniqueConstraint("register", "commune", "year", "number"),
)
