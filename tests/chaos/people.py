"""Who of the demonstration's people holds an office over a place, and so acts, or is told, when a file of that place comes to it."""

from datetime import UTC, datetime
from functools import cache

from catalogue.calendar import legal_day
from catalogue.territory.extents import extent_of
from contracts.people import Authority, Office, Role
from demo.steps import COMMUNE
from gateway.auth.seed import Person, people


@cache
def in_office(role: Role, over: str = COMMUNE, body: str = "") -> tuple[str, ...]:
    """Name who holds a role over a place, a reviewer on behalf of a body."""
    return tuple(each.name for each in people() if (each.role, each.body) == (role, body) and _office(each).covers(over))


def in_the_name_of(authority: Authority, over: str = COMMUNE) -> tuple[str, ...]:
    """Name who may decide or sign in the name of an authority."""
    return tuple(name for role in authority.roles for name in in_office(role, over))


def seat_of(name: str) -> str:
    """Give the territory of somebody's office: that for which his key signs."""
    return next(each.territory for each in people() if each.name == name)


def _office(person: Person) -> Office:
    extent = extent_of(person.territory, legal_day(datetime.now(UTC)))
    return Office(role=person.role, territory=person.territory, body=person.body, extent=extent)
