"""
Which files a person sees in a list, in which order: narrow rows, never whole files.

One's own drafts come first, the newest draft first; then what was handed in, the newest submission first. What is one's own, and what an
office lets one see of each of its territories, are questions of their own, each answered by an index of `store.tables`, then merged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from catalogue import procedures
from catalogue.procedures import Hold
from chassis.database import Connection
from chassis.paging import beyond, instant, merged, read_cursor, write_cursor
from chassis.places import lies_in, place_of, territories_of
from contracts.calls.filing import DossierStatus, MandateStatus
from contracts.payment import Moment
from contracts.people import Office, Principal, Role, covers
from services.filing.domain import search
from services.filing.domain.author import Author
from services.filing.domain.line import MandateLine
from services.filing.domain.mandate import Mandate
from services.filing.domain.sight import MEMBERS, OFFICIALS, body_of
from services.filing.domain.standing import ANSWERED, Stage
from services.filing.store.tables import HANDED_IN, NEWEST, dossiers

Condition = sa.ColumnElement[bool]
Question = sa.Select[Any]

columns = dossiers.c
LINE = tuple(
    columns[name]
    for name in (
        *("id", "procedure", "commune", "status", "registry_number", "permit_number"),
        *("created_at", "submitted_at", "valid_until", "follows", "version", "listed_at"),
    )
)
"""What a list tells of a file."""
MANDATE_LINE = (columns.id, columns.procedure, columns.commune, columns.author, columns.mandate, columns.created_at)
BEGUN = (columns.created_at, columns.id)

GIVEN = (MandateStatus.CONFIRMED, MandateStatus.WITHDRAWN)
MANDATE_WAS_GIVEN = sa.or_(columns.mandate.is_(None), columns.mandate["status"].astext.in_(GIVEN))
HERE = place_of(dossiers)
IS_DRAFT = columns.status == DossierStatus.DRAFT
RECENT = 1_000
"""Files among which words are looked for one by one, before their index is asked."""
DRAFTS = "draft~"
"""How the cursor of a page begins that ended among the drafts."""


class Alike(NamedTuple):
    """What some offices let one see in their territories, and by what it is found."""

    territories: Sequence[str]
    sees: Sequence[Condition]
    weights: str


class Spot(NamedTuple):
    """Where a page ended."""

    among_drafts: bool
    at: datetime
    id: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of the files that one sees: of a status, a commune, a procedure (any version), found by words."""

    status: str = ""
    commune: str = ""
    procedure: str = ""
    words: Sequence[str] = ()

    def conditions(self) -> Iterator[Condition]:
        """Keep those by their own columns."""
        if self.status:
            yield columns.status == self.status
        if self.procedure:
            yield columns.procedure_code == self.procedure


def read_spot(cursor: str) -> Spot:
    """Read a cursor; raise `CursorNotUnderstood`."""
    return Spot(cursor.startswith(DRAFTS), *read_cursor(cursor.removeprefix(DRAFTS), instant))


def cursor_of(row: sa.Row[Any]) -> str:
    """Write where a page of files ends."""
    return (DRAFTS if row.status == DossierStatus.DRAFT else "") + write_cursor(row.listed_at, row.id)


def mandate_cursor_at(line: MandateLine) -> str:
    """Write where a page of mandates ends."""
    return write_cursor(line.created_at, line.id)


def find_files(connection: Connection, reader: Principal, wanted: Wanted, limit: int, after: Spot | None) -> Sequence[sa.Row[Any]]:
    """List what a reader sees of what is wanted: rows of `LINE`."""
    asked = list(_questions(reader, wanted, limit, after))
    if not asked:
        return []
    first = merged(asked, limit, descending=True)
    query = sa.select(*LINE).join(first, first.c.id == columns.id)
    return connection.execute(query.order_by(first.c.is_draft.desc(), first.c.listed_at.desc(), first.c.id.desc())).all()


def find_mandates(connection: Connection, account: str, limit: int, after: tuple[datetime, str] | None) -> list[MandateLine]:
    """List the mandates that an account was asked for, the newest first."""
    asked = (columns.applicant == account, columns.mandate.is_not(None))
    query = _oldest_last(sa.select(*MANDATE_LINE).where(*asked), after).limit(limit)
    return [_mandate_line(row) for row in connection.execute(query)]


def find_without_paper(connection: Connection, limit: int, after: tuple[datetime, str] | None) -> Sequence[sa.Row[Any]]:
    """List the files whose paper may be due: answered, not prepared, and not held back by a payment: `(created_at, id)`."""
    paid_before = [each.ref for each in procedures.published() if Moment.DECISION in each.moments_that_hold(Hold.SIGNATURE)]
    unpaid = sa.and_(_at([Stage.FEES_ASSESSED]), columns.procedure.in_(paid_before))
    due = sa.and_(columns.permit_number.is_(None), _at(sorted(ANSWERED)), sa.not_(unpaid))
    return connection.execute(_oldest_last(sa.select(*BEGUN).where(due), after).limit(limit)).all()


def _oldest_last(question: Question, after: tuple[datetime, str] | None) -> Question:
    """Order by the day on which a file was begun, going on after the place where the last page ended."""
    further = [beyond(BEGUN, after, descending=True)] if after else []
    return question.where(*further).order_by(*(column.desc() for column in BEGUN))


def _mandate_line(row: sa.Row[Any]) -> MandateLine:
    author, mandate = Author(**row.author) if row.author else None, msgspec.convert(row.mandate, Mandate)
    return MandateLine(**{**row._asdict(), "author": author, "mandate": mandate})


def _at(stages: Iterable[Stage]) -> Condition:
    """Keep the files that have come to one of the stages."""
    return columns.stage.in_([int(stage) for stage in stages])


def _questions(reader: Principal, wanted: Wanted, limit: int, after: Spot | None) -> Iterator[Question]:
    """Ask for the reader's own files, drafts and others, and for the submitted ones of his offices (the rule of `domain.sight`)."""
    narrowed = tuple(wanted.conditions())
    if after is None or after.among_drafts:
        yield from (_keys(True, IS_DRAFT, *own, *narrowed, *_after(after)) for own in _own(reader, wanted))
    rest = (*narrowed, *(_after(after) if after and not after.among_drafts else ()))
    yield from (_keys(False, columns.status != DossierStatus.DRAFT, *own, *rest) for own in _own(reader, wanted))
    for alike in _by_office(reader, wanted):
        yield from _found(alike, rest, wanted.words, limit) if wanted.words else _seen(alike, rest)


def _seen(alike: Alike, rest: Sequence[Condition]) -> list[Question]:
    """Ask for what some offices see, territory by territory."""
    return [_keys(False, HANDED_IN, lies_in(HERE, territory), *alike.sees, *rest) for territory in alike.territories]


def _found(alike: Alike, rest: Sequence[Condition], words: Sequence[str], limit: int) -> Iterator[Question]:
    """
    Ask where words are found: first among the newest files of each territory; if those are too few, and not all, by the index of the words.

    A frequent word is soon found by walking, and would lead the index to very many files; with a rare one it is the other way round.
    """
    newest = [_newest_first(question.add_columns(columns.search)).limit(RECENT).cte() for question in _seen(alike, rest)]
    hit = search.sought(words, alike.weights)
    hits = [_newest_first(sa.select(*_order(each)).where(_match(each.c.search, hit))).limit(limit).cte() for each in newest]
    yield from (sa.select(each) for each in hits)
    too_few = sum((_count(each) for each in hits), sa.literal(0)) < limit
    not_all = sa.or_(*(_count(each) == RECENT for each in newest))
    here = _match(columns.search, search.sought(words, alike.weights, alike.territories))
    yield _keys(False, HANDED_IN, here, too_few, not_all, *alike.sees, *rest)


def _order(found: sa.CTE) -> Sequence[sa.ColumnElement[Any]]:
    return (found.c.is_draft, found.c.listed_at, found.c.id)


def _count(found: sa.CTE) -> sa.ColumnElement[int]:
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def _match(words: sa.ColumnElement[Any], asked: str) -> Condition:
    return words.op("@@", is_comparison=True)(sa.cast(asked, TSQUERY))


def _newest_first(question: Question) -> Question:
    return question.order_by(question.selected_columns.listed_at.desc(), question.selected_columns.id.desc())


def _keys(is_draft: bool, *conditions: Condition) -> Question:
    return sa.select(sa.literal(is_draft).label("is_draft"), *NEWEST).where(*conditions)


def _after(spot: Spot | None) -> Sequence[Condition]:
    return (beyond(NEWEST, (spot.at, spot.id), descending=True),) if spot else ()


def _own(reader: Principal, wanted: Wanted) -> Iterator[Sequence[Condition]]:
    """Say which files are the reader's own: those that he filed, and those that are filed for him, once he lets it be."""
    here = [columns.commune == wanted.commune] if wanted.commune else []
    found = [_match(columns.search, search.sought(wanted.words, search.EVERYTHING))] if wanted.words else []
    yield (columns.filed_by == reader.account, *here, *found)
    yield (columns.applicant == reader.account, MANDATE_WAS_GIVEN, *here, *found)


def _by_office(reader: Principal, wanted: Wanted) -> Iterator[Alike]:
    """Say which files his offices let the reader see; who sits in a body, what it is asked about."""
    for offices, body in _grouped(reader):
        weights = search.WITHOUT_PROJECT if offices[0].role is Role.TREASURER else search.EVERYTHING
        sits = [columns.bodies.contains([body])] if body is not None else []
        if territories := _narrowed(territories_of(offices), wanted.commune):
            yield Alike(territories, sits, weights)


def _grouped(reader: Principal) -> Iterator[tuple[list[Office], str | None]]:
    """Group the offices that see alike: those of the desk, the treasurer's, and those in each body, with its name."""
    alike: dict[tuple[bool, str | None], list[Office]] = {}
    for office in reader.of(*OFFICIALS):
        kind = (office.role is Role.TREASURER, body_of(office) if office.role in MEMBERS else None)
        alike.setdefault(kind, []).append(office)
    return ((offices, body) for (_, body), offices in alike.items())


def _narrowed(territories: Sequence[str], commune: str) -> Sequence[str]:
    """Narrow territories to a commune, if one is wanted."""
    if not commune:
        return territories
    return [commune] if any(covers(territory, commune) for territory in territories) else []
