"""
The ceremony: the holder's PIN opens his key for the documents that he named, and for nothing else.

One transaction holds the trial of the PIN, the use of the activation and the signatures: they are kept together or not at all. The
documents signed are at rest before it commits, so whatever is answered exists.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from contracts.calls.signer import SignedDocumentView, SignedView, SigningMandateView
from contracts.people import Principal
from contracts.refusals import NotFound, Refusal
from services.signature import vault
from services.signature.activation import Activation, Recipient
from services.signature.appearance import composed
from services.signature.authority import Authority
from services.signature.domain.keys import SigningKey
from services.signature.domain.refusals import (
    ActivationMismatch,
    ActivationUsed,
    DocumentAltered,
    HolderOutOfOffice,
    KeyLocked,
    NoUsableKey,
    WrongPin,
)
from services.signature.keystore import Keystore, PinRejected
from services.signature.pades import NotSignable, OpenKeySigner, sign_pdf

Signed = list[SignedDocumentView]


class Archive(Protocol):
    """Documents at rest, known by their SHA-256."""

    def get(self, sha256: str) -> bytes:
        """Give a document; raise `NotFound`."""

    def put(self, content: bytes) -> str:
        """Keep a document and give its SHA-256."""


@dataclass(frozen=True, kw_only=True)
class Ceremony:
    """What signing needs."""

    engine: sa.Engine
    keystore: Keystore
    recipient: Recipient
    authority: Authority
    archive: Archive
    now: Callable[[], datetime]

    def sign(self, caller: Principal, commune: str, documents: Sequence[str], sealed: str) -> SignedView:
        """
        Sign the documents (SHA-256) with the caller's key for the commune, or for the agency.

        A repetition of the same ceremony gives the same answer and signs nothing. A wrong PIN is counted, for good, before it is refused.
        """
        activation = self.recipient.open_ceremony(sealed)
        if len(set(documents)) != len(documents) or sorted(activation.documents) != sorted(documents):
            raise ActivationMismatch
        with self.engine.begin() as connection:
            key = vault.find_key(connection, caller.account, commune)
            if key is None:
                raise NoUsableKey
            check_in_office(caller, key)
            earlier = vault.outcome_of(connection, activation.digest, key.id)
            outcome = self._sign_once(connection, key, activation, self.now()) if earlier is None else earlier
        return answer_or_refuse(outcome)

    def _sign_once(self, connection: sa.Connection, key: SigningKey, activation: Activation, now: datetime) -> dict[str, Any]:
        """Try the PIN and sign; what came of it is kept with the trial, whichever way it ended."""
        key.check_usable(now)
        try:
            signed = self._sign_all(key, vault.stored_of(connection, key.id), activation, now)
        except PinRejected:
            outcome = refused(key.count_wrong_pin())
        else:
            key.accept_pin()
            outcome = {"signed": signed, "signed_at": now.isoformat(), "mandate": mandate(key)}
        vault.save_key(connection, key)
        vault.use_activation(connection, activation.digest, key.id, outcome)
        return outcome

    def _sign_all(self, key: SigningKey, stored: dict[str, Any], activation: Activation, now: datetime) -> Signed:
        certificate = x509.load_pem_x509_certificate(key.certificate.encode())
        with self.keystore.open(key.owner(), stored, activation.pin) as sign:
            signer = OpenKeySigner(sign, certificate, self.authority.certificate)
            seen = composed(key, now)
            return [{"document": each, "signed_document": self._sign_one(each, signer, key.commune, seen)} for each in activation.documents]

    def _sign_one(self, document: str, signer: OpenKeySigner, place: str, appearance: PdfFileReader) -> str:
        """Sign exactly the bytes whose SHA-256 the holder named: read them, compare, sign, keep the result."""
        try:
            content = self.archive.get(document)
        except NotFound:
            raise DocumentAltered(document=document) from None
        if hashlib.sha256(content).hexdigest() != document:
            raise DocumentAltered(document=document)
        try:
            return self.archive.put(sign_pdf(content, signer, place, appearance))
        except NotSignable:
            raise DocumentAltered(document=document) from None


def check_in_office(caller: Principal, key: SigningKey) -> None:
    """Refuse a holder whose token no longer gives him the office of his key, over its very territory."""
    if not caller.holds(key.role, at=key.commune):
        raise HolderOutOfOffice


def mandate(key: SigningKey) -> SigningMandateView:
    """Say in which capacity the key signs: `{key, signed_by, signer_name, role, commune, serial}`."""
    return {
        "key": key.id,
        "signed_by": key.holder,
        "signer_name": key.holder_name,
        "role": key.role,
        "commune": key.commune,
        "serial": key.serial,
    }


def refused(refusal: Refusal) -> dict[str, Any]:
    """Write the refusal of a PIN so that it can be kept and given again."""
    return {"refused": refusal.code, "facts": refusal.facts}


def answer_or_refuse(outcome: dict[str, Any]) -> SignedView:
    """Give the answer of a ceremony, or raise what it was refused with; an activation that served elsewhere is refused."""
    kept = {refusal.code: refusal for refusal in (WrongPin, KeyLocked)}
    if "signed" in outcome:
        return msgspec.convert(outcome, SignedView)
    if outcome.get("refused") in kept:
        raise kept[outcome["refused"]](**outcome["facts"])
    raise ActivationUsed
