"""The signature service: decides what may be signed, asks the signer to sign it, and keeps what was signed."""

from datetime import datetime
from typing import Any

from chassis import acts
from chassis.announce import announce
from chassis.database import Session
from chassis.log import log
from chassis.paging import ID, page, page_size, read_mark
from chassis.reactions import on
from chassis.room import Room
from chassis.rpc import PUBLIC, Service, answer, command, question
from contracts.filing import DossierWithdrawn, PermitPrepared
from contracts.payment import FeesSettled
from contracts.review import DecisionReached, Outcome
from contracts.signature import SignatureRequested, SigningKeyActivated
from services.signature import store
from services.signature.domain.refusals import RequestUnknown
from services.signature.domain.requests import Mandate, Signature, SignatureRequest, check_ceremony, check_one_commune, check_signable
from services.signature.views import proof, view


class SignatureService(Room):
    """What the platform asks of signature."""

    name = "signature"

    signer = Service("signer")

    @on(DecisionReached)
    def open_request(self, event: DecisionReached) -> None:
        """Open the request of a file that is granted; a refusal is not signed here."""
        with self.db.begin() as session:
            if event.outcome is Outcome.FAVOURABLE:
                request = store.obtain(session, event.dossier, event.commune)
                keep(session, request, request.learn_decision(event.decided_at, self.clock.now()))

    @on(FeesSettled)
    def note_settlement(self, event: FeesSettled) -> None:
        """Note, from payment itself, that nothing remains due."""
        with self.db.begin() as session:
            request = store.obtain(session, event.dossier, event.commune)
            keep(session, request, request.learn_settlement(event.settled_at, self.clock.now()))

    @on(PermitPrepared)
    def note_document(self, event: PermitPrepared) -> None:
        """Note which document the president will sign."""
        with self.db.begin() as session:
            request = store.obtain(session, event.dossier, event.commune)
            keep(session, request, request.learn_document(event, self.clock.now()))

    @on(DossierWithdrawn)
    def cancel_request(self, event: DossierWithdrawn) -> None:
        """Give the request up; a permit that was signed meanwhile is not valid: filing, which told the applicant so, has the last word."""
        with self.db.begin() as session:
            request = store.obtain(session, event.dossier, event.commune)
            request.cancel(event.withdrawn_at)
            store.save(session, request)

    @question("president", "clerk", "auditor")
    def requests(self, mine: bool = True, limit: int = 50, cursor: str | None = None) -> dict[str, Any]:
        """List the open requests of the caller's territory, `mine`: those that he himself may sign; `{items, next_cursor}`."""
        if mine and not self.caller.has("president"):
            return {"items": [], "next_cursor": None}
        limit, after = page_size(limit), read_mark(cursor, ID.fullmatch)
        with self.db.read() as session:
            found = store.find_open(session, self.caller.territory, after, limit + 1)
        return page(found, limit, lambda request: request.id, view)

    @question("auditor")
    def acts(self, dossier_id: str) -> dict[str, Any]:
        """Tell an auditor who did what to a file here, oldest first: `{items}`."""
        with self.db.read() as session:
            if not self.caller.covers(store.commune_of(session, dossier_id)):
                raise RequestUnknown
            return {"items": acts.upon(session, dossier_id)}

    @command("president", about=("requests",))
    def sign(self, requests: list[str], activation: str) -> dict[str, Any]:
        """
        Sign one or many permits in one ceremony; all of them are ready, or nothing is signed.

        The requests stay locked while the signer works: a file is signed by one ceremony. A crash leaves them ready, and the same
        activation, sent again, gives the signatures that it gave.
        """
        check_ceremony(requests)
        with self.db.begin() as session:
            ready = store.load_for_ceremony(session, requests)
            if not all(self.caller.covers(request.commune) for request in ready):
                raise RequestUnknown
            commune = check_one_commune(ready)
            check_signable(ready)
            signed = self.signer.sign(commune=commune, documents=[request.document for request in ready], activation=activation)
            results = [keep_signature(session, request, signature_in(signed, request)) for request in ready]
            answered: dict[str, Any] = answer(session, {"results": results}, [request.dossier for request in ready])
        return answered

    @question(PUBLIC)
    def verify_code(self, code: str) -> dict[str, Any]:
        """Tell anybody who signed the permit that has this number, or this SHA-256, when, under which mandate, and whether it counts."""
        with self.db.read() as session:
            return proof(store.load_signed(session, code))

    @command("key-officer", "administrator", about=("holder", "commune"))
    def create_key(self, holder: str, holder_name: str, commune: str) -> dict[str, Any]:
        """Have a key made for a signatory of the caller's territory."""
        with self.db.begin() as session:
            key: dict[str, Any] = answer(session, self.signer.create_key(holder=holder, holder_name=holder_name, commune=commune))
        return key

    @command("president")
    def activate_key(self, key_id: str, activation: str) -> dict[str, Any]:
        """Take possession of one's key."""
        with self.db.begin() as session:
            key: dict[str, Any] = self.signer.activate_key(key_id=key_id, activation=activation)
            activated_at = datetime.fromisoformat(key["activated_at"])
            announce(
                session,
                SigningKeyActivated(key=key["id"], holder=key["holder"], commune=key["commune"], activated_at=activated_at),
            )
            answer(session, key)
        return key

    @command("president", "key-officer", "administrator")
    def revoke_key(self, key_id: str) -> dict[str, Any]:
        """Withdraw a key: what it signed stays signed, it signs nothing more."""
        with self.db.begin() as session:
            key: dict[str, Any] = answer(session, self.signer.revoke_key(key_id=key_id))
        return key

    @question("president", "key-officer", "administrator", "auditor")
    def keys(self, limit: int = 50, cursor: str | None = None) -> dict[str, Any]:
        """List one's own keys; for keepers and auditors, those of their territory."""
        listed: dict[str, Any] = self.signer.keys(limit=limit, cursor=cursor)
        return listed

    @question(PUBLIC)
    def recipient_key(self) -> dict[str, Any]:
        """Give the JWK to which PINs and activations are sealed."""
        jwk: dict[str, Any] = self.signer.recipient_key()
        return jwk

    @question(PUBLIC)
    def ca_certificate(self) -> dict[str, Any]:
        """Give the certificate of the authority that names signatories: `{"certificate": PEM}`."""
        certificate: dict[str, Any] = self.signer.ca_certificate()
        return certificate


def keep(session: Session, request: SignatureRequest, event: SignatureRequested | None) -> None:
    """Save the request, and tell that it is ready when this fact was the last one missing."""
    store.save(session, request)
    if event is not None:
        announce(session, event)


def keep_signature(session: Session, request: SignatureRequest, signature: Signature) -> dict[str, Any]:
    """Save the signature, tell of it, and write its line of the ceremony's answer."""
    announce(session, request.sign(signature))
    store.save(session, request)
    log.info("permit-signed", dossier=request.dossier, request=request.id, key=signature.mandate.key)
    return view(request) | {"signed_document": signature.document, "signed_at": signature.signed_at.isoformat()}


def signature_in(signed: dict[str, Any], request: SignatureRequest) -> Signature:
    """Find, in the signer's answer, the signature of the request's document."""
    documents = {each["document"]: each["signed_document"] for each in signed["signed"]}
    return Signature(
        document=documents[request.document],
        signed_at=datetime.fromisoformat(signed["signed_at"]),
        mandate=Mandate(**signed["mandate"]),
    )
