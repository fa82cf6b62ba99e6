"""
Who acts: roles, the offices in which people hold them, and how territories lie in each other.

A person holds any number of offices. What he may do is asked as one question, `holds(Role.CLERK, over=commune)`: the role of one office
never meets the territory, or the body, of another.

A territory is a dotted code: `09.541` covers every commune of that province, `national` covers the country, the empty text nothing. What
nests otherwise, an office says itself (`extent`): the catalogue knows, and the gateway writes it into the token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from contracts.refusals import Forbidden, NotFound

NATIONAL = "national"


class Role(StrEnum):
    """In which capacity a person acts."""

    APPLICANT = "applicant"
    PROFESSIONAL = "professional"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    PRESIDENT = "president"
    VICE_PRESIDENT = "vice-president"
    TREASURER = "treasurer"
    DIRECTOR = "director"
    GOVERNOR = "governor"
    KEY_OFFICER = "key-officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


CITIZENS = (Role.APPLICANT, Role.PROFESSIONAL)
"""Who files: everybody else acts for an administration."""

CHAIRS = (Role.PRESIDENT, Role.VICE_PRESIDENT)
"""Who decides and signs for a commune or an arrondissement: its president, or a vice-president by delegation (organic law 113-14)."""


class Authority(StrEnum):
    """In whose name something is decided, objected to or signed; each is a role too."""

    PRESIDENT = "president"
    DIRECTOR = "director"
    GOVERNOR = "governor"

    @property
    def roles(self) -> tuple[Role, ...]:
        """Name the roles in which people act in its name: for a president, his deputies too."""
        return CHAIRS if self is Authority.PRESIDENT else (Role(self.value),)

    @property
    def sits_at(self) -> bool:
        """Tell whether it acts for the very place over which its office is, not for what lies within (organic law 113-14, art. 101)."""
        return self is Authority.PRESIDENT


HEADS: Mapping[Role, str] = {Role.DIRECTOR: "urban-agency"}
"""Which body somebody heads, who so reads what it is asked about."""

AUTHORITIES = (*CHAIRS, Role.DIRECTOR, Role.GOVERNOR)
"""The roles of everybody who may decide or sign."""


def covers(territory: str, place: str) -> bool:
    """Tell whether a place lies within a territory, or is it."""
    if territory == NATIONAL:
        return True
    return bool(territory) and f"{place}.".startswith(f"{territory}.")


def territories_over(place: str) -> list[str]:
    """List the territories that hold a place, from itself to the country: `09.541.01.13` lies in `09.541.01`, `09.541`, `09`."""
    parts = place.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)] + [NATIONAL]


@dataclass(frozen=True, kw_only=True)
class Office:
    """
    A role over a territory, for a reviewer on behalf of a body; a citizen's role has neither.

    `extent` is what the territory holds today beyond its own code: the provinces of an urban agency, the arrondissements of a city.
    """

    role: Role
    territory: str = ""
    body: str = ""
    extent: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Write the office as one word, as acts remember it: `clerk:09.541.01.13`, `reviewer:09:urban-agency`, `applicant`."""
        return ":".join(part for part in (self.role.value, self.territory, self.body) if part)

    def covers(self, place: str) -> bool:
        """Tell whether a place lies within the territory of this office."""
        return any(covers(territory, place) for territory in (self.territory, *self.extent))


@dataclass(frozen=True, kw_only=True)
class Grant(Office):
    """
    An office as it was given: between two legal days, both included; None for no limit.

    A vice-president's is delegated by a president (account), under an order whose reference is kept; it ends with that one's office.
    """

    since: date | None = None
    until: date | None = None
    delegated_by: str = ""
    delegated_under: str = ""

    def held_over(self, extent: tuple[str, ...]) -> Office:
        """Give the office itself, with what its territory holds beyond its own code."""
        return Office(role=self.role, territory=self.territory, body=self.body, extent=extent)

    def is_held_on(self, day: date) -> bool:
        """Tell whether the office is held on that day."""
        return (self.since is None or self.since <= day) and not self.is_over_on(day)

    def is_over_on(self, day: date) -> bool:
        """Tell whether the office is behind us on that day."""
        return self.until is not None and self.until < day


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The account on whose behalf a call is made, with the offices that it holds now."""

    account: str
    offices: tuple[Office, ...] = ()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Name the roles of all his offices: enough to be let in at a door, never to act upon a file."""
        return frozenset(office.role for office in self.offices)

    def has(self, *roles: Role) -> bool:
        """Tell whether he holds one of the roles, over whatever territory."""
        return not self.roles.isdisjoint(roles)

    def of(self, *roles: Role) -> tuple[Office, ...]:
        """Give those of his offices that are in one of the roles."""
        return tuple(office for office in self.offices if office.role in roles)

    def over(self, place: str, *roles: Role) -> tuple[Office, ...]:
        """Give those of his offices in one of the roles whose territory holds a place."""
        return tuple(office for office in self.of(*roles) if office.covers(place))

    def holds(self, *roles: Role, over: str = "", at: str = "", body: str = "") -> bool:
        """
        Tell whether one of his offices is in one of the roles, over a territory that holds `over`, or over `at` itself.

        With `body`, an office on behalf of that body.
        """
        if bool(over) == bool(at):
            raise TypeError("say over which place, or at which one")
        found = self.over(over or at, *roles)
        return any((not at or office.territory == at) and (not body or office.body == body) for office in found)

    def acting_for(self, authority: Authority, place: str) -> Office | None:
        """Give the office in which he acts in the name of an authority for a place, if he has one."""
        found = self.over(place, *authority.roles)
        return next((office for office in found if not authority.sits_at or office.territory == place), None)

    def must_have(self, *roles: Role) -> None:
        """Raise `Forbidden` when he holds none of the roles."""
        if not self.has(*roles):
            raise Forbidden

    def must_hold(self, *roles: Role, over: str) -> None:
        """Raise `Forbidden` when he has none of the roles, `NotFound` when none over that place: what he may not see does not exist."""
        self.must_have(*roles)
        if not self.holds(*roles, over=over):
            raise NotFound


NOBODY = Principal(account="")
"""The caller of a public question."""
