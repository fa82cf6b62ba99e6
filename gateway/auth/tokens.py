"""
Access tokens, issued (verification is the chassis's: every service does it itself).

JWT of type `at+jwt` (RFC 9068), signed ES256, valid ten minutes; one territory and one body each, because an account has one of each.
"""

from datetime import datetime, timedelta

import jwt

from catalogue.calendar import legal_day
from chassis.tokens import ALGORITHM, AUDIENCE, ISSUER, TYPE
from contracts.identifiers import new_id
from gateway.auth.domain import Account
from gateway.auth.keys import KeyRing

LIFETIME = timedelta(minutes=10)


def issue(account: Account, keys: KeyRing, now: datetime) -> str:
    """Write a token that says who the account is and what it may do at `now`."""
    key, today = keys.signing, legal_day(now)
    granted = account.grants_on(today)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": account.id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "jti": new_id(),
        "roles": list(account.roles_on(today)),
        "territory": account.territory if granted else "",
        "body": next((grant.body for grant in granted if grant.body), ""),
    }
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.kid, "typ": TYPE})
