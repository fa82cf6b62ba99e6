"""
Lists, page after page: a cursor is the place where a page ended, and the next page goes on after it.

It is `<sort value>~<id>`, or in a list that is in the order of one text, that text. Only what a list writes is read: an instant in UTC with
`Z`, a day, an identifier, each spelled as we spell it, so that no text from outside reaches the database that it could not hold.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa

from contracts.calls.shapes import Page
from contracts.people import NATIONAL, Office
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


def read_place(cursor: str, read: Callable[[str], At]) -> tuple[At, str]:
    """Read a cursor: the sort value, through `read` (`instant`, `day`), and the id; raise `CursorNotUnderstood` unless we wrote it so."""
    value, _, identifier = cursor.partition("~")
    try:
        place = read(value)
    except ValueError as error:
        raise CursorNotUnderstood from error
    if not IDENTIFIER.fullmatch(identifier) or write_place(place, identifier) != cursor:
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


def write_place(value: datetime | date | str, identifier: str) -> str:
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


def within(column: sa.ColumnElement[str], offices: Iterable[Office]) -> sa.ColumnElement[bool]:
    """Keep the rows of the territories of some offices: communes, provinces, regions or the country; none without an office."""
    territories = sorted({territory for office in offices for territory in (office.territory, *office.extent) if territory})
    if NATIONAL in territories:
        return sa.true()
    inside = [column.startswith(f"{territory}.", autoescape=True) for territory in territories]
    return sa.or_(sa.false(), *(column == territory for territory in territories), *inside)
