"""What people must have been told once the files have their permits: the table of notices, read for the life of a file and the cast."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import NamedTuple

from catalogue import procedures
from catalogue.messages import templates
from contracts.events import Event
from contracts.filing import DossierSubmitted, MandateRequested, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, Moment
from contracts.review import DecisionReached, OpinionRequested, Outcome
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from demo import steps
from services.notification.domain.notice import NOTICES, Circle

Facts = Mapping[type[Event], Mapping[str, str | None]]
"""Events, each with what decides whether it is told."""

PATH = {"procedure": procedures.load("building-permit-small").ref}
LIFE: Facts = {
    MandateRequested: {"applicant": "owner"},
    DossierSubmitted: PATH,
    OpinionRequested: {**PATH, "body": "urban-agency"},  # of three bodies: each has one reviewer, who is told once
    DecisionReached: {"outcome": Outcome.FAVOURABLE},
    FeesAssessed: {**PATH, "due": Moment.DECISION},
    FeesSettled: {**PATH, "due": Moment.DECISION, "method": "card"},
    SignatureRequested: {},
    PermitIssued: {"valid_until": None},
}
KEY: Facts = {SigningKeyProposed: {}, SigningKeyConfirmed: {}, SigningKeyActivated: {}}
READERS: Mapping[Circle, tuple[str, ...]] = {
    Circle.PARTIES: ("owner", "architect"),
    Circle.CLERKS: ("clerk",),
    Circle.REVIEWERS: tuple(steps.REVIEWERS),
    Circle.SIGNATORIES: ("president",),
    Circle.HOLDER: ("president",),
    Circle.SITTING_HOLDERS: (),  # the president is the first to have a key
    Circle.AUDITORS: ("auditor",),
    Circle.MANDATOR: ("owner",),
}
OTHER_LIVES = frozenset(
    {
        "account-exists",
        "complement-requested",
        "decision-refused",
        "declaration-received",
        "declaration-stands",
        "declaration-submitted",
        "dossier-submitted-unpaid",
        "dossier-withdrawn",
        "fees-assessed-for-study",
        "fees-settled-for-study",
        "glass-broken",
        "information-requested",
        "mandate-withdrawn",
        "objection-raised",
        "office-change-proposed",
        "office-changed",
        "permit-issued-until",
        "surplus-held",
    }
)
"""Nothing of the kind happens to these files and people; the offices of the cast were there from the beginning."""


class Told(NamedTuple):
    """Somebody of the cast is told of a file (of none: of his key) in the words of a template, through a channel."""

    dossier: str
    template: str
    channel: str
    name: str

    def __str__(self) -> str:
        """Say who is told what, but not of which file."""
        return f"{self.template} by {self.channel} to {self.name}"


def due(dossiers: Iterable[str]) -> set[Told]:
    """List all that must have been said when these files have their permits and the president has his key."""
    return {told for dossier in dossiers for told in _of(dossier, LIFE)} | _of("", KEY)


def unsaid() -> set[str]:
    """Name the messages that the catalogue words for this life, and that no notice sends."""
    return set(templates()) - OTHER_LIVES - {told.template for told in due({"any"})}


def _of(dossier: str, facts: Facts) -> set[Told]:
    """Read the table of notices."""
    return {
        Told(dossier, notice.template, channel, name)
        for fact, details in facts.items()
        for notice in NOTICES.get(fact, ())
        if notice.concerns(SimpleNamespace(**details))
        for name in READERS[notice.circle]
        for channel in notice.channels
    }
