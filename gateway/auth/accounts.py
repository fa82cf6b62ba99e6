"""Opening and changing accounts; what officials may do is the work of `appointments`. Each change of a contact is announced with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from catalogue.calendar import legal_day
from chassis.acts import note
from chassis.announce import announce
from chassis.clock import FixedClock, SystemClock
from chassis.database import Connection, Transactions
from chassis.pruning import prune
from chassis.receipts import AlreadyDone, Errand, answer
from contracts.identifiers import new_id
from contracts.people import Grant, Role
from gateway.auth import family_store, store
from gateway.auth.delegations import load_in_office
from gateway.auth.domain import Account, AccountStatus, LevelOf
from gateway.auth.offices import OPERATOR
from gateway.auth.passwords import Passwords
from gateway.auth.quiet import open_quietly
from gateway.auth.registration import Registration, check, check_order_number

Also = Callable[[Connection, Account], None]
"""What is written beside an account, in the same transaction."""


def nothing(connection: Connection, account: Account) -> None:
    """Write nothing beside the account."""


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
        standing = AccountStatus.AWAITING_APPROVAL if role is Role.PROFESSIONAL else AccountStatus.ACTIVE
        return open_quietly(self.engine, self._new(tidy, (Grant(role=role),), standing), errand)

    def open_for_official(
        self, registration: Registration, grants: Iterable[Grant], errand: Errand | None = None, also: Also = nothing, opened_by: str = ""
    ) -> Account:
        """Open an account for an official, with the grants that he has from the first day; `opened_by` knows its password."""
        tidy = registration.tidied()
        check(tidy, professional=False)
        return self._open(tidy, tuple(grants), errand, also, opened_by)

    def claim_profession(self, account_id: str, profession: str, order_number: str) -> Account:
        """Let an applicant ask to act as a professional too; an administrator approves him."""
        check_order_number(order_number)
        with self.engine.begin() as connection:
            account, now = store.load(connection, account_id), self.clock.now()
            changed = account.claiming(profession, order_number)
            store.save(connection, changed)
            announce(connection, changed.contact(now))
            note(connection, "accounts.claim-profession", by=account_id, account_id=account_id, profession=profession)
        return replace(changed, version=changed.version + 1)

    def load(self, account_id: str) -> Account:
        """Load an account as it stands in the book; refuse when there is none."""
        with self.engine.connect() as connection:
            return store.load(connection, account_id)

    def load_in_office(self, account_id: str) -> Account:
        """Load an account as its next token tells of it: without a delegation by somebody who is president no longer."""
        with self.engine.connect() as connection:
            return load_in_office(connection, account_id, legal_day(self.clock.now()))

    def find_citizen(self, email: str, national_id: str) -> str:
        """Name the active citizen's account that has both this e-mail and this national identifier; nothing when there is none."""
        with self.engine.connect() as connection:
            return store.find_citizen(connection, email.strip().lower(), national_id.replace(" ", "").upper())

    def page(self, limit: int, after: tuple[datetime, str] | None, role: str = "", standing: str = "") -> list[Account]:
        """List up to `limit` accounts after a place in the list."""
        with self.engine.connect() as connection:
            return store.find_page(connection, limit, after, role, standing)

    def _open(
        self, tidy: Registration, grants: tuple[Grant, ...], errand: Errand | None, also: Also = nothing, opened_by: str = ""
    ) -> Account:
        """Keep and announce a new account; a repeated errand gives the account of the first time."""
        account = self._new(tidy, grants, AccountStatus.ACTIVE, opened_by)
        try:
            with Transactions(self.engine, errand).begin() as connection:
                store.add(connection, account)
                announce(connection, account.contact(account.created_at))
                also(connection, account)
                note(connection, "accounts.open", by=opened_by, account_id=account.id, offices=account.office_names)
                answer(connection, {"account": account.id})
                prune(connection)  # here, since no clock ticks in the gateway
        except AlreadyDone as done:
            return self.load(done.answer["account"])
        return account

    def _new(self, tidy: Registration, grants: tuple[Grant, ...], standing: AccountStatus, opened_by: str = "") -> Account:
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
            opened_by=opened_by,
            handed_over=not opened_by,
        )


def keep(connection: Connection, changed: Account, now: datetime, act: str) -> Account:
    """Keep, note and announce a change of what an account may do; its sessions end, so that the old roles do not outlive their tokens."""
    store.save(connection, changed)
    announce(connection, changed.contact(now))
    note(connection, act, by=OPERATOR, account_id=changed.id, offices=changed.office_names)
    family_store.revoke_all(connection, changed.id, now)
    return replace(changed, version=changed.version + 1)
