"""
A signature request: one paper that waits for its signature.

Facts make it ready, told by three rooms in any order: the decision, or the words of the bodies where nobody decides (review), the settled
fees (payment itself, so that a compromised filing cannot have an unpaid permit signed), the prepared document and the parties of the file
(filing). Which of them it needs, and in whose name it is signed, the pinned procedure says (`wanted.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.calls.signature import Awaited, RequestStatus
from contracts.events import reference_of
from contracts.filing import PermitPrepared
from contracts.moves import Moves
from contracts.parties import Parties, took_part
from contracts.payment import Moment
from contracts.refusals import Conflict, Reason
from contracts.signature import PermitSigned, SignatureRequested
from services.signature.domain.refusals import (
    AlreadySigned,
    CeremonySize,
    DecisionMissing,
    DocumentMissing,
    FeesUnpaid,
    FileWithdrawn,
    OpinionsMissing,
    PartiesUnknown,
    RequestUnknown,
)
from services.signature.domain.wanted import Wanted, wanted_of

MAX_CEREMONY = 100


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
    """The paper of one file, on its way to the signature."""

    id: str
    dossier: str
    commune: str
    procedure: str  # pinned, `code@version`
    registry_number: str
    status: RequestStatus = RequestStatus.WAITING
    parties: Parties = ()
    parties_as_of: datetime | None = None
    granted_at: datetime | None = None  # decided favourably, or, where nobody decides, said by every body
    settled: dict[Moment, datetime] = field(default_factory=dict)  # when the fees of a moment were paid
    permit_number: str = ""
    document: str = ""  # SHA-256 of what will be signed
    requested_at: datetime | None = None
    signature: Signature | None = None
    withdrawn_at: datetime | None = None  # when the applicant took the file back
    version: int = field(default=1, compare=False)

    def has_party(self, account: str) -> bool:
        """Tell whether an account takes part in the file, or did."""
        return took_part(self.parties, account)

    @property
    def wanted(self) -> Wanted:
        """Give what its procedure wants signed."""
        wanted = wanted_of(self.procedure)
        if wanted is None:
            raise TypeError(f"{self.procedure} has nothing signed")
        return wanted

    @property
    def grant(self) -> Awaited:
        """Say what grants it: a decision, or the words of the bodies."""
        return Awaited.DECISION if self.wanted.is_decided else Awaited.OPINIONS

    @property
    def is_paid(self) -> bool:
        """Tell whether everything is paid that holds the signature back."""
        return self.wanted.moments <= self.settled.keys()

    @property
    def listed_at(self) -> datetime | None:
        """Say since when it lies on the desk: since it can be signed, or else since it was granted; None before."""
        return self.requested_at or self.granted_at

    def awaits(self) -> tuple[Awaited, ...]:
        """Say what is still missing before it can be signed."""
        present = {self.grant: self.granted_at, Awaited.FEES: self.is_paid, Awaited.DOCUMENT: self.document, Awaited.PARTIES: self.parties}
        return tuple(awaited for awaited, fact in present.items() if not fact)

    def learn_grant(self, granted: Awaited, granted_at: datetime, now: datetime) -> SignatureRequested | None:
        """Take note of a favourable decision, or of the bodies' last word; of what does not grant this paper nothing follows."""
        if granted is self.grant:
            self.granted_at = self.granted_at or granted_at
        return self._complete(now)

    def learn_parties(self, parties: Parties, as_of: datetime, now: datetime) -> SignatureRequested | None:
        """Take note of whose file it is; what is newest stands, in whatever order it is told."""
        if self.parties_as_of is None or self.parties_as_of < as_of:
            self.parties, self.parties_as_of = parties, as_of
        return self._complete(now)

    def learn_settlement(self, due: Moment, settled_at: datetime, now: datetime) -> SignatureRequested | None:
        """Take note that what was due at a moment is paid; payment alone says so."""
        self.settled.setdefault(due, settled_at)
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
        """Tell whether there is a granted paper to read, signed or not yet (law 43-20: one signs what one has seen)."""
        return bool(self.granted_at and self.document)

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
        return SignatureRequested(
            **reference_of(self), request=self.id, authority=self.wanted.authority, document=self.document, requested_at=now
        )


def file_is_not_withdrawn(request: SignatureRequest) -> type[Conflict] | None:
    """A file that its applicant took back gets no permit (law 55-19: the administration acts on a request)."""
    return FileWithdrawn if request.status is RequestStatus.CANCELLED else None


def permit_is_not_signed_yet(request: SignatureRequest) -> type[Conflict] | None:
    """One file, one permit: a signed permit is not signed again."""
    return AlreadySigned if request.status is RequestStatus.SIGNED else None


def decision_is_favourable(request: SignatureRequest) -> type[Conflict] | None:
    """The president of the council signs the permit that he decided to grant (organic law 113-14, art. 101)."""
    return DecisionMissing if request.grant is Awaited.DECISION and not request.granted_at else None


def bodies_have_spoken(request: SignatureRequest) -> type[Conflict] | None:
    """Where nobody decides, what is signed is what the bodies said: each of them has (dahir 1-93-51, art. 3)."""
    return OpinionsMissing if request.grant is Awaited.OPINIONS and not request.granted_at else None


def fees_are_settled(request: SignatureRequest) -> type[Conflict] | None:
    """The tax on construction is paid when the permit is delivered (law 47-06): nothing unpaid is signed."""
    return None if request.is_paid else FeesUnpaid


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
    bodies_have_spoken,
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


def check_signable(requests: Iterable[SignatureRequest]) -> None:
    """Refuse the whole ceremony unless every request is ready; the first broken rule names the refusal, its reasons tell all."""
    broken = [(refusal, request) for request in requests for rule in SIGNING_RULES if (refusal := rule(request))]
    if broken:
        reasons = (Reason(refusal.code, "requests", {"request": request.id, "dossier": request.dossier}) for refusal, request in broken)
        raise broken[0][0](reasons)
