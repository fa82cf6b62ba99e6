"""
Lists, page after page: a cursor is the place where a page ended, and the next page goes on after it.

It is `<sort value>~<id>`, or in a list that is in the order of one text, that text. Only what a list writes is read: an instant in UTC with
`Z`, a day, an identifier, each spelled as we spell it, so that no text from outside reaches the database that it could not hold.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from contracts.calls.shapes import Page
from contracts.refusals import Invalid

T = TypeVar("T")
V = TypeVar("V")
At = TypeVar("At", datetime, date)
Place = tuple[str, str]
LONGEST_PAGE = 200
IDENTIFIER = re.compile(r"[\w-]{1,64}", re.ASCII)
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # as `contracts.identifiers` makes them


class CursorNotUnderstood(Invalid):
    """The cursor was not given out by this list."""

    code = "cursor-not-understood"


def read_cursor(cursor: str, read: Callable[[str], At]) -> tuple[At, str]:
    """Read a cursor: the sort value, through `read` (`instant`, `day`), and the id; raise `CursorNotUnderstood` unless we wrote it so."""
    value, _, identifier = cursor.partition("~")
    try:
        place = read(value)
    except ValueError as error:
        raise CursorNotUnderstood from error
    if not IDENTIFIER.fullmatch(identifier) or write_cursor(place, identifier) != cursor:
        raise CursorNotUnderstood
    return place, identifier


def read_mark(cursor: str | None, is_known: Callable[[str], object]) -> str:
    """Read the cursor of a list in the order of one text: empty on the first page; raise `CursorNotUnderstood` unless it is such a text."""
    if cursor and not is_known(cursor):
        raise CursorNotUnderstood
    return cursor or ""


def instant(text: str) -> datetime:
    """Read an instant of UTC; raise ValueError otherwise: PostgreSQL knows fewer offsets than Python, and we write none."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None or read.utcoffset():
        raise ValueError(f"{text} is not in UTC")
    return read


day = date.fromisoformat
"""Read a day; raise ValueError otherwise."""


def write_cursor(value: datetime | date | str, identifier: str) -> str:
    """Write a cursor, an instant with `Z`: a `+` pasted into an address is a blank."""
    written = value if isinstance(value, str) else value.isoformat().replace("+00:00", "Z")
    return f"{written}~{identifier}"


def page(found: Sequence[T], limit: int, place: Callable[[T], str], view: Callable[[T], V]) -> Page[V]:
    """Write a page from up to `limit + 1` things found; one too many means that there is a next page."""
    items = found[:limit]
    return {"items": [view(thing) for thing in items], "next_cursor": place(items[-1]) if len(found) > limit else None}


def page_size(limit: int) -> int:
    """Keep a wished page size between 1 and the longest page."""
    return max(1, min(limit, LONGEST_PAGE))


def merged(questions: Sequence[sa.Select[Any]], limit: int, *, descending: bool = False) -> sa.Subquery:
    """
    Merge questions of the same columns, in whose order the rows are wanted, and give the first `limit` rows, each once.

    Each question is answered by itself, by the index that has its order: the first rows of all are among the first rows of each.
    """
    union = sa.union(*(_first(question, limit, descending=descending) for question in questions)).subquery()
    return _first(sa.select(union), limit, descending=descending).subquery()


def _first(question: sa.Select[Any], limit: int, *, descending: bool) -> sa.Select[Any]:
    columns = list(question.selected_columns)
    return question.order_by(*(column.desc() if descending else column for column in columns)).limit(limit)


def beyond(columns: Sequence[sa.ColumnElement[Any]], place: Sequence[Any], *, descending: bool = False) -> sa.ColumnElement[bool]:
    """Keep what comes after the place where a page ended, in the order of some columns."""
    reached = sa.tuple_(*map(sa.literal, place))
    return sa.tuple_(*columns) < reached if descending else sa.tuple_(*columns) > reached
