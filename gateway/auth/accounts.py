"""Opening accounts, approving professionals, granting officials their roles. Each change of a contact is announced with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from chassis.announce import announce
from chassis.clock import FixedClock, SystemClock
from chassis.database import Transactions
from chassis.receipts import AlreadyDone, Errand, answer, forget_old_commands
from contracts.identifiers import new_id
from gateway.auth import family_store, store
from gateway.auth.domain import Account, Grant, LevelOf, Role, Standing, officials_grants
from gateway.auth.passwords import Passwords
from gateway.auth.quiet import open_quietly
from gateway.auth.registration import Registration, check, check_order_number

Change = Callable[[Account], Account]


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """All accounts."""

    engine: sa.Engine
    passwords: Passwords
    clock: SystemClock | FixedClock
    level_of: LevelOf

    def register(self, registration: Registration, role: Role, errand: Errand | None = None) -> Account:
        """
        Open an account for a citizen; a professional waits for an administrator's approval.

        Whoever has one already is told by message, not here: a stranger would learn who has an account.
        """
        tidy = registration.tidied()
        check(tidy, professional=role is Role.PROFESSIONAL)
        standing = Standing.AWAITING_APPROVAL if role is Role.PROFESSIONAL else Standing.ACTIVE
        return open_quietly(self.engine, self._new(tidy, (Grant(role=role),), standing), errand)

    def open_for_official(self, registration: Registration, grants: Iterable[Grant], errand: Errand | None = None) -> Account:
        """Open an account for an official, with the roles that an administrator grants."""
        tidy = registration.tidied()
        check(tidy, professional=False)
        return self._open(tidy, officials_grants(grants, self.level_of), Standing.ACTIVE, errand)

    def approve(self, account_id: str) -> Account:
        """Let a professional act."""
        return self._change(account_id, Account.approved)

    def claim_profession(self, account_id: str, profession: str, order_number: str) -> Account:
        """Let an applicant ask to act as a professional too; an administrator approves him."""
        check_order_number(order_number)
        return self._change(account_id, lambda account: account.claiming(profession, order_number))

    def grant(self, account_id: str, grants: Iterable[Grant]) -> Account:
        """Replace the roles of an official; his sessions end, so that the old roles do not outlive their tokens."""
        given = tuple(grants)
        return self._change(account_id, lambda account: account.granted(given, self.level_of), end_sessions=True)

    def load(self, account_id: str) -> Account:
        """Load an account; refuse when there is none."""
        with self.engine.connect() as session:
            return store.load(session, account_id)

    def find_citizen(self, email: str, national_id: str) -> str:
        """Name the active citizen's account that has both this e-mail and this national identifier; nothing when there is none."""
        with self.engine.connect() as session:
            return store.find_citizen(session, email.strip().lower(), national_id.replace(" ", "").upper())

    def page(self, limit: int, after: tuple[datetime, str] | None, role: str = "", standing: str = "") -> list[Account]:
        """List up to `limit` accounts after a place in the list."""
        with self.engine.connect() as session:
            return store.find_page(session, limit, after, role, standing)

    def _open(self, tidy: Registration, grants: tuple[Grant, ...], standing: Standing, errand: Errand | None) -> Account:
        """Keep and announce a new account; a repeated errand gives the account of the first time."""
        account = self._new(tidy, grants, standing)
        try:
            with Transactions(self.engine, errand).begin() as session:
                store.add(session, account)
                announce(session, account.contact(account.created_at))
                answer(session, {"account": account.id})
                forget_old_commands(session)  # here, since no clock ticks in the gateway
        except AlreadyDone as done:
            return self.load(done.answer["account"])
        return account

    def _new(self, tidy: Registration, grants: tuple[Grant, ...], standing: Standing) -> Account:
        """Make a new account; its password is hashed whatever becomes of it, so that time tells nothing."""
        return Account(
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
            profession=tidy.profession,
            order_number=tidy.order_number,
        )

    def _change(self, account_id: str, change: Change, *, end_sessions: bool = False) -> Account:
        """Change an account, and announce it."""
        now = self.clock.now()
        with self.engine.begin() as session:
            changed = change(store.load(session, account_id))
            store.save(session, changed)
            announce(session, changed.contact(now))
            if end_sessions:
                family_store.revoke_all(session, account_id, now)
        return replace(changed, version=changed.version + 1)
