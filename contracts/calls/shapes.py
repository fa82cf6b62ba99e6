"""
The shapes of what calls take and give: typed dictionaries, JSON as they are.

A field that is left out at times is `NotRequired`; one that may be null says so. What a field means is said by `about`, and is read in
`/openapi.json`.
"""

from typing import Annotated, Any, Generic, TypedDict, TypeVar

import msgspec

from contracts.people import Role

Line = TypeVar("Line")


def about(text: str = "", **more: Any) -> msgspec.Meta:
    """Say what a field means; `more` goes into its schema as it is (`examples`, `const`)."""
    return msgspec.Meta(description=text or None, extra_json_schema=more or None)


InstantText = Annotated[str, about(format="date-time")]
"""An instant, RFC 3339, in UTC."""
DayText = Annotated[str, about(format="date")]
"""A day, ISO 8601."""


class Page(TypedDict, Generic[Line]):
    """A page of a list."""

    items: list[Line]
    next_cursor: Annotated[str | None, about("Of the next page; null on the last one.")]


class MoneyView(TypedDict):
    """An amount in one currency."""

    amount: Annotated[str, about(examples=["1250.00"])]
    currency: Annotated[str, about(examples=["MAD"])]


class NameView(TypedDict):
    """What something is called, in each language; in French where there is no English."""

    fr: str
    ar: str
    en: str


class StoredView(TypedDict):
    """Where a document rests: under its hash."""

    sha256: str


class ActView(TypedDict):
    """What one person did by one command; a provider's word has no account."""

    at: InstantText
    account: str
    roles: Annotated[list[Role], about("Those that opened the door.")]
    territory: str
    act: Annotated[str, about(examples=["review.decide-admissibility"])]
    subject: Annotated[dict[str, Any], about("Identifiers, codes and truth values by which the act is remembered.")]
    trace_id: str


class ActsView(TypedDict):
    """Everything that was done to a file."""

    items: list[ActView]
