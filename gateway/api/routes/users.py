"""Accounts as administrators see them."""

from typing import Any

from chassis import paging
from contracts.calls.shapes import Page
from contracts.people import Grant, Role
from gateway.api.asking import idempotency_key
from gateway.api.door import Family, Json
from gateway.api.identity import principal
from gateway.api.resources import resources
from gateway.api.routes.proposals import must_administer
from gateway.api.schemas.accounts import AccountsQuery, AccountView, Grants, Official
from gateway.api.schemas.proposals import OpenedView, ProposalView
from gateway.api.schemas.shapes import Nothing
from gateway.api.views import account_view, cursor_of, errand_for, proposal_view
from gateway.auth.offices import Way
from gateway.auth.registration import Registration

family = Family("users", "Accounts: for administrators")


@family.call("GET", "/v1/users", query=AccountsQuery, gives=Page[AccountView])
def users(asked: Json) -> Page[Json]:
    """List accounts, oldest first."""
    must_administer()
    after = paging.read_cursor(asked["cursor"], paging.instant) if asked["cursor"] else None
    found = resources().accounts.page(asked["limit"] + 1, after, asked.get("role", ""), asked.get("status", ""))
    return paging.page(found, asked["limit"], cursor_of, account_view)


@family.call("POST", "/v1/users", takes=Official, gives=OpenedView, status=201)
def open_for_official(asked: Json) -> Json:
    """
    Open an account for an official.

    A clerk or a reviewer has his roles at once. Who is to hold another office (president, vice-president, treasurer, director, governor,
    key officer, auditor, administrator) has none until a second administrator has confirmed the proposal that comes with the answer.
    """
    must_administer()
    by = principal().account
    errand = errand_for(by, idempotency_key(), asked)
    grants, act = _grants(asked.pop("roles")), asked.pop("act")
    opened, proposal = resources().appointments.open_for_official(Registration(**asked), grants, act, by, errand)
    return {**account_view(opened), "proposal": proposal_view(proposal, resources().clock.now())}


@family.call("GET", "/v1/users/<account_id>", gives=AccountView)
def user(account_id: str) -> Json:
    """Show an account."""
    must_administer()
    return account_view(resources().accounts.load(account_id))


@family.call("PUT", "/v1/users/<account_id>/roles", takes=Grants, gives=AccountView, otherwise={202: ProposalView})
def grant(asked: Json, account_id: str) -> Any:
    """
    Replace the roles of an official; his sessions end.

    Clerks and reviewers: at once. When any other office (president, vice-president, treasurer, director, governor, key officer, auditor,
    administrator) is given, changed or taken: 202, with the proposal that a second administrator has to confirm. Nobody changes his own
    roles.
    """
    must_administer()
    account, proposal = resources().appointments.change(account_id, _grants(asked["roles"]), asked["act"], principal().account)
    if proposal.way is Way.ONE_PERSON:
        return account_view(account)
    return proposal_view(proposal, resources().clock.now()), 202, {"Location": f"/v1/grant-proposals/{proposal.id}"}


@family.call("POST", "/v1/users/<account_id>/approval", takes=Nothing, gives=AccountView)
def approve(asked: Json, account_id: str) -> Json:
    """Let a professional file, his number having been found in the register of his order; who says so is kept."""
    must_administer()
    return account_view(resources().appointments.approve(account_id, principal().account))


def _grants(roles: list[Json]) -> list[Grant]:
    """Read the roles that were sent."""
    return [Grant(**{**role, "role": Role(role["role"])}) for role in roles]
