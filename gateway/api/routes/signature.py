"""Keys, signatures, and anybody's check of them. PINs and activation codes pass through sealed: nothing here can open them."""

import re
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Response, request

from catalogue.calendar import legal_day
from contracts.calls.filing import Filing
from contracts.calls.shapes import Page
from contracts.calls.signature import CeremonyView, KeyLetterView, RecipientKeyView, Signature, SignatureRequestView, SigningKeyView
from contracts.media import BYTES
from contracts.people import AUTHORITIES, Role
from contracts.refusals import NotFound, Reason
from gateway.api import rooms
from gateway.api.delivery import deliver
from gateway.api.door import PDF, RANGED, Family, Json, written
from gateway.api.identity import principal
from gateway.api.refusals import HolderSignsNothing
from gateway.api.resources import resources
from gateway.api.schemas.shapes import Nothing, PageQuery
from gateway.api.schemas.signature import Activation, Ceremony, NewSigningKey, RequestsQuery, VerificationView
from gateway.api.uploading import fingerprint
from gateway.auth.refusals import AccountNotFound

family = Family("signature", "Signing keys, signatures, verification")

CERTIFICATE = "application/pkix-cert"
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")


@family.call("GET", "/v1/pki/recipient-key", gives=RecipientKeyView, asks=Signature.recipient_key)
def recipient_key() -> Any:
    """
    Give the public key to which PINs and activation codes are sealed, certified by the platform's authority.

    Seal to nothing but the `jwk` inside `certified`, a compact JWS (RFC 7515), after these checks, since whoever stands between you and the
    signer could give a key of his own. `alg` is ES256 and `typ` is `recipient-key+jwt`. `x5c` holds two certificates: the second has
    the SHA-256 fingerprint that came on paper with the signing key, or that your client was delivered with, never one that
    this interface told you; the first is issued by the second, is valid now, has the extended key usage
    `2.25.240452974330190324728548839934541894694` and its key verifies the JWS. Now lies between `iat` and `exp`. `jwk.kid` is
    the thumbprint of `jwk` (RFC 7638). Then name that `kid` in the header of each JWE: what is sealed to another key is refused.
    """
    return rooms.signature.recipient_key()


@family.call("GET", "/pki/ca/rokhas.crt", gives=CERTIFICATE, refuses=(404,), asks=Signature.ca_certificate)
def ca_certificate() -> Response:
    """Download the certificate of the authority that names signatories (X.509, DER)."""
    pem = rooms.signature.ca_certificate()["certificate"]
    der = x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
    return Response(der, content_type=CERTIFICATE, headers={"Cache-Control": "public, max-age=3600"})


@family.call("GET", "/v1/signing-keys", query=PageQuery, gives=Page[SigningKeyView], asks=Signature.keys)
def signing_keys(asked: Json) -> Page[SigningKeyView]:
    """List one's own keys; for keepers and auditors, those of their territory."""
    return rooms.signature.keys(limit=asked["limit"], cursor=asked["cursor"] or None)


@family.call("POST", "/v1/signing-keys", takes=NewSigningKey, gives=SigningKeyView, status=201, asks=Signature.propose_key)
def propose_key(asked: Json) -> SigningKeyView:
    """
    Propose a key for a president or his deputy, a director of an agency, a governor, under an administrative act.

    A key officer does, and never for himself; a second one must confirm it. The holder, whoever has an active key for the territory, and
    the auditors are told.
    """
    principal().must_have(Role.KEY_OFFICER)
    holder_name, role = _signatory_of(asked["commune"], asked["holder"])
    return rooms.signature.propose_key(holder_name=holder_name, role=role, **asked)


@family.call("POST", "/v1/signing-keys/<key_id>/confirmation", takes=Nothing, gives=SigningKeyView, asks=Signature.confirm_key)
def confirm_key(asked: Json, key_id: str) -> SigningKeyView:
    """Let a proposed key be made: a second key officer does, who is neither its holder nor who proposed it. The same people are told."""
    return rooms.signature.confirm_key(key_id=key_id)


@family.call("GET", "/v1/signing-keys/<key_id>/letter", gives=KeyLetterView, asks=Signature.key_letter)
def key_letter(key_id: str) -> Response:
    """
    Give what the letter to the holder says: the activation code, and the fingerprint of the authority.

    The officer who confirmed the key prints it, until the holder has taken the key; nobody else sees it. Compare the fingerprint with the
    one that the installer handed over on paper: an interface that lies would lie here too.
    """
    letter = written(rooms.signature.key_letter(key_id=key_id))
    letter.headers["Cache-Control"] = "no-store"
    return letter


@family.call("POST", "/v1/signing-keys/<key_id>/activation", takes=Activation, gives=SigningKeyView, asks=Signature.activate_key)
def activate_key(asked: Json, key_id: str) -> SigningKeyView:
    """Take possession of one's key: `{"pin", "code"}`, the PIN that one chooses and the activation code of the letter, sealed."""
    return rooms.signature.activate_key(key_id=key_id, activation=asked["activation"])


@family.call("POST", "/v1/signing-keys/<key_id>/revocation", takes=Nothing, gives=SigningKeyView, asks=Signature.revoke_key)
def revoke_key(asked: Json, key_id: str) -> SigningKeyView:
    """Withdraw a key, or its proposal: what it signed stays signed, it signs nothing more."""
    return rooms.signature.revoke_key(key_id=key_id)


@family.call("GET", "/v1/signature-requests", query=RequestsQuery, gives=Page[SignatureRequestView], asks=Signature.requests)
def signature_requests(asked: Json) -> Page[SignatureRequestView]:
    """List what waits for a signature."""
    return rooms.signature.requests(mine=asked["mine"], limit=asked["limit"], cursor=asked["cursor"] or None)


@family.call("GET", "/v1/signature-requests/<request_id>/document", gives=PDF, refuses=RANGED, asks=Signature.document)
def prepared_document(request_id: str) -> Response:
    """
    Download what is to be signed, as whoever may sign it reads it; ranges are served (RFC 9110, 14).

    Seal the SHA-256 of the bytes received, computed by yourself, and only if the request names the same one as its `document`: the signer
    signs the document that has this hash, or nothing.
    """
    return deliver(rooms.signature.document(request_id=request_id)["sha256"], PDF, "permit-to-sign")


@family.call("POST", "/v1/signature-requests/signatures", takes=Ceremony, gives=CeremonyView, status=201, asks=Signature.sign)
def sign(asked: Json) -> CeremonyView:
    """Sign one paper or many in one ceremony: all of them, or none."""
    return rooms.signature.sign(requests=asked["requests"], activation=asked["activation"])


@family.call("GET", "/v1/verify/<path:code>", gives=VerificationView, asks=(Signature.verify_code, Filing.verify_receipt))
def verify_code(code: str) -> VerificationView:
    """
    Check a permit or a receipt, by the number printed on it; a permit also by the SHA-256 of its file.

    For a permit: who signed it, when, under which mandate. For a receipt: when the file was received. No applicant is named.
    """
    return _proof(as_printed(code))


@family.call("POST", "/v1/verify", body=(PDF, BYTES), gives=VerificationView, asks=(Signature.verify_code, Filing.verify_receipt))
def verify_file() -> VerificationView:
    """Check a permit by its file: the PDF as it was delivered. It is kept nowhere."""
    return _proof(fingerprint(request, PDF, resources().settings.upload_limit))


def as_printed(code: str) -> str:
    """Write a number in capitals, as on paper; a SHA-256 in small letters, as it is kept."""
    code = code.strip()
    return code.lower() if SHA256.fullmatch(code) else code.upper()


def _proof(code: str) -> VerificationView:
    """Tell what a number or a hash stands for: a permit, else a receipt."""
    try:
        return msgspec.convert({"kind": "permit", **rooms.signature.verify_code(code=code)}, VerificationView)
    except NotFound as unknown:
        try:
            return msgspec.convert(rooms.filing.verify_receipt(number=code), VerificationView)
        except NotFound:
            raise unknown from None


def _signatory_of(territory: str, holder: str) -> tuple[str, Role]:
    """Give name and role of somebody who signs for a territory, as they will stand in the certificate; refuse any other holder."""
    today = legal_day(resources().clock.now())
    try:
        account = resources().accounts.load_in_office(holder)
    except AccountNotFound as error:
        raise HolderSignsNothing([Reason("holder-not-president", "holder")]) from error
    held = {grant.role for grant in account.grants_on(today) if grant.territory == territory}
    role = next((role for role in AUTHORITIES if role in held), None)
    if role is None:
        raise HolderSignsNothing([Reason("holder-not-president", "holder")])
    return account.full_name, role
