"""What signature announces: keys in their holder's hand, documents to sign, documents signed."""

from dataclasses import dataclass

from contracts.events import DossierEvent, Event, Instant


@dataclass(frozen=True, kw_only=True)
class SigningKeyActivated(Event):
    """A signatory has taken possession of his key: from now on nobody else can use it."""

    key: str
    holder: str  # account
    commune: str
    activated_at: Instant

    def subject(self) -> str:
        """Name the key."""
        return self.key

    def where(self) -> str:
        """Give the commune for which the key signs."""
        return self.commune


@dataclass(frozen=True, kw_only=True)
class SignatureRequested(DossierEvent):
    """A paid permit waits for the president's signature."""

    request: str
    document: str  # SHA-256 of what will be signed
    requested_at: Instant


@dataclass(frozen=True, kw_only=True)
class PermitSigned(DossierEvent):
    """The president has signed the very document that was prepared."""

    request: str
    permit_number: str
    prepared_document: str  # SHA-256 before the signature
    document: str  # SHA-256 of the signed document
    key: str
    signed_by: str  # account
    signed_at: Instant
