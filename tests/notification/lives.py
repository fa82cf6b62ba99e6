"""The lives of four files, of four procedures: every fact that somebody is told of, from the submission to the end."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from contracts.events import Event, reference_of
from contracts.filing import DossierSubmitted, DossierWithdrawn, PermitIssued
from contracts.parties import Parties
from contracts.payment import FeesAssessed, FeesSettled, Moment, SurplusHeld
from contracts.people import Authority
from contracts.review import ComplementRequested, DecisionReached, ObjectionRaised, ObjectionTimeLapsed, OpinionRequested, Outcome
from contracts.signature import SignatureRequested
from tests.files import parties
from tests.notification.makers import NOW, a_submission

DUE_ON = date(2026, 12, 3)
VALID_UNTIL = date(2027, 5, 23)


def a_building_permit(submission: DossierSubmitted) -> list[Event]:
    """Tell all that may happen to a building permit, down to money that comes twice, and a withdrawal."""
    about: dict[str, Any] = dict(reference_of(submission))
    return [
        ComplementRequested(**about, items=("boundary-plan",), requested_at=NOW),
        an_opinion_request(submission),
        a_decision(submission),
        *fees(submission, Moment.DECISION),
        SurplusHeld(**about, order="order-1", payment="payment-1", transaction="bank-2", amount="5482.00", currency="MAD", held_at=NOW),
        a_signature_request(submission, Authority.PRESIDENT),
        PermitIssued(**about, permit_number="PC-2026-000001", document="1" * 64, issued_at=NOW),
        DossierWithdrawn(**about, withdrawn_at=NOW),
    ]


def a_repair_permit(submission: DossierSubmitted) -> list[Event]:
    """Tell of a repair permit: nobody is heard, and it runs out."""
    issued = PermitIssued(
        **reference_of(submission), permit_number="PR-2026-000001", document="1" * 64, issued_at=NOW, valid_until=VALID_UNTIL
    )
    return [
        a_decision(submission),
        *fees(submission, Moment.DECISION),
        a_signature_request(submission, Authority.PRESIDENT),
        issued,
    ]


def an_information_note(submission: DossierSubmitted) -> list[Event]:
    """Tell of a note: it is paid first, one body says what holds, its director signs."""
    issued = PermitIssued(**reference_of(submission), permit_number="NRU-2026-000001", document="1" * 64, issued_at=NOW)
    return [
        *fees(submission, Moment.REQUEST),
        an_opinion_request(submission),
        a_signature_request(submission, Authority.DIRECTOR),
        issued,
    ]


def a_declaration(submission: DossierSubmitted) -> list[Event]:
    """Tell of a declaration to which nobody objected."""
    return [ObjectionTimeLapsed(**reference_of(submission), lapsed_at=NOW + timedelta(days=61))]


LIVES: Mapping[str, Callable[[DossierSubmitted], list[Event]]] = {
    "building-permit-small@2026-03": a_building_permit,
    "repair-permit@2026-01": a_repair_permit,
    "planning-information-note@2026-01": an_information_note,
    "simple-activity-declaration@2026-01": a_declaration,
}
"""What follows the submission, by procedure."""


def life_of(procedure: str, told: Parties | None = None) -> tuple[DossierSubmitted, list[Event]]:
    """Make the submission of a file, and every later fact of its life."""
    submission = a_submission(procedure=procedure, parties=told or parties())
    return submission, LIVES[procedure](submission)


def an_objection(submission: DossierSubmitted) -> ObjectionRaised:
    """Make the fact that the president objects."""
    return ObjectionRaised(**reference_of(submission), raised_by="president", raised_at=NOW)


def an_opinion_request(submission: DossierSubmitted) -> OpinionRequested:
    """Make the fact that the urban agency is asked."""
    return OpinionRequested(**reference_of(submission), body="urban-agency", mandatory=True, due_on=DUE_ON, requested_at=NOW)


def a_decision(submission: DossierSubmitted, outcome: Outcome = Outcome.FAVOURABLE) -> DecisionReached:
    """Make the fact that it is decided."""
    return DecisionReached(**reference_of(submission), outcome=outcome, decided_by="president", decided_at=NOW, bodies=())


def a_signature_request(submission: DossierSubmitted, authority: Authority) -> SignatureRequested:
    """Make the fact that a paper waits for a signature."""
    return SignatureRequested(**reference_of(submission), request="request-1", authority=authority, document="0" * 64, requested_at=NOW)


def fees(submission: DossierSubmitted, due: Moment) -> tuple[FeesAssessed, FeesSettled]:
    """Make the facts that fees are due, and are paid."""
    order: dict[str, Any] = {**reference_of(submission), "order": "order-1", "due": due, "amount": "5482.00", "currency": "MAD"}
    return FeesAssessed(**order, assessed_at=NOW), FeesSettled(**order, method="card", settled_at=NOW)
