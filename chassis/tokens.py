"""
Access tokens, verified by every service itself (RFC 7519, 8725, 9068).

Only ES256, only our issuer and audience, only `typ: at+jwt`; keys come from a local JWKS file, read again when an unknown `kid`
appears, so that a rotated key is known without a restart and no service needs the gateway to check a token.
"""

import json
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.principal import Principal
from contracts.refusals import Unauthenticated

ISSUER = "https://rokhas.ma"
AUDIENCE = "rokhas"
ALGORITHM = "ES256"
TYPE = "at+jwt"
CLAIMS = ("iss", "aud", "sub", "iat", "exp", "jti", "roles", "territory", "body")
REREAD_AFTER_SECONDS = 5.0
TRUSTED_SECONDS = 60.0
"""How long a token that stood every check need not be checked again, unless it expires before."""
REMEMBERED = 1_000
"""Tokens so remembered; they are forgotten all at once, since they are cheap to check."""


@dataclass
class KeySet:
    """The public keys of a JWKS file, by `kid`."""

    path: Path

    def __post_init__(self) -> None:
        """Start empty; the file is read at the first token."""
        self._keys: dict[str, ec.EllipticCurvePublicKey] = {}
        self._read_at = float("-inf")

    def key(self, kid: str) -> ec.EllipticCurvePublicKey:
        """Give the key named `kid`; an unknown one makes the file be read again, at most every few seconds."""
        if kid not in self._keys and time.monotonic() - self._read_at > REREAD_AFTER_SECONDS:
            self._keys = {entry["kid"]: public_key(entry) for entry in json.loads(self.path.read_text())["keys"]}
            self._read_at = time.monotonic()  # after the keys: another thread that finds it fresh must find them too
        if kid not in self._keys:
            raise Unauthenticated
        return self._keys[kid]


def public_key(entry: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    """Read one key of a JWKS; anything but a P-256 signature key is a mistake in the file."""
    key = jwt.PyJWK(entry, algorithm=ALGORITHM).key
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError(f"key {entry.get('kid')} is not a public P-256 key")
    return key


class Verifier:
    """Turn a token into the principal it speaks for, or refuse it."""

    def __init__(self, jwks_file: Path) -> None:
        """Trust the keys of `jwks_file`."""
        self._keys = KeySet(jwks_file)
        self._known: dict[str, tuple[float, Principal]] = {}

    def verify(self, token: str) -> Principal:
        """Check signature, type, issuer, audience, times and shape; raise `Unauthenticated`, never saying which check failed."""
        now = time.time()
        until, principal = self._known.get(token, (0.0, None))
        if principal is None or now >= until:
            claims = self._claims(token)
            principal = principal_of(claims)
            if len(self._known) >= REMEMBERED:
                self._known = {}
            self._known[token] = (min(float(claims["exp"]), now + TRUSTED_SECONDS), principal)
        return principal

    def _claims(self, token: str) -> dict[str, Any]:
        """Read the claims of a token that stands every check."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("typ") != TYPE or not isinstance(header.get("kid"), str):
                raise Unauthenticated
            key = self._keys.key(header["kid"])
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": list(CLAIMS), "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated from error
        return claims


def principal_of(claims: dict[str, Any]) -> Principal:
    """Read the principal from verified claims; a claim of the wrong shape is refused."""
    texts = (claims["sub"], claims["territory"], claims["body"])
    roles = claims["roles"]
    if not all(isinstance(text, str) for text in texts) or not isinstance(roles, list):
        raise Unauthenticated
    if not all(isinstance(role, str) for role in roles):
        raise Unauthenticated
    return Principal(account=claims["sub"], roles=frozenset(roles), territory=claims["territory"], body=claims["body"])


@cache
def verifier_for(jwks_file: Path) -> Verifier:
    """Give the one verifier of this process for a JWKS file."""
    return Verifier(jwks_file)
