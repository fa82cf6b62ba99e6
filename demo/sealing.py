"""
What a president's own device does: know the one key to seal to, look at the very bytes that will be signed, seal the PIN.

It believes nothing that comes through the gateway. The fingerprint of the platform's authority was given to it by hand (here: read in the
run folder, where the installer's copy lies); the signer's key must be certified under it (JWS with x5c, RFC 7515). The hash that the
PIN is bound to is computed here, from what was received.
"""

import hashlib
import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

TYPE = "recipient-key+jwt"
VOUCHING = x509.ObjectIdentifier("2.25.240452974330190324728548839934541894694")
CLOCK_SKEW = timedelta(minutes=5)


class NotTrusted(Exception):
    """What came through the gateway is not what the device can trust: nothing is sealed."""


@dataclass(frozen=True)
class Recipient:
    """The signer's key, certified until `until`."""

    key: ECKey
    until: datetime

    def seal(self, content: Mapping[str, Any]) -> str:
        """Encrypt `content` to the signer (JWE compact, ECDH-ES); nobody in between can read it."""
        header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": self.key.thumbprint()}
        return jwe.encrypt_compact(header, json.dumps(content), self.key, algorithms=["ECDH-ES", "A256GCM"])


class Trust:
    """What the device holds on to: the pinned fingerprint, and the signer's key for as long as it is certified."""

    def __init__(self, fingerprint: str) -> None:
        """Pin the authority whose certificate has this SHA-256, in hexadecimal."""
        self.fingerprint = fingerprint
        self._recipient: Recipient | None = None

    def recipient(self, ask: Callable[[], Mapping[str, Any]]) -> Recipient:
        """Give the signer's key; `ask` the platform for it when none is known or its time is over."""
        now = datetime.now(UTC)
        if self._recipient is None or now >= self._recipient.until:
            self._recipient = certified(ask(), self.fingerprint, now)
        return self._recipient


def certified(answer: Mapping[str, Any], fingerprint: str, now: datetime) -> Recipient:
    """Give the key that the answer of `/v1/pki/recipient-key` certifies; raise `NotTrusted` when it is not the pinned authority's word."""
    try:
        statement = answer["certified"]
        voucher = _voucher(jwt.get_unverified_header(statement), fingerprint, now)
        said = jwt.decode(statement, voucher, algorithms=["ES256"], options={"verify_exp": False, "verify_iat": False})
        key, since, until = ECKey.import_key(said["jwk"]), _instant(said["iat"]), _instant(said["exp"])
    except (jwt.InvalidTokenError, JoseError, InvalidSignature, x509.ExtensionNotFound, ValueError, TypeError, KeyError) as error:
        raise NotTrusted(f"nobody known vouches for the key: {error!r}") from error
    if not since - CLOCK_SKEW <= now < until:
        raise NotTrusted(f"the key was certified from {since} to {until}")
    if said["jwk"].get("kid") != key.thumbprint() or any(answer.get(name) != value for name, value in said["jwk"].items()):
        raise NotTrusted("the key that is shown is not the key that is certified")
    return Recipient(key, until)


def _voucher(header: Mapping[str, Any], fingerprint: str, now: datetime) -> Any:
    """Give the key that must have signed the statement; refuse one that the pinned authority has not certified to vouch, now."""
    leaf, authority = (x509.load_der_x509_certificate(b64decode(each, validate=True)) for each in header["x5c"])
    if header["typ"] != TYPE:
        raise ValueError(f"a statement of type {header['typ']}")
    if authority.fingerprint(SHA256()).hex() != fingerprint:
        raise ValueError("another authority")
    leaf.verify_directly_issued_by(authority)
    if VOUCHING not in leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value:
        raise ValueError("a certificate that is not for vouching")
    if not leaf.not_valid_before_utc <= now < leaf.not_valid_after_utc:
        raise ValueError("a certificate out of its time")
    return leaf.public_key()


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def hash_of(document: bytes, named: str) -> str:
    """Give the SHA-256 of the document that was read; raise `NotTrusted` when the request names another one."""
    read = hashlib.sha256(document).hexdigest()
    if read != named:
        raise NotTrusted(f"the request names {named}, and the document that was given is {read}")
    return read
