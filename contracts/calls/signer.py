"""What signature asks of the signer, the one process that holds keys; nobody else asks it anything."""

from typing import Protocol, TypedDict

from contracts.calls.definition import refuses
from contracts.calls.shapes import InstantText, Page
from contracts.calls.signature import CertificateView, KeyLetterView, RecipientKeyView, SigningKeyView
from contracts.people import Role


class ToldKeyView(SigningKeyView):
    """A key, with who else must be told of it: the accounts whose active keys sign for the same place today."""

    sitting_holders: list[str]


class SignedDocumentView(TypedDict):
    """A document (SHA-256), and what it is once it is signed."""

    document: str
    signed_document: str


class SigningMandateView(TypedDict):
    """In which capacity a key signed."""

    key: str
    signed_by: str
    signer_name: str
    role: str
    commune: str
    serial: str


class SignedView(TypedDict):
    """What a ceremony has signed; a repetition of it is told the same."""

    signed: list[SignedDocumentView]
    signed_at: InstantText
    mandate: SigningMandateView


class Signer(Protocol):
    """The keeper of keys."""

    @refuses(
        invalid=("activation-unreadable",),
        forbidden=("activation-mismatch", "holder-out-of-office", "wrong-pin"),
        conflict=(
            "activation-for-another-key",
            "activation-used",
            "document-altered",
            "key-expired",
            "key-locked",
            "key-revoked",
            "signing-key-missing",
            "signing-key-not-confirmed",
        ),
    )
    def sign(self, *, commune: str, documents: list[str], activation: str) -> SignedView:
        """Sign the documents with the caller's key, opened by his activation."""

    @refuses(
        invalid=("act-refused", "holder-name-refused"),
        forbidden=("holder-out-of-office", "signing-key-for-oneself"),
        conflict=("signing-key-exists",),
    )
    def propose_key(self, *, holder: str, holder_name: str, commune: str, act: str, role: str = Role.PRESIDENT) -> ToldKeyView:
        """Propose a key for a signatory."""

    @refuses(
        not_found=("signing-key-unknown",),
        forbidden=("signing-key-for-oneself", "signing-key-needs-second-officer"),
        conflict=("signing-key-not-proposed",),
    )
    def confirm_key(self, *, key_id: str) -> ToldKeyView:
        """Let a proposed key be made."""

    @refuses(
        not_found=("signing-key-unknown",),
        conflict=("key-already-active", "key-expired", "key-locked", "key-revoked", "signing-key-not-confirmed"),
    )
    def letter(self, *, key_id: str) -> KeyLetterView:
        """Give what the letter that hands a key over says."""

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
            "signing-key-not-confirmed",
        ),
    )
    def activate_key(self, *, key_id: str, activation: str) -> SigningKeyView:
        """Put a key in its holder's hand."""

    @refuses(not_found=("signing-key-unknown",), conflict=("key-expired", "key-revoked", "signing-key-not-proposed"))
    def revoke_key(self, *, key_id: str) -> SigningKeyView:
        """Withdraw a key."""

    @refuses(invalid=("cursor-not-understood",))
    def keys(self, *, limit: int, cursor: str | None) -> Page[SigningKeyView]:
        """List the keys that the caller may see."""

    @refuses()
    def recipient_key(self) -> RecipientKeyView:
        """Give anybody the public key to which activations are sealed, and, as `certified`, what vouches for it."""

    @refuses()
    def ca_certificate(self) -> CertificateView:
        """Give anybody the authority's certificate."""
