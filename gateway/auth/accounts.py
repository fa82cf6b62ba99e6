"""Opening accounts, approving professionals, granting officials their roles. Each change of a contact is announced with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalogue.calendar import legal_day
from chassis.acts import note
from chassis.announce import announce
from chassis.clock import FixedClock, SystemClock
from chassis.database import Transactions
from chassis.receipts import AlreadyDone, Errand, answer, forget_old_commands
from contracts.identifiers import new_id
from gateway.auth import family_store, store
from gateway.auth.domain import Account, Grant, LevelOf, Role, Standing, officials_grants
from gateway.auth.passwords import Passwords
from gateway.auth.registration import Registration, check

Change = Callable[[Account], Account]


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """All accounts."""

    engine: sa.Engine
    passwords: Passwords
    clock: SystemClock | FixedClock
    level_of: LevelOf

    def register(self, registration: Registration, role: Role, errand: Errand | None = None) -> Account:
        """Open an account for a citizen; a professional waits for an administrator's approval."""
        tidy = registration.tidied()
        check(tidy, professional=role is Role.PROFESSIONAL)
        standing = Standing.AWAITING_APPROVAL if role is Role.PROFESSIONAL else Standing.ACTIVE
        return self._open(tidy, (Grant(role=role),), standing, errand)

    def open_for_official(self, registration: Registration, grants: Iterable[Grant], errand: Errand | None = None) -> Account:
        """Open an account for an official, with the roles that an administrator grants."""
        tidy = registration.tidied()
        check(tidy, professional=False)
        return self._open(tidy, officials_grants(grants, self.level_of), Standing.ACTIVE, errand)

    def approve(self, account_id: str) -> Account:
        """Let a professional act."""
        return self._change("accounts.approve", account_id, Account.approved)

    def grant(self, account_id: str, grants: Iterable[Grant]) -> Account:
        """Replace the roles of an official; his sessions end, so that the old roles do not outlive their tokens."""
        given = tuple(grants)
        return self._change("accounts.grant", account_id, lambda account: account.granted(given, self.level_of), end_sessions=True)

    def load(self, account_id: str) -> Account:
        """Load an account; refuse when there is none."""
        with self.engine.connect() as session:
            return store.load(session, account_id)

    def find_applicant(self, email: str, national_id: str) -> Account | None:
        """Find the active applicant who has both this e-mail and this national identifier."""
        with self.engine.connect() as session:
            found = store.find_by_email(session, email)
        if found is None or Role.APPLICANT.value not in found.roles_on(legal_day(self.clock.now())):
            return None
        return found if found.national_id == national_id.replace(" ", "").upper() else None

    def page(self, limit: int, after: tuple[datetime, str] | None, role: str = "", standing: str = "") -> list[Account]:
        """List up to `limit` accounts after a place in the list."""
        with self.engine.connect() as session:
            return store.find_page(session, limit, after, role, standing)

    def _open(self, tidy: Registration, grants: tuple[Grant, ...], standing: Standing, errand: Errand | None) -> Account:
        """Keep and announce a new account; a repeated errand gives the account of the first time."""
        account = Account(
            id=new_id(),
            email=tidy.email,
            full_name=tidy.full_name,
            national_id=tidy.national_id,
            phone=tidy.phone,
            locale=tidy.locale,
            password_hash=self.passwords.hash(tidy.password),
            grants=grants,
            standing=standing,
            created_at=self.clock.now(),
            order_number=tidy.order_number,
        )
        try:
            with Transactions(self.engine, errand).begin() as session:
                store.add(session, account)
                announce(session, account.contact(account.created_at))
                note(session, "accounts.open", by=account.id, account_id=account.id, **offices_of(account))
                answer(session, {"account": account.id})
                forget_old_commands(session)  # here, since no clock ticks in the gateway
        except AlreadyDone as done:
            return self.load(done.answer["account"])
        return account

    def _change(self, act: str, account_id: str, change: Change, *, end_sessions: bool = False) -> Account:
        """Change an account, note whose act it was, and announce it."""
        now = self.clock.now()
        with self.engine.begin() as session:
            changed = change(store.load(session, account_id))
            store.save(session, changed)
            announce(session, changed.contact(now))
            note(session, act, account_id=account_id, **offices_of(changed))
            if end_sessions:
                family_store.revoke_all(session, account_id, now)
        return replace(changed, version=changed.version + 1)


def offices_of(account: Account) -> dict[str, Any]:
    """Name the roles of an account, and over what it holds them, as they are remembered with an act."""
    return {"roles": [grant.role.value for grant in account.grants], "territory": account.territory, "body": account.body}
