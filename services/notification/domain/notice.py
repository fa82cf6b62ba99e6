"""Which fact is told to whom, in which words, through which channels: one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.accounts import GlassBroken, OfficeChanged, OfficeChangeProposed, RegistrationRepeated
from contracts.events import Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, MandateWithdrawn, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.review import ComplementRequested, DecisionReached, OpinionRequested, Outcome
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from services.notification.domain.message import Channel


class Circle(StrEnum):
    """Who is told."""

    PARTIES = "parties"  # who takes part in the file
    CLERKS = "clerks"  # of the window that receives the file
    REVIEWERS = "reviewers"  # of the body that is asked
    TREASURERS = "treasurers"  # of the commune to which money came
    PRESIDENTS = "presidents"  # who sign for the commune
    HOLDER = "holder"  # of the signing key
    SITTING_HOLDERS = "sitting-holders"  # others whose active keys sign for the commune
    CONCERNED = "concerned"  # the person of the account
    SITTING = "sitting"  # who hold the same office over the same territory
    AUDITORS = "auditors"  # of the territory
    ADMINISTRATORS = "administrators"  # of the country
    MANDATOR = "mandator"  # of whom a mandate is asked
    MANDATARY = "mandatary"  # the professional who had one


MAIL = (Channel.MAIL,)
MAIL_AND_SMS = (Channel.MAIL, Channel.SMS)


def always(event: Any) -> bool:
    """Tell of every such fact."""
    return True


def is_favourable(event: DecisionReached) -> bool:
    """Tell of a favourable decision only."""
    return event.outcome == Outcome.FAVOURABLE


def is_refusal(event: DecisionReached) -> bool:
    """Tell of a refusal only."""
    return event.outcome == Outcome.REFUSED


def is_paid(event: FeesSettled) -> bool:
    """Tell of money received only, not of fees that were nothing."""
    return event.method != "none"


def is_of_somebody(event: MandateRequested) -> bool:
    """Tell of a mandate that is asked of a person, not of one for which nobody was found."""
    return event.applicant != ""


@dataclass(frozen=True)
class Notice:
    """One message to write: its template, its circle, its channels, and for which facts."""

    template: str
    circle: Circle
    channels: tuple[Channel, ...] = MAIL
    concerns: Callable[[Any], bool] = always


WATCHERS = (Circle.CONCERNED, Circle.SITTING, Circle.AUDITORS)
"""Who is told of each office that is given or taken; who belongs to two circles is told once."""

NOTICES: Mapping[type[Event], tuple[Notice, ...]] = {
    DossierSubmitted: (Notice("dossier-submitted", Circle.PARTIES, MAIL_AND_SMS), Notice("dossier-to-admit", Circle.CLERKS)),
    ComplementRequested: (Notice("complement-requested", Circle.PARTIES, MAIL_AND_SMS),),
    OpinionRequested: (Notice("opinion-requested", Circle.REVIEWERS),),
    DecisionReached: (
        Notice("decision-favourable", Circle.PARTIES, MAIL_AND_SMS, is_favourable),
        Notice("decision-refused", Circle.PARTIES, MAIL_AND_SMS, is_refusal),
    ),
    FeesAssessed: (Notice("fees-assessed", Circle.PARTIES),),
    FeesSettled: (Notice("fees-settled", Circle.PARTIES, MAIL, is_paid),),
    SurplusHeld: (Notice("surplus-held", Circle.TREASURERS),),
    SignatureRequested: (Notice("signature-requested", Circle.PRESIDENTS),),
    PermitIssued: (Notice("permit-issued", Circle.PARTIES, MAIL_AND_SMS),),
    DossierWithdrawn: (Notice("dossier-withdrawn", Circle.PARTIES),),
    SigningKeyProposed: (
        Notice("signing-key-proposed", Circle.HOLDER),
        Notice("signing-key-proposed-beside", Circle.SITTING_HOLDERS),
        Notice("signing-key-proposed-beside", Circle.AUDITORS),
    ),
    SigningKeyConfirmed: (
        Notice("signing-key-confirmed", Circle.HOLDER),
        Notice("signing-key-confirmed-beside", Circle.SITTING_HOLDERS),
        Notice("signing-key-confirmed-beside", Circle.AUDITORS),
    ),
    SigningKeyActivated: (Notice("signing-key-activated", Circle.HOLDER),),
    OfficeChangeProposed: tuple(Notice("office-change-proposed", circle) for circle in (*WATCHERS, Circle.ADMINISTRATORS)),
    OfficeChanged: tuple(Notice("office-changed", circle) for circle in WATCHERS),
    GlassBroken: tuple(Notice("glass-broken", circle, MAIL_AND_SMS) for circle in (*WATCHERS, Circle.ADMINISTRATORS)),
    MandateRequested: (Notice("mandate-requested", Circle.MANDATOR, MAIL_AND_SMS, is_of_somebody),),
    MandateWithdrawn: (Notice("mandate-withdrawn", Circle.MANDATARY),),
    RegistrationRepeated: (Notice("account-exists", Circle.CONCERNED),),
}
