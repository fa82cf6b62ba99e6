"""
What review announces: the study of a file, from the opened case to the decision.

What a body reserves is told privately (ADR 0028): it is free text, which may name persons.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from contracts.events import DossierEvent, Event, Instant


class Verdict(StrEnum):
    """What a body may say of a file."""

    FAVOURABLE = "favourable"
    FAVOURABLE_WITH_RESERVATIONS = "favourable-with-reservations"
    UNFAVOURABLE = "unfavourable"
    ADJOURNED = "adjourned"
    INFORMATION = "information"  # it judges nothing: what it says is what was asked for


REASONED = frozenset({Verdict.FAVOURABLE_WITH_RESERVATIONS, Verdict.INFORMATION})
"""The verdicts whose words are told too (`OpinionReasoned`), and the paper repeats."""


class Unit(StrEnum):
    """How a delay is counted."""

    DAYS = "days"
    WORKING_DAYS = "working-days"


class Voice(StrEnum):
    """What a body is heard for."""

    OPINION = "opinion"
    INFORMATION = "information"  # it judges nothing: it says what holds for a plot


class Window(StrEnum):
    """The desk that receives the file, collects the opinions and prepares the decision."""

    COMMUNAL = "communal-desk"
    PROVINCIAL = "provincial-committee"


class Outcome(StrEnum):
    """What whoever decides may decide."""

    FAVOURABLE = "favourable"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class CaseOpened(DossierEvent):
    """The study of a submitted file has begun; what holds it back is paid."""

    due_on: date  # legal limit for the decision; where nobody decides, the last day to object; without either, the last body's
    opened_at: Instant


@dataclass(frozen=True, kw_only=True)
class ComplementRequested(DossierEvent):
    """The clerk asks, once, for what is missing (law 55-19); the wording is read through the API."""

    items: tuple[str, ...]  # codes of the documents or fields
    requested_at: Instant


@dataclass(frozen=True, kw_only=True)
class CaseResumed(DossierEvent):
    """The applicant has answered: the clocks, which stood still since the request, go on with what is left."""

    due_on: date  # the legal limit for the decision, moved
    resumed_at: Instant  # the answer's


@dataclass(frozen=True, kw_only=True)
class OpinionRequested(DossierEvent):
    """A body is asked for its opinion."""

    body: str
    mandatory: bool
    due_on: date
    requested_at: Instant


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(DossierEvent):
    """A body has given its opinion."""

    body: str
    verdict: Verdict
    given_by: str  # account
    given_at: Instant


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """What a body reserves: its words, in the language in which it wrote them, and the article that they rest on, if it named one."""

    text: str
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class OpinionReasoned(Event):
    """A body has given its opinion with these reservations, which the permit repeats; one reader, filing, hence not flat."""

    private: ClassVar[bool] = True

    dossier: str
    commune: str
    body: str
    reservations: tuple[Reservation, ...]
    given_at: Instant

    def subject(self) -> str:
        """Name the opinion, not the file: what outsiders do not see takes no number from what they count."""
        return f"{self.dossier}/{self.body}"

    def where(self) -> str:
        """Give the commune's code."""
        return self.commune


@dataclass(frozen=True, kw_only=True)
class DecisionReached(DossierEvent):
    """Whoever the procedure says has decided."""

    outcome: Outcome
    decided_by: str  # account
    decided_at: Instant
    bodies: tuple[str, ...]  # whose opinions it rests on
    complemented_at: Instant | None = None  # when the file that was decided on was completed, if it had to be


@dataclass(frozen=True, kw_only=True)
class StudyConcluded(DossierEvent):
    """Every mandatory body has spoken, and nobody decides: what was said is the answer."""

    bodies: tuple[str, ...]  # whose words it rests on
    concluded_at: Instant
    complemented_at: Instant | None = None  # when the file was completed, if it had to be


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(DossierEvent):
    """The administration objects to what was declared; the reasons are read through the API."""

    raised_by: str  # account
    raised_at: Instant


@dataclass(frozen=True, kw_only=True)
class ObjectionTimeLapsed(DossierEvent):
    """Nobody has objected in time: what was declared stands."""

    lapsed_at: Instant
