"""Which fact is told to whom, in which words, through which channels: one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.accounts import GlassBroken, OfficeChanged, OfficeChangeProposed, RegistrationRepeated
from contracts.calls.notification import Channel
from contracts.events import Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, MandateWithdrawn, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.review import ComplementRequested, DecisionReached, ObjectionRaised, ObjectionTimeLapsed, OpinionRequested
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from services.notification.domain import conditions


class Circle(StrEnum):
    """Who is told."""

    PARTIES = "parties"  # who takes part in the file
    CLERKS = "clerks"  # of the desk that receives the file
    REVIEWERS = "reviewers"  # of the body that is asked
    TREASURERS = "treasurers"  # of the commune to which money came
    SIGNATORIES = "signatories"  # who may sign in the name of the authority
    HOLDER = "holder"  # of the signing key
    SITTING_HOLDERS = "sitting-holders"  # others whose active keys sign for the same place
    CONCERNED = "concerned"  # the person of the account
    SITTING = "sitting"  # who hold the same office over the same territory
    AUDITORS = "auditors"  # of the territory
    ADMINISTRATORS = "administrators"  # of the country
    MANDATOR = "mandator"  # of whom a mandate is asked
    MANDATARY = "mandatary"  # the professional who had one


MAIL = (Channel.MAIL,)
MAIL_AND_SMS = (Channel.MAIL, Channel.SMS)


@dataclass(frozen=True)
class Notice:
    """One message to write: its template, its circle, its channels, and for which facts."""

    template: str
    circle: Circle
    channels: tuple[Channel, ...] = MAIL
    concerns: Callable[[Any], bool] = conditions.always


WATCHERS = (Circle.CONCERNED, Circle.SITTING, Circle.AUDITORS)
"""Who is told of each office that is given or taken; who belongs to two circles is told once."""

NOTICES: Mapping[type[Event], tuple[Notice, ...]] = {
    DossierSubmitted: (
        Notice("dossier-submitted", Circle.PARTIES, MAIL_AND_SMS, conditions.is_studied_at_once),
        Notice("dossier-submitted-unpaid", Circle.PARTIES, MAIL_AND_SMS, conditions.is_studied_once_paid),
        Notice("declaration-submitted", Circle.PARTIES, MAIL_AND_SMS, conditions.has_its_title),
        Notice("dossier-to-admit", Circle.CLERKS, MAIL, conditions.goes_to_the_desk_at_once),
        Notice("declaration-received", Circle.CLERKS, MAIL, conditions.may_be_objected_to),
    ),
    ComplementRequested: (Notice("complement-requested", Circle.PARTIES, MAIL_AND_SMS),),
    OpinionRequested: (
        Notice("opinion-requested", Circle.REVIEWERS, MAIL, conditions.asks_for_an_opinion),
        Notice("information-requested", Circle.REVIEWERS, MAIL, conditions.asks_for_information),
    ),
    DecisionReached: (
        Notice("decision-favourable", Circle.PARTIES, MAIL_AND_SMS, conditions.is_favourable),
        Notice("decision-refused", Circle.PARTIES, MAIL_AND_SMS, conditions.is_refusal),
    ),
    ObjectionRaised: (Notice("objection-raised", Circle.PARTIES, MAIL_AND_SMS),),
    ObjectionTimeLapsed: (Notice("declaration-stands", Circle.PARTIES),),
    FeesAssessed: (
        Notice("fees-assessed", Circle.PARTIES, MAIL, conditions.is_for_the_delivery),
        Notice("fees-assessed-for-study", Circle.PARTIES, MAIL, conditions.is_for_the_study),
    ),
    FeesSettled: (
        Notice("fees-settled", Circle.PARTIES, MAIL, conditions.pays_for_the_delivery),
        Notice("fees-settled-for-study", Circle.PARTIES, MAIL, conditions.pays_for_the_study),
        Notice("dossier-to-admit", Circle.CLERKS, MAIL, conditions.goes_to_the_desk_now),
    ),
    SurplusHeld: (Notice("surplus-held", Circle.TREASURERS),),
    SignatureRequested: (Notice("signature-requested", Circle.SIGNATORIES),),
    PermitIssued: (
        Notice("permit-issued", Circle.PARTIES, MAIL_AND_SMS, conditions.does_not_run_out),
        Notice("permit-issued-until", Circle.PARTIES, MAIL_AND_SMS, conditions.runs_out),
    ),
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
    MandateRequested: (Notice("mandate-requested", Circle.MANDATOR, MAIL_AND_SMS, conditions.is_of_somebody),),
    MandateWithdrawn: (Notice("mandate-withdrawn", Circle.MANDATARY),),
    RegistrationRepeated: (Notice("account-exists", Circle.CONCERNED),),
}
