"""
Who is calling, and what he may do: role, body and territory.

A territory is a dotted code; `09.541` covers every commune of that province, `national` covers the country, the empty text nothing.
"""

from dataclasses import dataclass

from contracts.refusals import Forbidden, NotFound

NATIONAL = "national"


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The account on whose behalf a call is made."""

    account: str
    roles: frozenset[str] = frozenset()
    territory: str = ""
    body: str = ""

    def has(self, *roles: str) -> bool:
        """Tell whether he holds one of the roles."""
        return not self.roles.isdisjoint(roles)

    def covers(self, territory: str) -> bool:
        """Tell whether the given territory lies within his own."""
        if self.territory == NATIONAL:
            return True
        return bool(self.territory) and f"{territory}.".startswith(f"{self.territory}.")

    def must_have(self, *roles: str) -> None:
        """Raise `Forbidden` when he holds none of the roles."""
        if not self.has(*roles):
            raise Forbidden

    def must_cover(self, territory: str) -> None:
        """Raise `NotFound` when the territory is not his: what he may not see does not exist for him."""
        if not self.covers(territory):
            raise NotFound


NOBODY = Principal(account="")
"""The caller of a public question."""
