"""
A signature request: one permit that waits for its signature.

Four facts make it ready, told by three rooms in any order: the decision (review), the settled fees (payment itself, so that a
compromised filing cannot have an unpaid permit signed), the prepared document and the parties of the file (filing).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.events import reference_of
from contracts.filing import PermitPrepared
from contracts.moves import Moves
from contracts.parties import Parties, took_part
from contracts.refusals import Conflict, Reason
from contracts.review import DecisionReached
from contracts.signature import PermitSigned, SignatureRequested
from services.signature.domain.refusals import (
    AlreadySigned,
    CeremonyMixesCommunes,
    CeremonySize,
    DecisionMissing,
    DocumentMissing,
    FeesUnpaid,
    FileWithdrawn,
    PartiesUnknown,
    RequestUnknown,
)

MAX_CEREMONY = 100


class RequestStatus(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    READY = "ready"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class Awaited(StrEnum):
    """What a request may still wait for."""

    DECISION = "decision"
    FEES = "fees"
    DOCUMENT = "document"
    PARTIES = "parties"  # nobody signs before it is known whose file it is


MOVES = Moves(
    {
        ("complete", RequestStatus.WAITING): RequestStatus.READY,
        ("sign", RequestStatus.READY): RequestStatus.SIGNED,
        ("cancel", RequestStatus.WAITING): RequestStatus.CANCELLED,
        ("cancel", RequestStatus.READY): RequestStatus.CANCELLED,
        ("cancel", RequestStatus.SIGNED): RequestStatus.CANCELLED,
    },
    lambda move, _: AlreadySigned() if move == "sign" else FileWithdrawn(),
)


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """In which capacity, and with which certificate, a signatory signs."""

    key: str
    signed_by: str  # account
    signer_name: str
    role: str
    commune: str
    serial: str  # of the certificate, hexadecimal


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A signature that was made."""

    document: str  # SHA-256 of the signed document
    signed_at: datetime
    mandate: Mandate


@dataclass(kw_only=True)
class SignatureRequest:
    """The permit of one file, on its way to the signature."""

    id: str
    dossier: str
    commune: str
    procedure: str  # pinned, `code@version`
    registry_number: str
    status: RequestStatus = RequestStatus.WAITING
    parties: Parties = ()
    parties_as_of: datetime | None = None
    decided_at: datetime | None = None
    settled_at: datetime | None = None
    permit_number: str = ""
    document: str = ""  # SHA-256 of what will be signed
    requested_at: datetime | None = None
    signature: Signature | None = None
    withdrawn_at: datetime | None = None  # when the applicant took the file back
    version: int = field(default=1, compare=False)

    def has_party(self, account: str) -> bool:
        """Tell whether an account takes part in the file, or did."""
        return took_part(self.parties, account)

    def awaits(self) -> tuple[Awaited, ...]:
        """Say what is still missing before the president can sign."""
        present = {
            Awaited.DECISION: self.decided_at,
            Awaited.FEES: self.settled_at,
            Awaited.DOCUMENT: self.document,
            Awaited.PARTIES: self.parties,
        }
        return tuple(awaited for awaited, fact in present.items() if not fact)

    def learn_decision(self, decision: DecisionReached, now: datetime) -> SignatureRequested | None:
        """Take note of the favourable decision."""
        self.decided_at = self.decided_at or decision.decided_at
        return self._complete(now)

    def learn_parties(self, parties: Parties, as_of: datetime, now: datetime) -> SignatureRequested | None:
        """Take note of whose file it is; what is newest stands, in whatever order it is told."""
        if self.parties_as_of is None or self.parties_as_of < as_of:
            self.parties, self.parties_as_of = parties, as_of
        return self._complete(now)

    def learn_settlement(self, settled_at: datetime, now: datetime) -> SignatureRequested | None:
        """Take note that everything due is paid; payment alone says so."""
        self.settled_at = self.settled_at or settled_at
        return self._complete(now)

    def learn_document(self, prepared: PermitPrepared, now: datetime) -> SignatureRequested | None:
        """Take note of the document to sign; the first one stands, since the president may be reading it."""
        if not self.document:
            self.document, self.permit_number = prepared.document, prepared.permit_number
        return self._complete(now)

    @property
    def is_valid(self) -> bool:
        """Tell whether there is a signed permit, and it counts."""
        return self.status is RequestStatus.SIGNED

    @property
    def is_readable(self) -> bool:
        """Tell whether there is a granted permit to read, signed or not yet (law 43-20: one signs what one has seen)."""
        return bool(self.decided_at and self.document)

    def cancel(self, withdrawn_at: datetime) -> None:
        """
        Give the request up when the file is withdrawn, once; raise FileWithdrawn the second time.

        A signature that was made stays known, and its permit counts no more. The same message, delivered twice, is known by its receipt.
        """
        self.status, self.withdrawn_at = MOVES.after("cancel", self.status), withdrawn_at

    def sign(self, signature: Signature) -> PermitSigned:
        """Keep the signature; raise, through the same rules, when the request could not be signed."""
        check_signable([self])
        self.status = MOVES.after("sign", self.status)
        self.signature = signature
        return PermitSigned(
            **reference_of(self),
            request=self.id,
            permit_number=self.permit_number,
            prepared_document=self.document,
            document=signature.document,
            key=signature.mandate.key,
            signed_by=signature.mandate.signed_by,
            signed_at=signature.signed_at,
        )

    def _complete(self, now: datetime) -> SignatureRequested | None:
        if self.status is not RequestStatus.WAITING or self.awaits():
            return None
        self.status, self.requested_at = MOVES.after("complete", self.status), now
        return SignatureRequested(**reference_of(self), request=self.id, document=self.document, requested_at=now)


def file_is_not_withdrawn(request: SignatureRequest) -> type[Conflict] | None:
    """A file that its applicant took back gets no permit (law 55-19: the administration acts on a request)."""
    return FileWithdrawn if request.status is RequestStatus.CANCELLED else None


def permit_is_not_signed_yet(request: SignatureRequest) -> type[Conflict] | None:
    """One file, one permit: a signed permit is not signed again."""
    return AlreadySigned if request.status is RequestStatus.SIGNED else None


def decision_is_favourable(request: SignatureRequest) -> type[Conflict] | None:
    """The president of the council signs the permit that he decided to grant (organic law 113-14, art. 101)."""
    return None if request.decided_at else DecisionMissing


def fees_are_settled(request: SignatureRequest) -> type[Conflict] | None:
    """The tax on construction is paid when the permit is delivered (law 47-06): nothing unpaid is signed."""
    return None if request.settled_at else FeesUnpaid


def document_is_prepared(request: SignatureRequest) -> type[Conflict] | None:
    """The president signs the very document that he has read, known by its SHA-256 (law 43-20: integrity)."""
    return None if request.document else DocumentMissing


def parties_are_known(request: SignatureRequest) -> type[Conflict] | None:
    """Nobody signs his own permit (organic law 113-14, art. 65): so it must be known whose it is."""
    return None if request.parties else PartiesUnknown


SIGNING_RULES = (
    file_is_not_withdrawn,
    permit_is_not_signed_yet,
    decision_is_favourable,
    fees_are_settled,
    document_is_prepared,
    parties_are_known,
)


def check_ceremony(request_ids: Sequence[str]) -> None:
    """Refuse a ceremony of none, of more than 100, that names a request twice, or that names what is no request."""
    if not all(isinstance(request_id, str) and request_id.isprintable() for request_id in request_ids):
        raise RequestUnknown
    if not 0 < len(set(request_ids)) == len(request_ids) <= MAX_CEREMONY:
        raise CeremonySize(maximum=MAX_CEREMONY)


def check_one_commune(requests: Iterable[SignatureRequest]) -> str:
    """Give the commune for which a ceremony signs; refuse a ceremony for several."""
    communes = {request.commune for request in requests}
    if len(communes) != 1:
        raise CeremonyMixesCommunes
    return communes.pop()


def check_signable(requests: Iterable[SignatureRequest]) -> None:
    """Refuse the whole ceremony unless every request is ready; the first broken rule names the refusal, its reasons tell all."""
    broken = [(refusal, request) for request in requests for rule in SIGNING_RULES if (refusal := rule(request))]
    if broken:
        reasons = (Reason(refusal.code, "requests", {"request": request.id, "dossier": request.dossier}) for refusal, request in broken)
        raise broken[0][0](reasons)
