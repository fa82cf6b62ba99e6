"""
Refresh tokens: each is used once, and a reused one ends its whole family (RFC 9700, 4.14.2).

A family begins at a login and ends at a logout, at its absolute limit, or when a token that was already exchanged comes back: either the
thief or the owner holds a stolen copy, and nobody can tell which. One exception: an answer can be lost on the way. For `LOST_ANSWER`
after the exchange the same successor is given again, as long as it has not been used itself.

Ten seconds, since whoever loses an answer to a cut connection or a restarted gateway asks again at once; who waited longer logs in anew.
A thief who presents a copy within them gets the very successor that its owner has: the second of the two to use it ends the family, so he
is noticed at the owner's next refresh. Not bound to an address or a browser's name: telephones change the first between two tries, and a
thief copies the second with the token.

Only SHA-256 hashes are kept. The successor is derived from the spent token and a salt that only the database knows, so that it can be
given again without being kept, and neither a copy of the database nor an old token is enough to make it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

IDLE_LIMIT = timedelta(days=7)
ABSOLUTE_LIMIT = timedelta(days=30)
LOST_ANSWER = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Family:
    """The sessions that descend from one login."""

    id: str
    account: str
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RefreshToken:
    """One token of a family; `salt` makes its successor."""

    token_hash: str
    family: Family
    expires_at: datetime
    salt: str
    spent_at: datetime | None = None
    successor_spent: bool = False


class Ruling(Enum):
    """What to do with a refresh token that was presented."""

    EXCHANGE = auto()
    REPEAT = auto()
    REFUSE = auto()
    REVOKE = auto()


def new_token() -> str:
    """Make the first token of a family: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_salt() -> str:
    """Make what a successor is derived with: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def successor_of(token: str, salt: str) -> str:
    """Derive the token that follows."""
    return urlsafe_b64encode(hmac.digest(token.encode(), salt.encode(), "sha256")).decode().rstrip("=")


def judge(token: RefreshToken, now: datetime) -> Ruling:
    """Decide what happens to a presented token."""
    if token.family.revoked_at is not None or now >= token.family.expires_at:
        return Ruling.REFUSE
    if token.spent_at is None:
        return Ruling.EXCHANGE if now < token.expires_at else Ruling.REFUSE
    if now - token.spent_at <= LOST_ANSWER and not token.successor_spent:
        return Ruling.REPEAT
    return Ruling.REVOKE
