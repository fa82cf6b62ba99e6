"""
What each reader is shown of a file that he may see: as much of the applicant as his work needs, in one table (law 09-08, art. 3).

An applicant reads everything of his own file. Whoever stands here in two capacities reads what either of them does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from contracts.people import Principal, Role
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant
from services.filing.domain.refusals import NotForYourOffice
from services.filing.domain.sight import Sight

EVERYTHING = frozenset(field.name for field in fields(Applicant))
NAMED = frozenset({"account", "full_name", "national_id"})


@dataclass(frozen=True)
class Disclosure:
    """What is shown: details of the applicant, the project (form and documents), the papers that name him (receipt and permit)."""

    person: frozenset[str] = frozenset()
    project: bool = False
    papers: bool = False

    def __or__(self, other: "Disclosure") -> "Disclosure":
        """Show what either shows."""
        return Disclosure(self.person | other.person, self.project or other.project, self.papers or other.papers)

    def must_show_project(self) -> None:
        """Raise `NotForYourOffice` when form and documents are not shown."""
        if not self.project:
            raise NotForYourOffice

    def must_show_papers(self) -> None:
        """Raise `NotForYourOffice` when receipt and permit are not shown."""
        if not self.papers:
            raise NotForYourOffice


WITHOUT_MANDATE = "professional-without-mandate"
SHOWN: Mapping[str, Disclosure] = {
    Role.APPLICANT: Disclosure(EVERYTHING, project=True, papers=True),
    Role.PROFESSIONAL: Disclosure(NAMED | {"email"}, project=True, papers=True),  # under a mandate that was given
    WITHOUT_MANDATE: Disclosure(project=True),  # what he has typed and attached himself
    Role.CLERK: Disclosure(EVERYTHING, project=True, papers=True),  # compares identities, and reaches people
    Role.REVIEWER: Disclosure(frozenset({"account", "full_name"}), project=True),  # studies the project, not the person
    Role.DIRECTOR: Disclosure(NAMED, project=True, papers=True),  # signs a note that states both
    Role.PRESIDENT: Disclosure(NAMED, project=True, papers=True),  # signs a permit that states both
    Role.VICE_PRESIDENT: Disclosure(NAMED, project=True, papers=True),  # in his place
    Role.TREASURER: Disclosure(NAMED),  # whom he gives a receipt
    Role.GOVERNOR: Disclosure(NAMED, project=True, papers=True),
    Role.AUDITOR: Disclosure(EVERYTHING, project=True, papers=True),
}


def shown_to(reader: Principal, dossier: Dossier) -> Disclosure:
    """Gather what a reader is shown of a file; nothing when he may not see it."""
    shown = Disclosure()
    for capacity in _capacities(reader, dossier):
        shown |= SHOWN[capacity]
    return shown


def _capacities(reader: Principal, dossier: Dossier) -> list[str]:
    """Say in which capacities he stands before the file."""
    capacities: list[str] = []
    if dossier.is_applicant(reader.account):
        capacities.append(Role.APPLICANT)
    if reader.account == dossier.filed_by:
        given = dossier.mandate is None or dossier.mandate.was_given
        capacities.append(Role.PROFESSIONAL if given else WITHOUT_MANDATE)
    return capacities + [office.role for office in Sight(reader, dossier).as_official()]
