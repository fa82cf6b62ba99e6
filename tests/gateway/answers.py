"""What the rooms answer, and the gateway, written by their own views from real things: some for each schema of the description."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from catalogue import procedures
from catalogue.territory import territory
from catalogue.territory.agencies import agencies_on
from contracts.calls.filing import DossierStatus
from contracts.calls.payment import PaymentMethod
from contracts.calls.signature import RequestStatus
from contracts.payment import Moment
from contracts.people import Grant, Role
from gateway.api import views
from gateway.api.procedure import procedure_summary, procedure_view
from gateway.auth.offices import Proposal, Ruling, RulingOutcome, Way
from services.filing import views as filing
from services.filing.domain.author import Author
from services.filing.domain.disclosure import SHOWN, Disclosure
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant
from services.filing.domain.mandate import Mandate
from services.filing.domain.standing import Stage
from services.notification import views as notification
from services.payment import views as payment
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import Payment
from services.payment.domain.surplus import Surplus
from services.payment.providers.provider import Redirect
from services.review import views as review
from services.signature import views as signature
from services.signature.domain.requests import SignatureRequest
from services.signature.letters import Letters
from tests.files import File
from tests.gateway.makers import NOON, TAROUDANNT, an_account
from tests.gateway.studies import studies
from tests.notification.makers import a_message
from tests.payment.makers import a_line
from tests.signature.makers import a_key, a_signature, an_active_key

Json = Mapping[str, Any]
Fields = dict[str, Any]
TODAY = date(2026, 12, 4)
HASH = "0" * 64


def dossiers() -> list[Dossier]:
    """Make a draft for somebody whose mandate is awaited, a file that was handed in, one that was delivered, and one for oneself."""
    owner = Applicant(account="owner", full_name="Fatima Oubella", national_id="JB123456", email="f@exemple.ma", phone="+212661234567")
    plan = Document(kind="boundary-plan", sha256=HASH, size=10, media_type="application/pdf", attached_at=NOON, pages=1)
    told: Fields = {"registry_number": "095410113-2026-000001", "submitted_at": NOON, "receipt": HASH}
    delivered: Fields = {"permit_number": "PC-095410113-2026-000001", "permit": HASH, "mandate": Mandate(asked_at=NOON).confirmed(NOON)}

    def file(**what_matters: Any) -> Dossier:
        usual: Fields = {"id": "dossier-1", "procedure": "building-permit-small@2026-02", "commune": TAROUDANNT, "applicant": owner}
        author = Author(full_name="Leïla Amrani", profession="architect", order_number="CNOA-4521")
        usual |= {"filed_by": "architect", "created_at": NOON, "since": NOON, "author": author, "mandate": Mandate(asked_at=NOON)}
        return Dossier(**usual | what_matters)

    return [
        file(applicant=Applicant(account="owner")),
        file(stage=Stage.SUBMITTED, form={"land": {}}, documents={plan.kind: plan}, **told),
        file(stage=Stage.ISSUED, **told | delivered),
        file(filed_by="owner", author=None, mandate=None),
    ]


def dossier_views() -> list[Json]:
    """Show files to each reader, and to who has changed them."""
    shown = [filing.whole(each, "owner", some) for each in dossiers() for some in (*SHOWN.values(), Disclosure())]
    return shown + [filing.changed(each, "owner") for each in dossiers()]


def registry_lines() -> list[Json]:
    """Show what the register of a desk holds."""
    line = {"registry_number": "095410113-2026-000001", "id": "dossier-1", "procedure": "repair-permit@2026-01", "submitted_at": NOON}
    rows: list[Any] = [SimpleNamespace(**line, status=status) for status in DossierStatus if status is not DossierStatus.DRAFT]
    return [filing.registered(row) for row in rows]


def orders() -> list[FeeOrder]:
    """Make an order that waits and one that is paid."""
    file = File()
    waiting, paid = (FeeOrder(**vars(file), id="1", due=due, lines=(a_line(),), assessed_at=NOON) for due in Moment)
    paid.settle(PaymentMethod.CARD, NOON)
    return [waiting, paid]


def payments() -> list[Payment]:
    """Make attempts to pay: one that begins, one that succeeded."""
    begun, accepted = (Payment.start(orders()[0], PaymentMethod.CARD, "owner", NOON) for _ in range(2))
    accepted.accept("bank-1", NOON)
    return [begun, accepted]


def started_payments() -> list[Json]:
    """Show attempts to pay, on line and at the desk."""
    redirects = (Redirect(url="https://bank.example", fields={"amount": "10.00"}), None)
    return [payment.started(payments()[0], redirect) for redirect in redirects]


def surpluses() -> list[Json]:
    """Show money beyond what was due."""
    paid = payments()[0]
    return [payment.surplus(Surplus(payment=paid.id, order=paid.order, transaction="1", amount=paid.amount, held_at=NOON))]


def requests() -> list[SignatureRequest]:
    """Make requests: one that waits, of each procedure that has something signed, one that is signed, one of a file taken back."""
    signed: Json = {"status": RequestStatus.SIGNED, "signature": a_signature(), "permit_number": "PC-1", "document": HASH}
    files = [File(procedure=procedure.ref) for procedure in procedures.catalogue_of() if procedure.paper]
    made = [SignatureRequest(**vars(file), id="1", requested_at=None) for file in files]
    return [*made, *(SignatureRequest(**vars(files[0]), id="2", requested_at=NOON, withdrawn_at=day, **signed) for day in (None, NOON))]


def verifications() -> list[Json]:
    """Show what anybody may know of papers, one of them of a file that was taken back, and of receipts, one of them a title."""
    papers = [{"kind": "permit", **signature.proof(each)} for each in requests() if each.signature]
    title = replace(dossiers()[1], procedure=procedures.load("simple-activity-declaration").ref)
    return papers + [filing.proof(each) for each in (*dossiers()[1:3], title)]


def letters() -> list[Json]:
    """Show what a letter with a key says."""
    authority: Any = SimpleNamespace(fingerprint=lambda: HASH)
    return [Letters(b"s" * 32, authority).write(a_key())]


def grants() -> tuple[Grant, ...]:
    """Make a mandate between two days and a delegation."""
    deputy = Grant(role=Role.VICE_PRESIDENT, territory=TAROUDANNT, delegated_by="account-1", delegated_under="Arrêté n° 7/2026")
    return Grant(role=Role.PRESIDENT, territory=TAROUDANNT, since=TODAY, until=TODAY), deputy


def proposals() -> list[Json]:
    """Show proposals that wait and that were settled."""
    usual: Json = {"id": "1", "account": "2", "grants": grants(), "replaces": (), "act": "A", "proposed_by": "3", "proposed_at": NOON}
    refused = Ruling(outcome=RulingOutcome.REFUSED, by="4", at=NOON, reason="No.")
    return [views.proposal_view(Proposal(**usual, way=Way.TWO_PERSONS, ruling=ruling), NOON) for ruling in (None, refused)]


def every_procedure() -> list[procedures.Procedure]:
    """Read each version of each procedure."""
    return [procedures.by_ref(f"{each.code}@{version}") for each in procedures.catalogue_of() for version in procedures.versions(each.code)]


ANSWERS: Mapping[str, Callable[[], list[Json]]] = {
    "DossierSummary": lambda: [filing.summary(each) for each in dossiers()],
    "DossierView": dossier_views,
    "DocumentView": lambda: [filing.attached(each) for dossier in dossiers() for each in dossier.documents.values()],
    "MandateView": lambda: [filing.mandate(each) for each in dossiers() if each.mandate],
    "PermitView": lambda: [filing.numbered(dossiers()[2])],
    "RegistryLine": registry_lines,
    "MessageView": lambda: [view(a_message()) for view in (notification.shown, notification.traced)],
    "CaseSummary": lambda: [review.listed(case, TODAY) for case, _ in studies()],
    "CaseView": lambda: [review.shown(case, procedure, TODAY) for case, procedure in studies()],
    "OrderView": lambda: [payment.order(each) for each in orders()],
    "PaymentView": lambda: [payment.payment(each) for each in payments()],
    "StartedPaymentView": started_payments,
    "SurplusView": surpluses,
    "SignatureRequestView": lambda: [signature.view(each) for each in requests()],
    "SigningKeyView": lambda: [signature.key_view(each) for each in (a_key(), an_active_key())],
    "KeyLetterView": letters,
    "VerificationView": verifications,
    "AccountView": lambda: [views.account_view(each) for each in (an_account(), an_account(*grants()))],
    "ProposalView": proposals,
    "RegionView": lambda: [views.place_view(each) for each in territory().regions.values()],
    "ProvinceView": lambda: [views.place_view(each) for each in territory().provinces.values()],
    "CommuneView": lambda: [views.place_view(each) for each in territory().communes.values()],
    "ArrondissementView": lambda: [views.place_view(each) for each in territory().arrondissements.values()],
    "AgencyView": lambda: [views.agency_view(each) for each in agencies_on(TODAY).values()],
    "ProcedureSummary": lambda: [procedure_summary(each) for each in every_procedure()],
    "ProcedureView": lambda: [procedure_view(each) for each in every_procedure()],
}
"""By the schema that describes them."""
