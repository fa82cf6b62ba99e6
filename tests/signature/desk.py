"""The signature service on its database, without a broker, with a real signer at hand."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from chassis.receipts import Errand
from contracts.calls.signature import CeremonyView, SignatureRequestView
from contracts.events import reference_of
from contracts.filing import DossierSubmitted, DossierWithdrawn
from contracts.payment import FeesSettled, Moment
from contracts.people import Principal
from contracts.review import DecisionReached, Outcome, StudyConcluded
from services.signature.service import SignatureService
from tests.files import File, parties
from tests.people import a_caller
from tests.rooms import room_for
from tests.signature.conftest import Office
from tests.signature.makers import NOTE, NOW, PIN, TAROUDANNT, a_prepared_permit

PRESIDENT = a_caller("president-1", "president", territory=TAROUDANNT)


class Killed(Exception):
    """The process ends here."""


@dataclass
class AtHand:
    """The signer, called directly with a token, as the broker would have it called; `dies_after` a method, the service is killed."""

    office: Office
    token: str
    dies_after: str = ""

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """Name the method to call."""

        def call(**arguments: Any) -> Any:
            answer = self.office.signer.methods()[method](self.token, **arguments)
            if method == self.dies_after:
                raise Killed
            return answer

        return call


@dataclass
class Room:
    """The signature service and what surrounds it."""

    office: Office
    database: sa.Engine

    def service(self, caller: Principal = PRESIDENT, *, errand: Errand | None = None, dies_after: str = "") -> SignatureService:
        """Give the service as one worker sees it, on behalf of `caller`."""
        token = self.office.gateway.token_of(caller)
        worker = room_for(SignatureService, self.database, now=NOW, caller=caller, errand=errand)
        worker.signer = AtHand(self.office, token, dies_after)
        return worker

    def submit(self, dossier: str, **where: str) -> None:
        """Tell that the file was handed in."""
        about = reference_of(File(dossier, **where))
        self.service().note_parties(DossierSubmitted(**about, parties=parties(), declared={}, submitted_at=NOW))

    def decide(self, dossier: str, outcome: Outcome = Outcome.FAVOURABLE, **where: str) -> None:
        """Tell that the president has decided."""
        about = reference_of(File(dossier, **where))
        self.service().note_decision(DecisionReached(**about, outcome=outcome, decided_by="president-1", decided_at=NOW, bodies=()))

    def conclude(self, dossier: str, **where: str) -> None:
        """Tell that every body has spoken."""
        about = reference_of(File(dossier, **where))
        self.service().note_conclusion(StudyConcluded(**about, bodies=("urban-agency",), concluded_at=NOW))

    def settle(self, dossier: str, due: Moment = Moment.DECISION, **where: str) -> None:
        """Tell that everything due at a moment is paid."""
        paid = {"order": "order-1", "amount": "100.00", "currency": "MAD", "method": "card"}
        self.service().note_settlement(FeesSettled(**reference_of(File(dossier, **where)), **paid, due=due, settled_at=NOW))

    def prepare(self, dossier: str, **where: str) -> None:
        """Tell that the paper is at rest, unsigned."""
        document = self.office.a_document(dossier)
        self.service().note_document(a_prepared_permit(File(dossier, **where), number=f"PC-{dossier}", document=document))

    def withdraw(self, dossier: str) -> None:
        """Tell that the applicant takes the file back."""
        self.service().cancel_request(DossierWithdrawn(**reference_of(File(dossier)), withdrawn_at=NOW))

    def ready(self, dossier: str, commune: str = TAROUDANNT) -> SignatureRequestView:
        """Bring a permit to its signature and give its request."""
        self.submit(dossier, commune=commune)
        self.decide(dossier, commune=commune)
        self.settle(dossier, commune=commune)
        self.prepare(dossier, commune=commune)
        return self.request_of(dossier, commune)

    def ready_note(self, dossier: str, commune: str = TAROUDANNT) -> SignatureRequestView:
        """Bring a planning information note to its signature and give its request, as a clerk sees it."""
        where = {"commune": commune, "procedure": NOTE}
        self.submit(dossier, **where)
        self.settle(dossier, Moment.REQUEST, **where)
        self.conclude(dossier, **where)
        self.prepare(dossier, **where)
        clerk = a_caller("clerk-1", "clerk", territory=commune)
        (found,) = [item for item in self.service(clerk).requests(mine=False)["items"] if item["dossier"] == dossier]
        return found

    def request_of(self, dossier: str, commune: str = TAROUDANNT) -> SignatureRequestView:
        """Find the open request of a file in the president's list."""
        president = a_caller("p", "president", territory=commune)
        (found,) = [item for item in self.service(president).requests()["items"] if item["dossier"] == dossier]
        return found

    def activation(self, *requests: Mapping[str, Any], pin: str = PIN) -> str:
        """Seal the PIN with the documents of the requests."""
        return self.office.seal({"pin": pin, "documents": [request["document"] for request in requests]})

    def sign(self, *requests: SignatureRequestView, **worker: Any) -> CeremonyView:
        """Hold a ceremony over the requests."""
        return self.service(**worker).sign([request["id"] for request in requests], self.activation(*requests))

    def announced(self, name: str) -> list[dict[str, Any]]:
        """Read the events of one kind in the outbox."""
        with self.database.connect() as connection:
            bodies = connection.execute(sa.text("select body from outbox order by position")).scalars()
            events = [json.loads(bytes(body)) for body in bodies]
        return [event["data"] for event in events if name in event["type"]]
