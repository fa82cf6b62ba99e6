"""What is announced of offices: one event for each office that a proposal gives or takes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from contracts.accounts import GlassBroken, OfficeChanged, OfficeChangeProposed
from contracts.events import Change
from contracts.people import Grant
from gateway.auth.domain import Account
from gateway.auth.offices import Proposal


def changes_proposed(proposal: Proposal, account: Account) -> Iterator[OfficeChangeProposed]:
    """Tell what waits for a second administrator."""
    for grant, change in proposal.changes():
        yield OfficeChangeProposed(**_about(proposal, account, grant, change), proposed_at=proposal.proposed_at)


def changes_made(proposal: Proposal, account: Account, by: str, at: datetime) -> Iterator[OfficeChanged]:
    """Tell what is so from now on."""
    for grant, change in proposal.changes():
        yield OfficeChanged(**_about(proposal, account, grant, change), confirmed_by=by, confirmed_at=at)


def glass_broken(proposal: Proposal, account: Account) -> Iterator[GlassBroken]:
    """Tell of what the operator gave by himself, why, and until when."""
    for grant, change in proposal.changes():
        until = grant.until or proposal.proposed_at.date()
        yield GlassBroken(**_about(proposal, account, grant, change), reason=proposal.reason, until=until, broken_at=proposal.proposed_at)


def _about(proposal: Proposal, account: Account, grant: Grant, change: Change) -> dict[str, Any]:
    """Say which office of whom, and under which act."""
    return {
        "proposal": proposal.id,
        "account": account.id,
        "person": account.full_name,
        "role": grant.role,
        "territory": grant.territory,
        "change": change,
        "act": proposal.act,
        "proposed_by": proposal.proposed_by,
    }
