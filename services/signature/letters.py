"""
The letter that hands a key over: an activation code, and the fingerprint by which its holder knows the authority.

Who knows the holder's password alone does not take his key: the code comes on paper, through the second officer. It follows from the
signer's secret and the key's name, so that it is kept nowhere.
"""

import hashlib
import hmac
from base64 import b32encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contracts.calls.signature import KeyLetterView
from services.signature.authority import Authority
from services.signature.domain.keys import SigningKey

CHARACTERS = 20  # of 5 bits: nobody guesses 100 bits, so tries are not counted
GROUP = 4


class Letters:
    """Writes letters, and knows their codes again."""

    def __init__(self, secret: bytes, authority: Authority) -> None:
        """Derive the codes from the signer's `secret`."""
        self._key = HKDF(hashes.SHA256(), 32, salt=None, info=b"rokhas activation code").derive(secret)
        self._authority = authority

    def write(self, key: SigningKey) -> KeyLetterView:
        """Give what the letter says, both of it for paper only."""
        code = self._code(key)
        groups = [code[start : start + GROUP] for start in range(0, CHARACTERS, GROUP)]
        return {
            "key": key.id,
            "holder": key.holder,
            "holder_name": key.holder_name,
            "commune": key.commune,
            "act": key.act,
            "activation_code": "-".join(groups),
            "authority_fingerprint": self._authority.fingerprint(),
        }

    def fits(self, key: SigningKey, typed: str) -> bool:
        """Tell whether this is the code of the key; capitals, spaces and dashes do not matter."""
        typed = typed.upper().replace("-", "").replace(" ", "")
        return hmac.compare_digest(self._code(key).encode(), typed.encode())

    def _code(self, key: SigningKey) -> str:
        return b32encode(hmac.digest(self._key, key.owner().encode(), hashlib.sha256)).decode()[:CHARACTERS]
