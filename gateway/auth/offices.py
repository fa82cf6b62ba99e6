"""
Guarded offices, and what it takes to give or to take one: two administrators, never one (ADR 0022).

Such an office binds a commune or an agency, opens every file, or makes others powerful: president and vice-president, treasurer, director,
governor, key officer, auditor, administrator.
One administrator proposes under an administrative act, another one confirms; neither touches his own account, nor another one with his
national identifier. To take an office needs both too: one administrator alone could otherwise send away whoever watches him, or leave a
commune without a signature.

Who opens an account knows its first password. So the holder of an office takes it with a second secret, drawn at the confirmation and
given to the one who confirms: neither administrator has both, and until then the office sleeps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from catalogue.calendar import legal_day
from contracts.events import Change
from contracts.people import Grant, Role
from contracts.refusals import Forbidden
from gateway.auth.domain import GUARDED, Account
from gateway.auth.refusals import OwnAccount, ProposalOutdated, ProposalSettled, SecondPersonNeeded

OPERATOR = "operator"  # who has the gateway's environment, and no account
PATIENCE = timedelta(days=14)
"""So long a proposal waits for its second person."""


class Way(StrEnum):
    """By whom grants were given."""

    TWO_PERSONS = "two-persons"
    ONE_PERSON = "one-person"  # a clerk, a reviewer, a professional
    OPERATOR = "operator"  # before there are administrators
    BREAK_GLASS = "break-glass"


class RulingOutcome(StrEnum):
    """What the second person said."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    AWAITING = "awaiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The second person's word, with his account; for what one person may do, his own."""

    outcome: RulingOutcome
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The grants that an account is to have in place of others, under which act, proposed and settled by whom. Kept for ever."""

    id: str
    account: str
    grants: tuple[Grant, ...]
    replaces: tuple[Grant, ...]
    act: str
    way: Way
    proposed_by: str
    proposed_at: datetime
    reason: str = ""  # of the operator, when he breaks the glass
    ruling: Ruling | None = None

    @property
    def territories(self) -> list[str]:
        """Name the territories concerned, of the new grants and of those that end; one without a name where a citizen's are."""
        return sorted({grant.territory for grant in (*self.grants, *self.replaces)} or {""})

    @property
    def expires_at(self) -> datetime:
        """Give the instant from which nobody can confirm any more."""
        return self.proposed_at + PATIENCE

    def status_at(self, now: datetime) -> ProposalStatus:
        """Tell where the proposal stands."""
        if self.ruling is not None:
            return ProposalStatus(self.ruling.outcome.value)
        return ProposalStatus.AWAITING if now < self.expires_at else ProposalStatus.EXPIRED

    def changes(self) -> list[tuple[Grant, Change]]:
        """Tell which offices it gives, changes and takes; the same ones as before are handed over anew."""
        wanted, held = _guarded(self.grants), _guarded(self.replaces)
        places, before = ({(grant.role, grant.territory) for grant in grants} for grants in (wanted, held))
        found = [(each, Change.CHANGED if (each.role, each.territory) in before else Change.GIVEN) for each in wanted if each not in held]
        found += [(each, Change.TAKEN) for each in held if (each.role, each.territory) not in places]
        return found or [(each, Change.CHANGED) for each in wanted]


def needs_two(account: Account, after: Iterable[Grant], day: date) -> bool:
    """
    Tell whether replacing the grants of an account touches an office; a grant that is over by that day is none any more.

    The same offices again, for somebody who has not taken them over, draw a new secret: that needs two as well.
    """
    before, wanted = (frozenset(each for each in _guarded(grants) if not each.is_over_on(day)) for grants in (account.grants, after))
    return before != wanted or bool(wanted and not account.handed_over)


def _guarded(grants: Iterable[Grant]) -> list[Grant]:
    return [grant for grant in grants if grant.role in GUARDED]


def check_administrator(person: Account, now: datetime) -> None:
    """Refuse who is no administrator any more: his token lives on for minutes after his office."""
    if Role.ADMINISTRATOR not in person.roles_on(legal_day(now)):
        raise Forbidden


def check_not_oneself(administrator: Account, subject: Account) -> None:
    """Refuse an administrator who deals with his own account, or with another one of the same person."""
    if _are_one(administrator, subject):
        raise OwnAccount


def check_settling(proposal: Proposal, administrator: Account, subject: Account, now: datetime) -> None:
    """Refuse to settle what is settled or expired, and whoever may not settle it: no administrator, or the one whom it concerns."""
    status = proposal.status_at(now)
    if status is not ProposalStatus.AWAITING:
        raise ProposalSettled(status=status.value)
    check_administrator(administrator, now)
    check_not_oneself(administrator, subject)


def check_confirmation(proposal: Proposal, others: Iterable[Account], administrator: Account, subject: Account) -> None:
    """
    Refuse a confirmation that is not a second person's, or not of what was proposed: the account, or the proposer, changed since.

    `others` are the one who proposed and, until its holder has taken the account over, the one who opened it and knows its password.
    """
    if any(_are_one(other, administrator) for other in others):
        raise SecondPersonNeeded
    if subject.grants != proposal.replaces:
        raise ProposalOutdated


def check_still_in_office(proposer: Account, now: datetime) -> None:
    """Refuse to give what was proposed by somebody who is no administrator any more."""
    if Role.ADMINISTRATOR not in proposer.roles_on(legal_day(now)):
        raise ProposalOutdated


def _are_one(one: Account, other: Account) -> bool:
    """Tell whether two accounts are one person's."""
    return one.id == other.id or one.national_id == other.national_id
