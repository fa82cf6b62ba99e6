"""Who begins a file, for whom, and in which capacities both take part in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.parties import Capacity
from services.filing.domain.author import Author

CAPACITIES: Mapping[str, Capacity] = {"architect": Capacity.ARCHITECT, "surveyor": Capacity.SURVEYOR}
"""By profession; whoever is of another files as a mandatary."""


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """The person for whom the permit is asked: of whom a mandate is awaited, only the account, and nothing when nobody was found."""

    account: str
    full_name: str = ""
    national_id: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Filers:
    """Who begins a file: for whom, from which account, and, when it is a professional's, as whom he was approved."""

    applicant: Applicant
    filed_by: str
    author: Author | None = None


def capacity_of(author: Author | None) -> Capacity:
    """Say in which capacity somebody files for another."""
    return CAPACITIES.get(author.profession, Capacity.MANDATARY) if author else Capacity.MANDATARY
