"""What is asked of signature: keys, papers that wait for a signature, ceremonies, what a number stands for."""

from enum import StrEnum
from typing import Annotated, NotRequired, Protocol, TypedDict

from contracts.calls.definition import refuses
from contracts.calls.shapes import ActsView, InstantText, Page, StoredView, about
from contracts.people import Authority, Role


class KeyStatus(StrEnum):
    """Where a key stands."""

    PROPOSED = "proposed"
    AWAITING_ACTIVATION = "awaiting-activation"
    ACTIVE = "active"
    LOCKED = "locked"
    REVOKED = "revoked"
    EXPIRED = "expired"


class RequestStatus(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    READY = "ready"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class Awaited(StrEnum):
    """What a request may still wait for."""

    DECISION = "decision"
    OPINIONS = "opinions"
    FEES = "fees"
    DOCUMENT = "document"
    PARTIES = "parties"  # nobody signs before it is known whose file it is


class RecipientKeyView(TypedDict):
    """The signer's public key (RFC 7517), for what can be shown and not trusted, and the statement that certifies it."""

    kty: str
    crv: str
    x: str
    y: str
    use: str
    alg: str
    enc: str
    kid: Annotated[str, about("Thumbprint (RFC 7638).")]
    certified: Annotated[str, about("Compact JWS: `{iat, exp, jwk}`, with `x5c` by the authority.")]


class SigningKeyView(TypedDict):
    """A signatory's key."""

    id: str
    holder: Annotated[str, about("Account.")]
    holder_name: Annotated[str, about("As it will stand in the certificate: the second officer confirms this name.")]
    commune: Annotated[str, about("Territory for which it signs.")]
    role: Annotated[Role, about("The office under which it signs.")]
    status: KeyStatus
    act: Annotated[str, about("Reference of the administrative act.")]
    proposed_by: Annotated[str, about("Account of the officer.")]
    proposed_at: InstantText
    confirmed_by: Annotated[str, about("Account of the second officer; empty before.")]
    confirmed_at: InstantText | None
    certificate: Annotated[str, about("PEM; empty until the key is active.")]
    serial: Annotated[str, about("Of the certificate, hexadecimal; empty until the key is active.")]
    activated_at: InstantText | None
    expires_at: InstantText | None


class KeyLetterView(TypedDict):
    """What the letter that hands a key over says."""

    key: str
    holder: str
    holder_name: str
    commune: str
    act: str
    activation_code: Annotated[str, about(examples=["K7QX-2M4D-ZB5T-WCNE-6RHY"])]
    authority_fingerprint: Annotated[str, about("SHA-256 of the authority's certificate.")]


class SignatureRequestView(TypedDict):
    """A paper that waits for a signature, or has it."""

    id: str
    dossier: str
    commune: str
    procedure: Annotated[str, about(examples=["building-permit-small@2026-02"])]
    registry_number: str
    authority: Annotated[Authority, about("In whose name it is signed.")]
    status: RequestStatus
    awaits: Annotated[list[Awaited], about("What is still missing before it can be signed.")]
    permit_number: str | None
    document: Annotated[str | None, about("SHA-256 of what is signed; the PIN is bound to it.")]
    requested_at: Annotated[InstantText | None, about("Since when it can be signed.")]


class SignedRequestView(SignatureRequestView):
    """A paper that a ceremony has signed."""

    signed_document: Annotated[str, about("SHA-256 of the signed document.")]
    signed_at: InstantText


class CeremonyView(TypedDict):
    """What became of each request of a ceremony."""

    results: list[SignedRequestView]


class SignerView(TypedDict):
    """Who signed, and under which mandate."""

    name: str
    role: Role
    commune: Annotated[str, about("Territory over which he held the office.")]
    key: str
    certificate_serial: Annotated[str, about("Hexadecimal.")]


class PermitProof(TypedDict):
    """What anybody may know of a signed permit; it is not `valid` once its file is withdrawn."""

    valid: Annotated[bool, about("False once the applicant has taken the file back.")]
    withdrawn_at: NotRequired[Annotated[InstantText, about("When he did; absent otherwise.")]]
    permit_number: str
    commune: str
    document: Annotated[str, about("SHA-256 of the signed permit.")]
    prepared_document: Annotated[str, about("SHA-256 of what was signed, before the signature.")]
    signed_at: InstantText
    signer: SignerView


class CertificateView(TypedDict):
    """The certificate of the authority that names signatories."""

    certificate: Annotated[str, about("PEM.")]


class Signature(Protocol):
    """The signing desk."""

    @refuses(invalid=("cursor-not-understood",))
    def requests(self, *, mine: bool = True, limit: int = 50, cursor: str | None = None) -> Page[SignatureRequestView]:
        """List the open requests of the caller's territory, `mine`: those that he himself may sign."""

    @refuses(not_found=("signature-request-unknown",))
    def document(self, *, request_id: str) -> StoredView:
        """
        Tell where the document of a request rests, as it is before the signature.

        Whoever may sign it reads it; for everybody else, whatever his role, there is no such request.
        """

    @refuses(not_found=("signature-request-unknown",))
    def acts(self, *, dossier_id: str) -> ActsView:
        """Tell an auditor who did what to a file here, oldest first."""

    @refuses(
        invalid=("activation-unreadable", "ceremony-mixes-communes", "ceremony-size"),
        not_found=("signature-request-unknown",),
        forbidden=("activation-mismatch", "holder-out-of-office", "not-your-office", "party-may-not-act", "wrong-pin"),
        conflict=(
            "activation-for-another-key",
            "activation-used",
            "already-signed",
            "decision-missing",
            "document-altered",
            "document-missing",
            "fees-unpaid",
            "file-withdrawn",
            "key-expired",
            "key-locked",
            "key-revoked",
            "opinions-missing",
            "parties-unknown",
            "service-late",
            "signing-key-missing",
            "signing-key-not-confirmed",
        ),
    )
    def sign(self, *, requests: list[str], activation: str) -> CeremonyView:
        """Sign one or many papers in one ceremony; all of them are ready, or nothing is signed."""

    @refuses(not_found=("signed-document-unknown",))
    def verify_code(self, *, code: str) -> PermitProof:
        """Tell anybody who signed the permit that has this number, or this SHA-256, when, under which mandate, and whether it counts."""

    @refuses(
        invalid=("act-refused", "holder-name-refused"),
        forbidden=("holder-out-of-office", "signing-key-for-oneself"),
        conflict=("service-late", "signing-key-exists"),
    )
    def propose_key(self, *, holder: str, holder_name: str, commune: str, act: str, role: str = Role.PRESIDENT) -> SigningKeyView:
        """Propose a key for a signatory of the caller's territory, under an administrative act; another officer must confirm it."""

    @refuses(
        not_found=("signing-key-unknown",),
        forbidden=("signing-key-for-oneself", "signing-key-needs-second-officer"),
        conflict=("service-late", "signing-key-not-proposed"),
    )
    def confirm_key(self, *, key_id: str) -> SigningKeyView:
        """Let a key be made that another officer proposed."""

    @refuses(
        not_found=("signing-key-unknown",),
        conflict=("key-already-active", "key-expired", "key-locked", "key-revoked", "service-late", "signing-key-not-confirmed"),
    )
    def key_letter(self, *, key_id: str) -> KeyLetterView:
        """Give what the letter to the holder says to the officer who confirmed the key; it is kept nowhere."""

    @refuses(
        invalid=("activation-unreadable", "pin-too-weak"),
        not_found=("signing-key-unknown",),
        forbidden=("holder-out-of-office", "wrong-activation-code"),
        conflict=(
            "activation-for-another-key",
            "activation-used",
            "key-already-active",
            "key-expired",
            "key-locked",
            "key-revoked",
            "service-late",
            "signing-key-not-confirmed",
        ),
    )
    def activate_key(self, *, key_id: str, activation: str) -> SigningKeyView:
        """Take possession of one's key."""

    @refuses(not_found=("signing-key-unknown",), conflict=("key-expired", "key-revoked", "service-late", "signing-key-not-proposed"))
    def revoke_key(self, *, key_id: str) -> SigningKeyView:
        """Withdraw a key, or its proposal: what it signed stays signed, it signs nothing more."""

    @refuses(invalid=("cursor-not-understood",), conflict=("service-late",))
    def keys(self, *, limit: int = 50, cursor: str | None = None) -> Page[SigningKeyView]:
        """List one's own keys; for keepers and auditors, those of their territory."""

    @refuses(conflict=("service-late",))
    def recipient_key(self) -> RecipientKeyView:
        """Give the JWK to which PINs and activations are sealed, with what vouches for it."""

    @refuses(conflict=("service-late",))
    def ca_certificate(self) -> CertificateView:
        """Give the certificate of the authority that names signatories."""
