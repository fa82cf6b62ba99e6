"""Roles that wait for a second administrator, and the book of all that were given and taken."""

from chassis import paging
from contracts.calls.shapes import Page
from contracts.people import NATIONAL, Office, Role
from contracts.refusals import Forbidden
from gateway.api.door import Family, Json
from gateway.api.identity import principal
from gateway.api.resources import resources
from gateway.api.schemas.proposals import ConfirmedView, ProposalsQuery, ProposalView, Refusal
from gateway.api.schemas.shapes import Nothing
from gateway.api.views import cursor_of_proposal, proposal_view
from gateway.auth.refusals import ProposalNotFound

family = Family("proposals", "Offices: two administrators")


@family.call("GET", "/v1/grant-proposals", query=ProposalsQuery, gives=Page[ProposalView])
def proposals(asked: Json) -> Page[Json]:
    """List what was proposed and what became of it, oldest first: for administrators, and for auditors of the territory. Kept for ever."""
    watching = _watching()
    after = paging.read_cursor(asked["cursor"], paging.instant) if asked["cursor"] else None
    found = resources().appointments.page(asked["limit"] + 1, after, watching, asked["account"], waiting=asked["waiting"])
    return paging.page(found, asked["limit"], cursor_of_proposal, lambda each: proposal_view(each, resources().clock.now()))


@family.call("GET", "/v1/grant-proposals/<proposal_id>", gives=ProposalView)
def proposal(proposal_id: str) -> Json:
    """Show a proposal."""
    watching, found = _watching(), resources().appointments.load(proposal_id)
    if not any(each.covers(territory) for each in watching for territory in found.territories):
        raise ProposalNotFound
    return proposal_view(found, resources().clock.now())


@family.call("POST", "/v1/grant-proposals/<proposal_id>/confirmation", takes=Nothing, gives=ConfirmedView)
def confirm(asked: Json, proposal_id: str) -> Json:
    """
    Confirm what another administrator has proposed: from now on it is so, and the sessions of the account end.

    Nobody confirms what he proposed himself, nor anything of his own account, nor an office in an account that he opened and whose holder
    has not taken it over. `handover_code` is for that holder.
    """
    must_administer()
    confirmed, code = resources().appointments.confirm(proposal_id, principal().account)
    return {**proposal_view(confirmed, resources().clock.now()), "handover_code": code or None}


@family.call("POST", "/v1/grant-proposals/<proposal_id>/refusal", takes=Refusal, gives=ProposalView)
def refuse(asked: Json, proposal_id: str) -> Json:
    """Refuse what was proposed, or take back what one has proposed oneself."""
    must_administer()
    return proposal_view(resources().appointments.refuse(proposal_id, asked["reason"], principal().account), resources().clock.now())


def must_administer() -> None:
    """Refuse whoever is not an administrator of the whole country: accounts are kept in one book."""
    if not principal().holds(Role.ADMINISTRATOR, at=NATIONAL):
        raise Forbidden


def _watching() -> tuple[Office, ...]:
    """Give the offices for which the caller reads proposals; refuse who is neither administrator nor auditor."""
    principal().must_have(Role.ADMINISTRATOR, Role.AUDITOR)
    return principal().of(Role.ADMINISTRATOR, Role.AUDITOR)
