"""Opening and changing accounts; what officials may do is the work of `appointments`. Each change of a contact is announced with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from catalogue.calendar import legal_day
from chassis.announce import announce
from chassis.clock import FixedClock, SystemClock
from chassis.database import Session, Transactions
from chassis.receipts import AlreadyDone, Errand, answer, forget_old_commands
from contracts.identifiers import new_id
from gateway.auth import family_store, store
from gateway.auth.domain import Account, Grant, LevelOf, Role, Standing
from gateway.auth.passwords import Passwords
from gateway.auth.registration import Registration, check

Also = Callable[[Session, Account], None]
"""What is written beside an account, in the same transaction."""


def nothing(session: Session, account: Account) -> None:
    """Write nothing beside the account."""


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

    def open_for_official(
        self, registration: Registration, grants: Iterable[Grant], errand: Errand | None = None, also: Also = nothing, opened_by: str = ""
    ) -> Account:
        """Open an account for an official, with the grants that he has from the first day; `opened_by` knows its password."""
        tidy = registration.tidied()
        check(tidy, professional=False)
        return self._open(tidy, tuple(grants), Standing.ACTIVE, errand, also, opened_by)

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

    def _open(
        self,
        tidy: Registration,
        grants: tuple[Grant, ...],
        standing: Standing,
        errand: Errand | None,
        also: Also = nothing,
        opened_by: str = "",
    ) -> Account:
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
            opened_by=opened_by,
            handed_over=not opened_by,
        )
        try:
            with Transactions(self.engine, errand).begin() as session:
                store.add(session, account)
                announce(session, account.contact(account.created_at))
                also(session, account)
                answer(session, {"account": account.id})
                forget_old_commands(session)  # here, since no clock ticks in the gateway
        except AlreadyDone as done:
            return self.load(done.answer["account"])
        return account


def keep(session: Session, changed: Account, now: datetime) -> Account:
    """Keep and announce a change of what an account may do; its sessions end, so that the old roles do not outlive their tokens."""
    store.save(session, changed)
    announce(session, changed.contact(now))
    family_store.revoke_all(session, changed.id, now)
    return replace(changed, version=changed.version + 1)
