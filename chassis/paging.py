"""Lists, page after page: a cursor is the place where a page ended, `<sort value>~<id>`, and the next page goes on after it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from chassis.principal import NATIONAL
from contracts.refusals import Invalid

T = TypeVar("T")
Place = tuple[str, str]
LONGEST_PAGE = 200


class CursorNotUnderstood(Invalid):
    """The cursor was not given out by this list."""

    code = "cursor-not-understood"


def read_place(cursor: str, read: Callable[[str], T]) -> tuple[T, str]:
    """Read a cursor: the sort value, through `read`, and the id; raise `CursorNotUnderstood`."""
    value, separator, identifier = cursor.partition("~")
    if not separator or "\x00" in cursor:
        raise CursorNotUnderstood
    try:
        return read(value), identifier
    except ValueError as error:
        raise CursorNotUnderstood from error


def instant(text: str) -> datetime:
    """Read an instant with its time zone; raise ValueError otherwise."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return read


def write_place(value: datetime | date | str, identifier: str) -> str:
    """Write a cursor, an instant with `Z`: a `+` pasted into an address is a blank."""
    written = value if isinstance(value, str) else value.isoformat().replace("+00:00", "Z")
    return f"{written}~{identifier}"


def page(found: Sequence[T], limit: int, place: Callable[[T], str], view: Callable[[T], Any]) -> dict[str, Any]:
    """Write a page from up to `limit + 1` things found: `{items, next_cursor}`; one too many means that there is a next page."""
    items = found[:limit]
    return {"items": [view(thing) for thing in items], "next_cursor": place(items[-1]) if len(found) > limit else None}


def page_size(limit: int) -> int:
    """Keep a wished page size between 1 and the longest page."""
    return max(1, min(limit, LONGEST_PAGE))


def within(column: sa.ColumnElement[str], territory: str) -> sa.ColumnElement[bool]:
    """Keep the rows of a territory: a commune, a province, a region or the country; an empty territory holds nothing."""
    if territory == NATIONAL:
        return sa.true()
    if not territory:
        return sa.false()
    return sa.or_(column == territory, column.startswith(f"{territory}.", autoescape=True))
