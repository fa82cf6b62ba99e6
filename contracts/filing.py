"""What filing announces: the file's own steps, from the counter to the issued permit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from contracts.events import Declared, DossierEvent, Instant
from contracts.parties import Party


@dataclass(frozen=True, kw_only=True)
class DossierSubmitted(DossierEvent):
    """The administration has received the file; the receipt is day 0 of every legal deadline (law 55-19)."""

    version: ClassVar[int] = 2  # until November 2026 a category and quantities stood for what is declared, two accounts for the parties

    parties: tuple[Party, ...]
    declared: Declared
    submitted_at: Instant
    follows: str = ""  # the earlier file that it builds on, where its procedure wants one


@dataclass(frozen=True, kw_only=True)
class ComplementProvided(DossierEvent):
    """The applicant has answered the one request for complement; what the file declares now replaces what it declared at first."""

    version: ClassVar[int] = 2  # until November 2026 a category and quantities stood for what is declared

    declared: Declared
    provided_at: Instant


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(DossierEvent):
    """The applicant has taken the file back; nothing further is done with it."""

    withdrawn_at: Instant


@dataclass(frozen=True, kw_only=True)
class PartiesChanged(DossierEvent):
    """Somebody takes part in a file that was handed in, or does no longer; these are all its parties now."""

    parties: tuple[Party, ...]
    changed_at: Instant


@dataclass(frozen=True, kw_only=True)
class PermitPrepared(DossierEvent):
    """The paper of a file exists, unsigned, at rest under its SHA-256: a permit, a note."""

    permit_number: str
    document: str  # SHA-256, hexadecimal
    prepared_at: Instant


@dataclass(frozen=True, kw_only=True)
class PermitIssued(DossierEvent):
    """The signed permit is in the applicant's space."""

    permit_number: str
    document: str  # SHA-256 of the signed document
    issued_at: Instant
    valid_until: date | None = None  # the last day; without, it does not run out by itself


@dataclass(frozen=True, kw_only=True)
class MandateRequested(DossierEvent):
    """A professional has begun a draft for somebody, and asks to file for him. Private: it names the professional, and whom he found."""

    private: ClassVar[bool] = True

    applicant: str  # account of whom it is asked; empty when nobody has the e-mail and the identifier that were named
    professional: str  # account
    professional_name: str
    profession: str
    requested_at: Instant


@dataclass(frozen=True, kw_only=True)
class MandateWithdrawn(DossierEvent):
    """The applicant has taken a mandate back: the professional acts no longer on the file. Private: of a draft nobody else hears."""

    private: ClassVar[bool] = True

    professional: str  # account
    withdrawn_at: Instant
