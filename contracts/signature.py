"""What signature announces: keys in their holder's hand, documents to sign, documents signed."""

from dataclasses import dataclass

from contracts.events import DossierEvent, Instant, KeyEvent
from contracts.people import Authority


@dataclass(frozen=True, kw_only=True)
class SigningKeyProposed(KeyEvent):
    """A key officer wants a key made for a signatory; nothing is made before a second officer confirms it."""

    sitting_holders: tuple[str, ...]  # accounts of others whose active keys sign for the commune
    proposed_by: str  # account
    proposed_at: Instant


@dataclass(frozen=True, kw_only=True)
class SigningKeyConfirmed(KeyEvent):
    """A second key officer has confirmed the key: its holder may take possession of it."""

    sitting_holders: tuple[str, ...]  # accounts of others whose active keys sign for the commune
    proposed_by: str  # account
    confirmed_by: str  # account
    confirmed_at: Instant


@dataclass(frozen=True, kw_only=True)
class SigningKeyActivated(KeyEvent):
    """A signatory has taken possession of his key: from now on nobody else can use it."""

    activated_at: Instant


@dataclass(frozen=True, kw_only=True)
class SignatureRequested(DossierEvent):
    """A paper waits for the signature of whoever the procedure names."""

    request: str
    authority: Authority  # in whose name it is signed
    document: str  # SHA-256 of what will be signed
    requested_at: Instant


@dataclass(frozen=True, kw_only=True)
class PermitSigned(DossierEvent):
    """The very document that was prepared is signed."""

    request: str
    permit_number: str
    prepared_document: str  # SHA-256 before the signature
    document: str  # SHA-256 of the signed document
    key: str
    signed_by: str  # account
    signed_at: Instant
