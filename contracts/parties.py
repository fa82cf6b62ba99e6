"""
Who takes part in a file: an account, in which capacity, and since when no longer.

Whoever took part once may still read what he had part in, and never acts upon the file in an office; only who takes part now acts on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.events import Instant


class Capacity(StrEnum):
    """In which capacity somebody takes part in a file."""

    OWNER = "owner"  # for whom the permit is asked (maître d'ouvrage)
    CO_OWNER = "co-owner"
    ARCHITECT = "architect"
    CO_DESIGNER = "co-designer"
    SURVEYOR = "surveyor"
    COMPANY_OFFICER = "company-officer"
    MANDATARY = "mandatary"  # who files under a mandate, and is of no profession that has a capacity of its own


@dataclass(frozen=True, kw_only=True)
class Party:
    """One account in one capacity; `left_at` once it takes part no longer."""

    account: str
    capacity: Capacity
    left_at: Instant | None = None


Parties = tuple[Party, ...]
"""The parties of a file, who left it among them; an account may stand there in several capacities."""


def taking_part(parties: Iterable[Party]) -> tuple[str, ...]:
    """Name the accounts that take part now, each once, in their order."""
    return tuple(dict.fromkeys(party.account for party in parties if party.left_at is None))


def takes_part(parties: Iterable[Party], account: str) -> bool:
    """Tell whether an account takes part now: who acts as a party."""
    return account != "" and account in taking_part(parties)


def took_part(parties: Iterable[Party], account: str) -> bool:
    """Tell whether an account takes part, or did once: who acts in no office upon this file."""
    return account != "" and any(party.account == account for party in parties)
