"""What the operator does by himself, who has the gateway's environment and no account: the first administrators, and breaking the glass."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalogue.calendar import legal_day
from chassis.announce import announce
from chassis.database import Connection
from contracts.identifiers import new_id
from contracts.people import NATIONAL, Grant, Role
from gateway.auth import proposal_store, store
from gateway.auth.accounts import Accounts, keep
from gateway.auth.domain import Account, officials_grants
from gateway.auth.handover import to_be_taken_over
from gateway.auth.office_events import changes_made, glass_broken
from gateway.auth.offices import OPERATOR, Proposal, Ruling, RulingOutcome, Way
from gateway.auth.registration import Registration


@dataclass(frozen=True, kw_only=True)
class Operator:
    """The operator at work on the accounts; the book says of each line that it was he."""

    accounts: Accounts

    def open(self, registration: Registration, grants: Iterable[Grant], act: str, *, quietly: bool = False) -> Account:
        """Open an account for an official with his grants; `quietly`, nobody is told: for a demonstration alone."""
        given = officials_grants(grants, self.accounts.level_of)

        def note(connection: Connection, account: Account) -> None:
            proposal = _settled(account, (), given, act, Way.OPERATOR, account.created_at)
            proposal_store.add(connection, proposal)
            for event in () if quietly else changes_made(proposal, account, OPERATOR, account.created_at):
                announce(connection, event)

        return self.accounts.open_for_official(registration, given, also=note)

    def approve(self, account_id: str) -> Account:
        """Let a professional of a demonstration act."""
        now = self.accounts.clock.now()
        with self.accounts.engine.begin() as connection:
            account = store.load(connection, account_id)
            proposal_store.add(connection, _settled(account, (), account.grants, "", Way.OPERATOR, now))
            return keep(connection, account.approved(), now, "accounts.approve")

    def break_glass(self, account_id: str, act: str, reason: str) -> tuple[Proposal, str]:
        """
        Make an official an administrator until the end of the legal day, in Morocco, and tell him and whoever watches.

        No other office is given like this: with a second administrator, two give any of them in the ordinary way. With an account that its
        holder has not taken over yet comes the second secret for him (see `handover`); empty otherwise.
        """
        now = self.accounts.clock.now()
        today = legal_day(now)
        office = Grant(role=Role.ADMINISTRATOR, territory=NATIONAL, since=today, until=today)
        with self.accounts.engine.begin() as connection:
            account = store.load(connection, account_id)
            changed, secret = to_be_taken_over(account.granted((*account.grants, office), self.accounts.level_of))
            proposal = _settled(account, account.grants, changed.grants, act, Way.BREAK_GLASS, now, reason)
            proposal_store.add(connection, proposal)
            keep(connection, changed, now, "accounts.break-glass")
            for event in glass_broken(proposal, account):
                announce(connection, event)
        return proposal, secret


def _settled(
    account: Account, before: tuple[Grant, ...], after: tuple[Grant, ...], act: str, way: Way, now: datetime, reason: str = ""
) -> Proposal:
    """Write a proposal that the operator makes and settles."""
    return Proposal(
        id=new_id(),
        account=account.id,
        grants=after,
        replaces=before,
        act=act,
        way=way,
        proposed_by=OPERATOR,
        proposed_at=now,
        reason=reason,
        ruling=Ruling(outcome=RulingOutcome.CONFIRMED, by=OPERATOR, at=now),
    )
