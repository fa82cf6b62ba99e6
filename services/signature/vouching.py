"""
The signer vouches for the key to which PINs are sealed, so that nobody on the way can give his own (JWS compact, ES256, RFC 7515).

Header    {"alg": "ES256", "typ": "recipient-key+jwt", "x5c": [<certificate of the voucher>, <certificate of the authority>]}
Payload   {"iat": ..., "exp": ..., "jwk": {"kty": "EC", ..., "kid": "..."}}

The authority's key signs certificates and nothing else (RFC 5280, 4.2.1.3). It certifies the key of a voucher, which is made for one
statement, signs it, and is forgotten: neither file nor database holds it.
"""

from base64 import b64encode
from datetime import datetime, timedelta
from threading import Lock

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from services.signature.activation import Recipient
from services.signature.authority import Authority

TYPE = "recipient-key+jwt"
LIFE = timedelta(hours=24)
RENEWAL = timedelta(hours=12)  # a statement that is given out is good for at least as long again


class Voucher:
    """Gives the statement that is good now."""

    def __init__(self, recipient: Recipient, authority: Authority) -> None:
        """Vouch for the key of `recipient`, in the name of `authority`."""
        self._recipient, self._authority = recipient, authority
        self._renewing = Lock()
        self._statement: str = ""
        self._renew_at: datetime | None = None

    def statement(self, now: datetime) -> str:
        """Give a statement (JWS) that is good for at least twelve hours."""
        with self._renewing:
            if self._renew_at is None or now >= self._renew_at:
                self._statement, self._renew_at = self._state(now), now + RENEWAL
            return self._statement

    def _state(self, now: datetime) -> str:
        key = ec.generate_private_key(ec.SECP256R1())
        chain = [self._authority.certify_voucher(key.public_key(), now, LIFE), self._authority.certificate]
        said = {"iat": int(now.timestamp()), "exp": int((now + LIFE).timestamp()), "jwk": self._recipient.public_jwk()}
        return jwt.encode(said, key, algorithm="ES256", headers={"typ": TYPE, "x5c": [_in_base64(each) for each in chain]})


def _in_base64(certificate: x509.Certificate) -> str:
    """Write a certificate as x5c wants it: base64 of DER, not base64url (RFC 7515, 4.1.6)."""
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()
