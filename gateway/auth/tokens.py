"""
Access tokens, issued (verification is the chassis's: every service does it itself).

JWT of type `at+jwt` (RFC 9068), signed ES256, valid ten minutes. `offices` says what the account may do where; `roles` repeats, as the
RFC names it, in which capacities, for clients that wish to show it: no service reads it.
"""

from datetime import datetime, timedelta

import jwt
import msgspec

from catalogue.calendar import legal_day
from catalogue.territory.extents import extent_of
from chassis.tokens import ALGORITHM, AUDIENCE, ISSUER, TYPE
from contracts.identifiers import new_id
from gateway.auth.domain import Account
from gateway.auth.keys import KeyRing

LIFETIME = timedelta(minutes=10)


def issue(account: Account, keys: KeyRing, now: datetime) -> str:
    """Write a token that says who the account is and what it may do at `now`."""
    key, today = keys.signing, legal_day(now)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": account.id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "jti": new_id(),
        "roles": list(account.roles_on(today)),
        "offices": [msgspec.to_builtins(grant.held_over(extent_of(grant.territory, today))) for grant in account.grants_on(today)],
    }
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.kid, "typ": TYPE})
