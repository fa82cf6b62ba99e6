"""
Urban agencies: each serves whole provinces, from one day until another, as `agencies.yaml` says; an assumption until they confirm it.

An agency's set of provinces may change, and all of them may make room for regional ones: then a line ends, and others begin.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from catalogue.reading import Fault, load_yaml, read
from catalogue.territory import territory
from contracts.people import covers

SOURCE = Path(__file__).with_name("agencies.yaml")


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An urban agency as it is for a time; `serves` are dotted codes, both days are included, None for no end."""

    code: str
    name_fr: str
    name_ar: str
    serves: tuple[str, ...]
    since: date
    until: date | None = None

    def name(self, locale: str) -> str:
        """Give the Arabic name for `ar`, the French one otherwise."""
        return self.name_ar if locale == "ar" else self.name_fr

    def is_there_on(self, day: date) -> bool:
        """Tell whether the agency serves on that day."""
        return self.since <= day <= (self.until or day)

    def covers(self, place: str) -> bool:
        """Tell whether it serves a place."""
        return any(covers(served, place) for served in self.serves)


@cache
def agencies() -> tuple[Agency, ...]:
    """Read all agencies that are, were or will be; raise BrokenCatalogue."""
    return read(tuple[Agency, ...], load_yaml(SOURCE), [faults_of])


def agencies_on(day: date) -> dict[str, Agency]:
    """Give the agencies of a day, by code, in the order of the file."""
    return {agency.code: agency for agency in agencies() if agency.is_there_on(day)}


def find_agency(code: str) -> Agency | None:
    """Find an agency by its code, as it was last, whether it is still there or not yet; None when there never was one."""
    return max((agency for agency in agencies() if agency.code == code), key=lambda agency: agency.since, default=None)


def agency_over(place: str, day: date) -> Agency | None:
    """Find the agency that serves a place on a day; None when none does."""
    return next((agency for agency in agencies_on(day).values() if agency.covers(place)), None)


def faults_of(found: Sequence[Agency]) -> Iterator[Fault]:
    """Tell what is wrong with a list of agencies: an unknown territory, or one that two serve at one time."""
    for position, agency in enumerate(found):
        for nth, served in enumerate(agency.serves):
            if territory().place(served) is None:
                yield Fault(f"[{position}].serves[{nth}]", f"{agency.code} serves {served}, which is no place")
    for (_, one), (position, other) in combinations(enumerate(found), 2):
        shared = [served for served in one.serves if other.covers(served)] + [served for served in other.serves if one.covers(served)]
        if shared and _meet(one, other):
            yield Fault(f"[{position}].serves", f"{one.code} and {other.code} both serve {shared[0]}")


def _meet(one: Agency, other: Agency) -> bool:
    """Tell whether there is a day on which both are."""
    return one.since <= (other.until or date.max) and other.since <= (one.until or date.max)
