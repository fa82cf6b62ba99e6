"""
Passwords at rest: Argon2id, with the memory and passes that RFC 9106 recommends for little memory, in one lane.

Four lanes cost whoever guesses as much, and take all processors of a small machine from everybody else while one password is compared.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Hashes and compares passwords."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Take a hasher; the default costs 64 MiB and three passes."""
        self._hasher = hasher or PasswordHasher(parallelism=1)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Hash a new password with a new salt."""
        return self._hasher.hash(password)

    def match(self, password_hash: str | None, password: str) -> bool:
        """Compare; without a hash (no such account) it takes as long and says no, so that time tells nothing."""
        try:
            matched = self._hasher.verify(password_hash or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return matched and password_hash is not None
