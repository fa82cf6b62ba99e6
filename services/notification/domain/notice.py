"""Which fact is told to whom, in which words, through which channels: one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.events import Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.review import ComplementRequested, DecisionReached, OpinionRequested, Outcome
from contracts.signature import SignatureRequested, SigningKeyActivated
from services.notification.domain.message import Channel


class Circle(StrEnum):
    """Who is told."""

    PARTIES = "parties"  # the applicant, and who filed for him
    CLERKS = "clerks"  # of the window that receives the file
    REVIEWERS = "reviewers"  # of the body that is asked
    TREASURERS = "treasurers"  # of the commune to which money came
    PRESIDENTS = "presidents"  # who sign for the commune
    HOLDER = "holder"  # of the signing key


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


@dataclass(frozen=True)
class Notice:
    """One message to write: its template, its circle, its channels, and for which facts."""

    template: str
    circle: Circle
    channels: tuple[Channel, ...] = MAIL
    concerns: Callable[[Any], bool] = always


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
    SigningKeyActivated: (Notice("signing-key-activated", Circle.HOLDER),),
}
