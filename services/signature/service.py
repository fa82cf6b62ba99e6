"""The signature service: decides what may be signed, asks the signer to sign it, and keeps what was signed (keys: `keeping.py`)."""

from collections.abc import Callable
from datetime import datetime

from chassis import acts
from chassis.announce import announce
from chassis.database import Connection
from chassis.log import log
from chassis.paging import instant, page, page_size, read_cursor
from chassis.reactions import on
from chassis.rpc import PUBLIC, answer, command, question
from contracts.calls.shapes import ActsView, Page, StoredView
from contracts.calls.signature import Awaited, CeremonyView, PermitProof, SignatureRequestView, SignedRequestView
from contracts.calls.signer import SignedView
from contracts.events import OfFile
from contracts.filing import DossierSubmitted, DossierWithdrawn, PartiesChanged, PermitPrepared
from contracts.payment import FeesSettled
from contracts.people import AUTHORITIES, Role
from contracts.review import DecisionReached, Outcome, StudyConcluded
from contracts.signature import SignatureRequested
from services.signature import store
from services.signature.domain.refusals import RequestUnknown
from services.signature.domain.requests import Mandate, Signature, SignatureRequest, check_ceremony, check_signable
from services.signature.domain.signatory import DESK, may_sign, office_of_ceremony, require_signatory
from services.signature.domain.wanted import wanted_of
from services.signature.keeping import Keeping
from services.signature.views import proof, view


class SignatureService(Keeping):
    """What the platform asks of signature."""

    name = "signature"

    @on(DossierSubmitted)
    def note_parties(self, event: DossierSubmitted) -> None:
        """Note whose file it is: none of them signs his own permit."""
        self._learn(event, lambda request, now: request.learn_parties(event.parties, event.submitted_at, now))

    @on(PartiesChanged)
    def change_parties(self, event: PartiesChanged) -> None:
        """Note that others take part in the file."""
        self._learn(event, lambda request, now: request.learn_parties(event.parties, event.changed_at, now))

    @on(DecisionReached)
    def note_decision(self, event: DecisionReached) -> None:
        """Note that a file is granted; a refusal is not signed here."""
        if event.outcome is Outcome.FAVOURABLE:
            self._learn(event, lambda request, now: request.learn_grant(Awaited.DECISION, event.decided_at, now))

    @on(StudyConcluded)
    def note_conclusion(self, event: StudyConcluded) -> None:
        """Note that the bodies have said what is to be signed."""
        self._learn(event, lambda request, now: request.learn_grant(Awaited.OPINIONS, event.concluded_at, now))

    @on(FeesSettled)
    def note_settlement(self, event: FeesSettled) -> None:
        """Note, from payment itself, that nothing remains due of a moment."""
        self._learn(event, lambda request, now: request.learn_settlement(event.due, event.settled_at, now))

    @on(PermitPrepared)
    def note_document(self, event: PermitPrepared) -> None:
        """Note which document is to be signed."""
        self._learn(event, lambda request, now: request.learn_document(event, now))

    @on(DossierWithdrawn)
    def cancel_request(self, event: DossierWithdrawn) -> None:
        """Give the request up; a permit that was signed meanwhile is not valid: filing, which told the applicant so, has the last word."""
        self._learn(event, lambda request, _: request.cancel(event.withdrawn_at))

    @question(*DESK)
    def requests(self, mine: bool = True, limit: int = 50, cursor: str | None = None) -> Page[SignatureRequestView]:
        """List the open requests of the caller's territory, `mine`: those that he himself may sign; `{items, next_cursor}`."""
        limit, after = page_size(limit), read_cursor(cursor, instant) if cursor else None
        with self.db.read() as connection:
            found = store.find_open(connection, self.caller, after, limit + 1, mine=mine)
        return page(found, limit, store.cursor_of, view)

    @question(PUBLIC)
    def document(self, request_id: str) -> StoredView:
        """
        Tell where the document of a request rests, as it is before the signature: `{sha256}`.

        Whoever may sign it reads it; for everybody else, whatever his role, there is no such request.
        """
        with self.db.read() as connection:
            request = store.load(connection, request_id)
        if not (may_sign(self.caller, request) and request.is_readable):
            raise RequestUnknown
        return {"sha256": request.document}

    @question(Role.AUDITOR)
    def acts(self, dossier_id: str) -> ActsView:
        """Tell an auditor who did what to a file here, oldest first: `{items}`."""
        with self.db.read() as connection:
            if not self.caller.holds(Role.AUDITOR, over=store.commune_of(connection, dossier_id)):
                raise RequestUnknown
            return {"items": acts.upon(connection, dossier_id)}

    @command(*AUTHORITIES, about=("requests",))
    def sign(self, requests: list[str], activation: str) -> CeremonyView:
        """
        Sign one or many papers in one ceremony; all of them are ready, or nothing is signed.

        The requests stay locked while the signer works: a file is signed by one ceremony. A crash leaves them ready, and the same
        activation, sent again, gives the signatures that it gave.
        """
        check_ceremony(requests)
        with self.db.begin() as connection:
            ready = store.load_for_ceremony(connection, requests)
            for request in ready:
                require_signatory(self.caller, request)
            territory = office_of_ceremony(self.caller, ready)
            check_signable(ready)
            signed = self.signer.sign(commune=territory, documents=[request.document for request in ready], activation=activation)
            results = [keep_signature(connection, request, signature_in(signed, request)) for request in ready]
            return answer(connection, CeremonyView(results=results), [request.dossier for request in ready])

    @question(PUBLIC)
    def verify_code(self, code: str) -> PermitProof:
        """Tell anybody who signed the permit that has this number, or this SHA-256, when, under which mandate, and whether it counts."""
        with self.db.read() as connection:
            return proof(store.load_signed(connection, code))

    def _learn(self, fact: OfFile, learn: Callable[[SignatureRequest, datetime], SignatureRequested | None]) -> None:
        """Let the request of a file learn a fact, and tell that it is ready when this was the last one missing; some files get no paper."""
        if wanted_of(fact.procedure) is None:
            return
        with self.db.begin() as connection:
            request = store.obtain(connection, fact)
            ready = learn(request, self.clock.now())
            store.save(connection, request)
            if ready is not None:
                announce(connection, ready)


def keep_signature(connection: Connection, request: SignatureRequest, signature: Signature) -> SignedRequestView:
    """Save the signature, tell of it, and write its line of the ceremony's answer."""
    announce(connection, request.sign(signature))
    store.save(connection, request)
    log.info("permit-signed", dossier=request.dossier, request=request.id, key=signature.mandate.key)
    return {**view(request), "signed_document": signature.document, "signed_at": signature.signed_at.isoformat()}


def signature_in(signed: SignedView, request: SignatureRequest) -> Signature:
    """Find, in the signer's answer, the signature of the request's document."""
    documents = {each["document"]: each["signed_document"] for each in signed["signed"]}
    return Signature(
        document=documents[request.document],
        signed_at=datetime.fromisoformat(signed["signed_at"]),
        mandate=Mandate(**signed["mandate"]),
    )
