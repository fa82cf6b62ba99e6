"""
Access tokens, verified by every service itself (RFC 7519, 8725, 9068).

Only ES256, only our issuer and audience, only `typ: at+jwt`; keys come from a local JWKS file, so that no service needs the gateway to
check a token. The file is read again when it has changed: a new key is known at its first token, and a key that was withdrawn, with every
token that was ever checked by it, is refused after at most `LOOK_SECONDS`, without a restart.
"""

import json
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.log import log
from contracts.people import Principal
from contracts.refusals import Unauthenticated

ISSUER = "https://rokhas.ma"
AUDIENCE = "rokhas"
ALGORITHM = "ES256"
TYPE = "at+jwt"
CLAIMS = ("iss", "aud", "sub", "iat", "exp", "jti", "offices")
LOOK_SECONDS = 5.0
"""How often the file is looked at: how long a key that was withdrawn may still be trusted."""
TRUSTED_SECONDS = 60.0
"""How long a token that stood every check need not be checked again, unless it expires, or the keys change, before."""
REMEMBERED = 1_000
"""Tokens so remembered; they are forgotten all at once, since they are cheap to check."""


@dataclass(frozen=True)
class Trust:
    """One reading of the JWKS file: its keys, by `kid`, and the tokens that stood every check by them, which are forgotten with them."""

    keys: dict[str, ec.EllipticCurvePublicKey]
    known: dict[str, tuple[float, Principal]] = field(default_factory=dict)


class KeyFile:
    """The public keys of a JWKS file, read when they are first needed and again whenever the file has changed."""

    def __init__(self, path: Path) -> None:
        """Trust the keys that `path` holds."""
        self._path = path
        self._trust = Trust({})
        self._read: tuple[int, int, int] | None = None  # which file that was
        self._looked_at = float("-inf")

    def present(self) -> Trust:
        """Give what is trusted, looking at the file every few seconds."""
        if time.monotonic() - self._looked_at > LOOK_SECONDS:
            self.look()
        return self._trust

    def look(self) -> Trust:
        """Look at the file now. One that cannot be read leaves everything as it was, and is tried again; the first one must be readable."""
        try:
            seen = self._path.stat()
            version = (seen.st_mtime_ns, seen.st_ino, seen.st_size)
            if version != self._read:
                self._trust = Trust({entry["kid"]: public_key(entry) for entry in json.loads(self._path.read_text())["keys"]})
                self._read = version
        except (OSError, ValueError, LookupError, TypeError, jwt.PyJWTError) as error:
            if self._read is None:
                raise
            log.error("jwks-unreadable", error=type(error).__name__)
        self._looked_at = time.monotonic()  # after the keys: another thread that finds them fresh must find them
        return self._trust


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
        self._file = KeyFile(jwks_file)

    def verify(self, token: str) -> Principal:
        """Check signature, type, issuer, audience, times and shape; raise `Unauthenticated`, never saying which check failed."""
        trust, now = self._file.present(), time.time()
        until, principal = trust.known.get(token, (0.0, None))
        if principal is None or now >= until:
            claims = self._claims(token, trust)
            principal = principal_of(claims)
            if len(trust.known) >= REMEMBERED:
                trust.known.clear()
            trust.known[token] = (min(float(claims["exp"]), now + TRUSTED_SECONDS), principal)
        return principal

    def _claims(self, token: str, trust: Trust) -> dict[str, Any]:
        """Read the claims of a token that stands every check; a `kid` that nobody knows may be new."""
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.get("typ") != TYPE or not isinstance(kid, str):
                raise Unauthenticated
            key = trust.keys.get(kid) or self._file.look().keys.get(kid)
            if key is None:
                raise Unauthenticated
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
    """Read the principal from verified claims: `sub`, and `offices`, each `{role, territory, body, extent}`; another shape is refused."""
    try:
        return msgspec.convert({"account": claims["sub"], "offices": claims["offices"]}, Principal)
    except msgspec.ValidationError as error:
        raise Unauthenticated from error


@cache
def verifier_for(jwks_file: Path) -> Verifier:
    """Give the one verifier of this process for a JWKS file."""
    return Verifier(jwks_file)
