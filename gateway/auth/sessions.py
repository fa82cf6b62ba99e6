"""Coming in, staying in, going out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalogue.calendar import legal_day
from chassis.acts import note
from chassis.clock import FixedClock, SystemClock
from chassis.log import concerning, log, veiled
from contracts.refusals import Reason
from gateway.auth import family_store, store
from gateway.auth.delegations import load_in_office
from gateway.auth.domain import Account, AccountStatus
from gateway.auth.families import Ruling, judge, new_token, successor_of
from gateway.auth.handover import taken_over
from gateway.auth.keys import KeyRing
from gateway.auth.passwords import Passwords
from gateway.auth.refusals import CurrentPasswordWrong, RefreshTokenRefused, WrongCredentials
from gateway.auth.registration import check_password
from gateway.auth.tokens import LIFETIME, issue


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """The sessions of all accounts."""

    engine: sa.Engine
    keys: KeyRing
    passwords: Passwords
    clock: SystemClock | FixedClock

    def log_in(self, email: str, password: str) -> dict[str, Any]:
        """Begin a session; refuse, in the same time and words, an unknown e-mail, a wrong password and a closed account."""
        with self.engine.connect() as connection:
            account = store.find_by_email(connection, email)
        matched = self.passwords.match(account.password_hash if account else None, password)
        if account is None or not matched or account.standing is AccountStatus.CLOSED:
            log.warning("login-failed", **({"account": account.id} if account else {"email": veiled(email.strip().lower())}))
            raise WrongCredentials
        concerning(account=account.id)
        now, token = self.clock.now(), new_token()
        with self.engine.begin() as connection:
            family_store.begin(connection, account.id, token, now)
            account = load_in_office(connection, account.id, legal_day(now))
        return self._tokens(account, token, now)

    def refresh(self, token: str) -> dict[str, Any]:
        """Exchange a refresh token; a token that comes back after its exchange ends its family."""
        with self.engine.begin() as connection:
            presented, now = family_store.load(connection, token), self.clock.now()
            ruling, successor = judge(presented, now), successor_of(token, presented.salt)
            if ruling is Ruling.EXCHANGE:
                family_store.exchange(connection, presented, successor, now)
            if ruling is Ruling.REVOKE:
                family_store.revoke(connection, presented.family.id, now)
                note(connection, "sessions.revoke-reused", by=presented.family.account, family_id=presented.family.id)
                log.warning("refresh-token-reused", account=presented.family.account, family=presented.family.id)
            account = load_in_office(connection, presented.family.account, legal_day(now))
        if ruling not in (Ruling.EXCHANGE, Ruling.REPEAT) or account.standing is AccountStatus.CLOSED:
            raise RefreshTokenRefused  # after the commit: a revocation must stand
        return self._tokens(account, successor, now)

    def log_out(self, token: str) -> None:
        """End the session that a refresh token belongs to; an unknown token ends nothing, and is not told so (RFC 7009, 2.2)."""
        with self.engine.begin() as connection:
            try:
                known = family_store.load(connection, token)
            except RefreshTokenRefused:
                return
            family_store.revoke(connection, known.family.id, self.clock.now())
            note(connection, "sessions.log-out", by=known.family.account, family_id=known.family.id)

    def change_password(self, account_id: str, current: str, new: str, handover_code: str = "") -> None:
        """
        Replace the password and end every session of the account; refuse a wrong current one, and a new one that breaks a rule.

        With the code that came with an office, its holder takes it over.
        """
        with self.engine.begin() as connection:
            account = store.load(connection, account_id)
            if not self.passwords.match(account.password_hash, current):
                log.warning("password-guessed", account=account.id)
                raise CurrentPasswordWrong([Reason("current-password-wrong", "current_password")])
            check_password(new, account)
            store.save(connection, replace(taken_over(account, handover_code), password_hash=self.passwords.hash(new)))
            family_store.revoke_all(connection, account.id, self.clock.now())
            note(connection, "accounts.change-password", by=account.id, account_id=account.id)

    def _tokens(self, account: Account, refresh_token: str, now: datetime) -> dict[str, Any]:
        """Write the answer of a login or a refresh (RFC 6749, 5.1)."""
        return {
            "access_token": issue(account, self.keys, now),
            "refresh_token": refresh_token,
            "expires_in": int(LIFETIME.total_seconds()),
            "token_type": "Bearer",
        }
