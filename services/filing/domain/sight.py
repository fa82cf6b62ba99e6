"""
Who may see a file: its parties, and the officials of its territory once it is submitted; a draft taken back never was.

A professional whose mandate was withdrawn still sees what he filed: he answers for it to his order and before the courts (law 16-89).

An administrator looks after accounts and settings, and reads no file; who must read everything is an auditor.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from catalogue import procedures
from catalogue.territory import Commune
from catalogue.territory.windows import desk_of, window_of
from contracts.refusals import NotYourOffice
from services.filing.domain.dossier import Dossier
from services.filing.domain.refusals import NoSuchDossier, NoSuchMandate

OFFICIALS = ("clerk", "reviewer", "president", "treasurer", "governor", "auditor")


class Reader(Protocol):
    """The one who wants to see: an account with roles, a body, a territory."""

    @property
    def account(self) -> str:
        """Name the account."""

    @property
    def roles(self) -> Collection[str]:
        """Name the roles."""

    @property
    def territory(self) -> str:
        """Give the dotted code of the reader's territory."""

    @property
    def body(self) -> str:
        """Name the body for which a reviewer sits."""

    def covers(self, territory: str) -> bool:
        """Tell whether a territory lies within the reader's."""


@dataclass(frozen=True)
class Sight:
    """What one reader may see of one file."""

    reader: Reader
    dossier: Dossier

    def as_party(self) -> bool:
        """Tell whether he is the applicant, once the file is his, or the one who filed."""
        return self.dossier.is_applicant(self.reader.account) or self.reader.account == self.dossier.filed_by

    def as_official(self) -> bool:
        """Tell whether he is an official of the territory; a reviewer sees only what his body is asked about."""
        if self.dossier.submitted_at is None or not self.reader.covers(self.dossier.commune):
            return False
        offices = set(self.reader.roles).intersection(OFFICIALS)
        if offices == {"reviewer"}:
            return procedures.by_ref(self.dossier.procedure).body(self.reader.body) is not None
        return bool(offices)


def require_sight(reader: Reader, dossier: Dossier) -> None:
    """Raise `NoSuchDossier` when the reader may not know of the file."""
    sight = Sight(reader, dossier)
    if not sight.as_party() and not sight.as_official():
        raise NoSuchDossier


def require_party(reader: Reader, dossier: Dossier) -> None:
    """Raise `NoSuchDossier` when the caller is neither the applicant nor the one who filed, `MandateOver` when he may act no longer."""
    if not Sight(reader, dossier).as_party():
        raise NoSuchDossier
    dossier.refuse_if_mandate_withdrawn(reader.account)


def require_mandator(reader: Reader, dossier: Dossier) -> None:
    """Raise `NoSuchMandate` unless the mandate of this file was asked of the caller."""
    if dossier.mandate is None or not reader.account or reader.account != dossier.applicant.account:
        raise NoSuchMandate


def require_register(reader: Reader, commune: Commune) -> None:
    """Refuse a clerk of another desk than that which keeps the register of the commune (general building regulation, decree 2-18-577)."""
    if set(reader.roles).intersection(OFFICIALS) == {"clerk"} and reader.territory != desk_of(window_of(commune), commune):
        raise NotYourOffice
