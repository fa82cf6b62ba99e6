"""
Where private keys live: the adapter for keys.

`Keystore` is what the ceremony knows of it; `SoftwareKeystore` keeps each key encrypted at rest. A token or an HSM (PKCS#11) is another
`Keystore` whose `Stored` names a slot and an object instead of carrying a ciphertext.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.signature.domain.keys import SignBytes, Stored

ARGON2 = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}  # OWASP's minimum; the secret carries the strength, the PIN the will
MIN_SECRET_BYTES = 32


class PinRejected(Exception):
    """The PIN does not open the key."""


class KeyDamaged(Exception):
    """What is stored is not what this keystore wrote for this owner: an operator must look."""


class Keystore(Protocol):
    """Makes keys and opens them; `owner` names the key and its holder, and a key opens for no other."""

    def generate(self, owner: str, pin: str) -> tuple[ec.EllipticCurvePublicKey, Stored]:
        """Make a key that `pin` opens; give its public half and what to keep."""

    def open(self, owner: str, stored: Stored, pin: str) -> AbstractContextManager[SignBytes]:
        """Give a context in which the key signs (`SignBytes`); raise `PinRejected` or `KeyDamaged`."""


class SoftwareKeystore:
    """Keys as PKCS#8 under AES-256-GCM; the wrapping key is HKDF(Argon2id(PIN, salt), server-side secret)."""

    def __init__(self, secret: bytes) -> None:
        """Use `secret` (at least 32 bytes, from a file): a stolen database without it resists the guessing of PINs."""
        if len(secret) < MIN_SECRET_BYTES:
            raise ValueError(f"the keystore's secret has {len(secret)} bytes, {MIN_SECRET_BYTES} are needed")
        self._secret = secret

    def generate(self, owner: str, pin: str) -> tuple[ec.EllipticCurvePublicKey, Stored]:
        """Make an EC P-256 key that `pin` opens; give its public half and what to keep."""
        key = ec.generate_private_key(ec.SECP256R1())
        clear = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        salt, nonce = os.urandom(16), os.urandom(12)
        ciphertext = AESGCM(self._wrapping_key(pin, salt, ARGON2)).encrypt(nonce, clear, owner.encode())
        stored: Stored = {"kind": "software", "salt": _text(salt), "nonce": _text(nonce), "ciphertext": _text(ciphertext), "argon2": ARGON2}
        return key.public_key(), stored | {"seal": self._seal(owner, stored)}

    @contextmanager
    def open(self, owner: str, stored: Stored, pin: str) -> Iterator[SignBytes]:
        """Open the key for the length of a `with` block; raise `PinRejected` or `KeyDamaged`."""
        self._check_seal(owner, stored)
        wrapping_key = self._wrapping_key(pin, b64decode(stored["salt"]), stored["argon2"])
        try:
            clear = AESGCM(wrapping_key).decrypt(b64decode(stored["nonce"]), b64decode(stored["ciphertext"]), owner.encode())
        except InvalidTag:
            raise PinRejected from None
        key = serialization.load_der_private_key(clear, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - the sealed ciphertext was written by `generate`
        yield lambda message: key.sign(message, ec.ECDSA(hashes.SHA256()))

    def _wrapping_key(self, pin: str, salt: bytes, cost: dict[str, int]) -> bytes:
        stretched = hash_secret_raw(pin.encode(), salt, hash_len=32, type=Type.ID, **cost)
        return HKDF(hashes.SHA256(), 32, salt=self._secret, info=b"rokhas signing key").derive(stretched)

    def _seal(self, owner: str, stored: Stored) -> str:
        sealing_key = HKDF(hashes.SHA256(), 32, salt=None, info=b"rokhas key record").derive(self._secret)
        fields = [owner, *(f"{name}={stored[name]}" for name in sorted(stored) if name != "seal")]
        return _text(hmac.digest(sealing_key, "\n".join(fields).encode(), hashlib.sha256))

    def _check_seal(self, owner: str, stored: Stored) -> None:
        """Tell damage from a wrong PIN, so that damage never locks a key and a stranger's row never opens."""
        if not hmac.compare_digest(self._seal(owner, stored), str(stored.get("seal", ""))):
            raise KeyDamaged(owner)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
