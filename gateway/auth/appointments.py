"""Giving and taking roles: what two administrators do together, and what one may do alone. The rules stand in `offices`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from catalogue.calendar import legal_day
from chassis.announce import announce
from chassis.database import Connection
from chassis.receipts import Errand
from contracts.identifiers import new_id
from contracts.people import Grant, Office
from gateway.auth import proposal_store, store
from gateway.auth.accounts import Accounts, keep
from gateway.auth.delegations import refuse_unless_delegated
from gateway.auth.domain import GUARDED, Account, officials_grants
from gateway.auth.handover import to_be_taken_over
from gateway.auth.office_events import changes_made, changes_proposed
from gateway.auth.offices import (
    Proposal,
    Ruling,
    RulingOutcome,
    Way,
    check_administrator,
    check_confirmation,
    check_not_oneself,
    check_settling,
    check_still_in_office,
    needs_two,
)
from gateway.auth.registration import Registration


@dataclass(frozen=True, kw_only=True)
class Appointments:
    """The roles of all accounts, and the book of who gave them. `by` is always the account of an administrator."""

    accounts: Accounts

    def open_for_official(
        self, registration: Registration, grants: Iterable[Grant], act: str, by: str, errand: Errand | None = None
    ) -> tuple[Account, Proposal]:
        """Open an account for an official: with his roles, or without any until a second administrator has confirmed his office."""
        wanted = officials_grants(grants, self.accounts.level_of)
        held = () if any(grant.role in GUARDED for grant in wanted) else wanted

        def propose(connection: Connection, account: Account) -> None:
            self._propose(connection, replace(account, grants=()), wanted, act, by)

        opened = self.accounts.open_for_official(registration, held, errand, propose, opened_by=by)
        with self.accounts.engine.connect() as connection:
            return opened, proposal_store.first_of(connection, opened.id)

    def change(self, account_id: str, grants: Iterable[Grant], act: str, by: str) -> tuple[Account, Proposal]:
        """Replace the roles of an official: at once, or once a second administrator has confirmed it, if an office is given or taken."""
        with self.accounts.engine.begin() as connection:
            account = store.load(connection, account_id)
            changed = account.granted(grants, self.accounts.level_of)
            proposal = self._propose(connection, account, changed.grants, act, by)
            if proposal.way is Way.ONE_PERSON:
                account = keep(connection, changed, proposal.proposed_at, "accounts.grant")
        return account, proposal

    def approve(self, account_id: str, by: str) -> Account:
        """Let a professional act; who found his number in the register of his order, and when, is kept."""
        with self.accounts.engine.begin() as connection:
            account = store.load(connection, account_id)
            changed = account.approved()
            proposal = self._propose(connection, replace(account, grants=()), account.grants, "", by)
            return keep(connection, changed, proposal.proposed_at, "accounts.approve")

    def confirm(self, proposal_id: str, by: str) -> tuple[Proposal, str]:
        """
        Give or take what another administrator has proposed.

        With an account that its holder has not taken over yet comes the second secret, for him alone; empty otherwise. It is kept nowhere.
        """
        with self.accounts.engine.begin() as connection:
            proposal = proposal_store.load(connection, proposal_id)
            subject, now = store.load(connection, proposal.account), self.accounts.clock.now()
            self._check_confirmation(connection, proposal, subject, by, now)
            refuse_unless_delegated(connection, proposal.grants, legal_day(now))
            ruling = Ruling(outcome=RulingOutcome.CONFIRMED, by=by, at=now)
            proposal_store.rule(connection, proposal.id, ruling)
            changed, secret = to_be_taken_over(subject.granted(proposal.grants, self.accounts.level_of))
            keep(connection, changed, now, "accounts.confirm-grant")
            for event in changes_made(proposal, subject, by, now):
                announce(connection, event)
        return replace(proposal, ruling=ruling), secret

    def refuse(self, proposal_id: str, reason: str, by: str) -> Proposal:
        """Refuse what was proposed; the one who proposed takes it back like this."""
        with self.accounts.engine.begin() as connection:
            proposal, now = proposal_store.load(connection, proposal_id), self.accounts.clock.now()
            check_settling(proposal, store.load(connection, by), store.load(connection, proposal.account), now)
            ruling = Ruling(outcome=RulingOutcome.REFUSED, by=by, at=now, reason=reason)
            proposal_store.rule(connection, proposal.id, ruling)
        return replace(proposal, ruling=ruling)

    def load(self, proposal_id: str) -> Proposal:
        """Load a proposal; refuse when there is none."""
        with self.accounts.engine.connect() as connection:
            return proposal_store.load(connection, proposal_id)

    def page(
        self, limit: int, after: tuple[datetime, str] | None, offices: Sequence[Office], account: str = "", *, waiting: bool = False
    ) -> list[Proposal]:
        """List up to `limit` proposals that some offices watch after a place in the list."""
        with self.accounts.engine.connect() as connection:
            return proposal_store.find_page(connection, limit, after, offices, account, self.accounts.clock.now() if waiting else None)

    def _check_confirmation(self, connection: Connection, proposal: Proposal, subject: Account, by: str, now: datetime) -> None:
        """Ask the rules about everybody who has a hand in it."""
        administrator = store.load(connection, by)
        check_settling(proposal, administrator, subject, now)
        proposer = store.load(connection, proposal.proposed_by)
        knowing = [] if subject.handed_over else [store.load(connection, subject.opened_by)]
        check_confirmation(proposal, [proposer, *knowing], administrator, subject)
        check_still_in_office(proposer, now)

    def _propose(self, connection: Connection, account: Account, grants: tuple[Grant, ...], act: str, by: str) -> Proposal:
        """Write down what an administrator wants for somebody else; announce it when a second one has to confirm it."""
        now, administrator = self.accounts.clock.now(), store.load(connection, by)
        check_administrator(administrator, now)
        check_not_oneself(administrator, account)
        refuse_unless_delegated(connection, grants, legal_day(now))
        way = Way.TWO_PERSONS if needs_two(account, grants, legal_day(now)) else Way.ONE_PERSON
        proposal = Proposal(
            id=new_id(),
            account=account.id,
            grants=grants,
            replaces=account.grants,
            act=act,
            way=way,
            proposed_by=by,
            proposed_at=now,
            ruling=None if way is Way.TWO_PERSONS else Ruling(outcome=RulingOutcome.CONFIRMED, by=by, at=now),
        )
        proposal_store.add(connection, proposal)
        for event in changes_proposed(proposal, account) if way is Way.TWO_PERSONS else ():
            announce(connection, event)
        return proposal
