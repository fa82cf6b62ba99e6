"""
Activations: what the holder of a key seals for the signer alone (JWE compact, ECDH-ES + A256GCM, P-256).

To take possession of a key   {"pin": "...", "code": "..."}
To sign                       {"pin": "...", "documents": ["<sha256>", ...]}

A gateway, a broker or a service in between can neither read the PIN nor turn it to other documents. The header names by `kid` the key to
which it is sealed, which the holder has verified (`vouching.py`).
"""

import hashlib
import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from services.signature.domain.refusals import ActivationForAnotherKey, ActivationUnreadable

ALGORITHMS = ["ECDH-ES", "A256GCM"]
SHA256_TEXT = re.compile(r"[0-9a-f]{64}", re.ASCII)
MAX_LENGTH = 16_384  # 100 documents take 9,300 characters


@dataclass(frozen=True)
class Activation:
    """An opened activation; `digest` names the sealed message, PIN and code never show in a log or a traceback."""

    digest: str
    pin: str = field(repr=False)
    code: str = field(default="", repr=False)
    documents: tuple[str, ...] = ()


class Recipient:
    """The key to which activations are sealed."""

    def __init__(self, key: ECKey) -> None:
        """Use a private P-256 JWK; it is known by its thumbprint (RFC 7638)."""
        self._key, self.kid = key, key.thumbprint()

    @classmethod
    def from_json(cls, text: str) -> "Recipient":
        """Read a private JWK."""
        return cls(ECKey.import_key(json.loads(text)))

    def public_jwk(self) -> dict[str, Any]:
        """Give the public JWK (RFC 7517) to which clients seal."""
        return {**self._key.as_dict(private=False), "use": "enc", "alg": "ECDH-ES", "enc": "A256GCM", "kid": self.kid}

    def open_possession(self, sealed: str) -> Activation:
        """Open what takes possession of a key; raise `ActivationUnreadable` or `ActivationForAnotherKey`."""
        digest, content = self._open(sealed)
        if content.keys() != {"pin", "code"} or not all(map(_is_typed, content.values())):
            raise ActivationUnreadable
        return Activation(digest, content["pin"], code=content["code"])

    def open_ceremony(self, sealed: str) -> Activation:
        """Open what signs documents; raise `ActivationUnreadable` or `ActivationForAnotherKey`."""
        digest, content = self._open(sealed)
        if content.keys() != {"pin", "documents"} or not _is_typed(content["pin"]) or not _are_digests(content["documents"]):
            raise ActivationUnreadable
        return Activation(digest, content["pin"], documents=tuple(content["documents"]))

    def _open(self, sealed: str) -> tuple[str, dict[str, Any]]:
        if not isinstance(sealed, str) or len(sealed) > MAX_LENGTH:
            raise ActivationUnreadable
        if named_key(sealed) != self.kid:
            raise ActivationForAnotherKey(kid=self.kid)
        try:
            opened = jwe.decrypt_compact(sealed, self._key, algorithms=ALGORITHMS)
            content = json.loads(opened.plaintext or b"")
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise ActivationUnreadable from None
        if not isinstance(content, dict):
            raise ActivationUnreadable
        return _digest(opened), content


def named_key(sealed: str) -> str:
    """Read, before anything is opened, to which key a message says it is sealed; raise `ActivationUnreadable` when it does not say."""
    try:
        kid = json.loads(urlsafe_b64decode(sealed.partition(".")[0] + "=="))["kid"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ActivationUnreadable from None
    if not isinstance(kid, str):
        raise ActivationUnreadable
    return kid


def _digest(opened: jwe.CompactEncryption) -> str:
    """Name the message by what its key authenticates; base64 allows several spellings of one message, which must all count as one."""
    authenticated = opened.base64_segments["aad"] + b"." + opened.bytes_segments["tag"]
    return hashlib.sha256(authenticated).hexdigest()


def _is_typed(text: object) -> bool:
    """Tell whether somebody can have typed it; a lone surrogate, which JSON may hold, is no text."""
    return isinstance(text, str) and text.isprintable()


def _are_digests(documents: object) -> bool:
    return isinstance(documents, list) and all(isinstance(each, str) and SHA256_TEXT.fullmatch(each) for each in documents)
