"""
How the holder of an office takes his account over: with two secrets that no single administrator has.

The administrator who opened the account chose its first password; the one who confirms the office is given a second secret. The holder
changes the password with both, and the office wakes. 80 random bits, kept as a hash: it serves once, and the next confirmation replaces it.
"""

import hashlib
import hmac
import secrets
from base64 import b32encode
from dataclasses import replace

from contracts.refusals import Reason
from gateway.auth.domain import GUARDED, Account
from gateway.auth.refusals import CurrentPasswordWrong

BYTES = 10  # 16 letters and digits on paper, none of which is taken for another


def to_be_taken_over(account: Account) -> tuple[Account, str]:
    """Draw the second secret of an account with an office that its holder has not taken over; empty when he has, or there is none."""
    if account.handed_over or not any(grant.role in GUARDED for grant in account.grants):
        return account, ""
    secret = b32encode(secrets.token_bytes(BYTES)).decode()
    return replace(account, handover_hash=_hashed(secret)), secret


def taken_over(account: Account, secret: str) -> Account:
    """Wake the offices of an account whose holder shows the second secret; refuse a wrong one. Without any, they sleep on."""
    if not secret:
        return account
    if not hmac.compare_digest(account.handover_hash, _hashed(secret)):
        raise CurrentPasswordWrong([Reason("handover-code-wrong", "handover_code")])
    return replace(account, handed_over=True, handover_hash="")


def _hashed(secret: str) -> str:
    """Give what is kept of a secret, however it was typed."""
    return hashlib.sha256("".join(secret.split()).upper().encode()).hexdigest()
