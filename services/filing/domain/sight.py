"""
Who may see a file: its parties, and the officials of its territory once it is submitted; a draft taken back never was.

A professional whose mandate was withdrawn still sees what he filed: he answers for it to his order and before the courts (law 16-89).

An administrator looks after accounts and settings, and reads no file; who must read everything is an auditor.
"""

from dataclasses import dataclass

from catalogue.territory import Commune
from catalogue.territory.windows import desk_of, window_of
from contracts.people import CHAIRS, HEADS, Office, Principal, Role
from contracts.refusals import NotYourOffice
from services.filing.domain.dossier import Dossier
from services.filing.domain.refusals import NoSuchDossier, NoSuchMandate

OFFICIALS = (Role.CLERK, Role.REVIEWER, Role.DIRECTOR, *CHAIRS, Role.TREASURER, Role.GOVERNOR, Role.AUDITOR)
REGISTRARS = (*CHAIRS, Role.GOVERNOR, Role.AUDITOR)
"""Who reads a register without keeping it."""
MEMBERS = (Role.REVIEWER, *HEADS)
"""Who sits in a body, or heads one."""


def body_of(office: Office) -> str:
    """Name the body on whose behalf an office is held, or which it heads."""
    return HEADS.get(office.role, office.body)


@dataclass(frozen=True)
class Sight:
    """What one reader may see of one file."""

    reader: Principal
    dossier: Dossier

    def as_party(self) -> bool:
        """Tell whether he is the applicant, once the file is his, or the one who filed."""
        return self.dossier.is_applicant(self.reader.account) or self.reader.account == self.dossier.filed_by

    def as_official(self) -> tuple[Office, ...]:
        """Give his offices over the territory, for which he may see; who sits in a body, or heads one, only what it is asked about."""
        if self.dossier.submitted_at is None:
            return ()
        found = self.reader.over(self.dossier.commune, *OFFICIALS)
        return tuple(office for office in found if office.role not in MEMBERS or body_of(office) in self.dossier.bodies)


def require_sight(reader: Principal, dossier: Dossier) -> None:
    """Raise `NoSuchDossier` when the reader may not know of the file."""
    sight = Sight(reader, dossier)
    if not sight.as_party() and not sight.as_official():
        raise NoSuchDossier


def require_party(reader: Principal, dossier: Dossier) -> None:
    """Raise `NoSuchDossier` when the caller is neither the applicant nor the one who filed, `MandateOver` when he may act no longer."""
    if not Sight(reader, dossier).as_party():
        raise NoSuchDossier
    dossier.refuse_if_mandate_withdrawn(reader.account)


def require_mandator(reader: Principal, dossier: Dossier) -> None:
    """Raise `NoSuchMandate` unless the mandate of this file was asked of the caller."""
    if dossier.mandate is None or not reader.account or reader.account != dossier.applicant.account:
        raise NoSuchMandate


def require_register(reader: Principal, commune: Commune) -> None:
    """Refuse a clerk of another desk than that which keeps the register of the commune (general building regulation, decree 2-18-577)."""
    reader.must_hold(*REGISTRARS, Role.CLERK, over=commune.code)
    keeps = reader.holds(Role.CLERK, at=desk_of(window_of(commune), commune))
    if not keeps and not reader.holds(*REGISTRARS, over=commune.code):
        raise NotYourOffice
