"""
The keys that sign access tokens: a folder with `<kid>.pem` (private, ES256) and `jwks.json` (public, what everybody verifies with).

The first published key whose private half lies in the folder signs: a new key is published first, at the head of the list, and signs as
soon as its private half arrives. An old key stays published until its last token has expired, and is taken out afterwards. All of this
may happen while the gateway runs: the keys are read again whenever `jwks.json` or the folder has changed.

`python -m gateway.auth.keys FOLDER` makes a new key in the folder and publishes it (the first one, or a rotation).
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from contracts.identifiers import new_id

PUBLISHED = "jwks.json"


@dataclass(frozen=True)
class SigningKey:
    """A private key and the name under which its public half is published."""

    kid: str
    private: ec.EllipticCurvePrivateKey


class KeyRing:
    """The keys of a folder, read again when they or what is published change."""

    def __init__(self, folder: Path, jwks_file: Path) -> None:
        """Look into `folder`; it must hold a key that `jwks_file` publishes."""
        self._folder, self._jwks_file = folder, jwks_file
        self._lock = Lock()
        self._seen = (-1, -1)
        self._signing, self._published = self._current()

    @property
    def signing(self) -> SigningKey:
        """Give the key that signs now."""
        return self._current()[0]

    @property
    def published(self) -> dict[str, Any]:
        """Give the JSON Web Key Set (RFC 7517)."""
        return self._current()[1]

    def _current(self) -> tuple[SigningKey, dict[str, Any]]:
        """Read the keys again if something has changed."""
        changed = (self._jwks_file.stat().st_mtime_ns, self._folder.stat().st_mtime_ns)
        with self._lock:
            if changed != self._seen:
                published = json.loads(self._jwks_file.read_text("utf-8"))
                self._signing, self._published, self._seen = first_held(self._folder, published), published, changed
            return self._signing, self._published


def first_held(folder: Path, published: dict[str, Any]) -> SigningKey:
    """Find the first published key whose private half is in the folder; stop when there is none."""
    file = next((file for key in published["keys"] if (file := folder / f"{key['kid']}.pem").exists()), None)
    if file is None:
        raise FileNotFoundError(f"no published signing key in {folder}: make one with `python -m gateway.auth.keys {folder}`")
    private = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{file} is not an elliptic curve key")
    return SigningKey(file.stem, private)


def make_key(folder: Path) -> str:
    """Make a P-256 key in `folder`, publish it beside those that are published, and give its name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kid, private = new_id(), ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = {**ECAlgorithm.to_jwk(private.public_key(), as_dict=True), "kid": kid, "use": "sig", "alg": "ES256"}
    already = json.loads((folder / PUBLISHED).read_text("utf-8"))["keys"] if (folder / PUBLISHED).exists() else []
    _write(folder / PUBLISHED, json.dumps({"keys": [public, *already]}, indent=1).encode(), 0o644)
    _write(folder / f"{kid}.pem", pem, 0o600)
    return kid


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a file in one move, so that no reader sees half of it."""
    unfinished = file.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    unfinished.replace(file)


if __name__ == "__main__":
    sys.stdout.write(f"{make_key(Path(sys.argv[1]))}\n")
