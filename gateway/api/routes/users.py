"""Accounts as administrators see them."""

from chassis import paging
from gateway.api.asking import idempotency_key
from gateway.api.door import Family, Json
from gateway.api.identity import principal
from gateway.api.office import office
from gateway.api.schemas.accounts import AccountsQuery, AccountView, Grants, Official
from gateway.api.schemas.shapes import Nothing, page_of
from gateway.api.views import account_view, errand_for, place_of
from gateway.auth.domain import Grant, Role
from gateway.auth.registration import Registration

family = Family("users", "Accounts: for administrators")

ADMINISTRATOR = Role.ADMINISTRATOR.value


@family.call("GET", "/v1/users", query=AccountsQuery, gives=page_of(AccountView))
def users(asked: Json) -> Json:
    """List accounts, oldest first."""
    principal().must_have(ADMINISTRATOR)
    after = paging.read_place(asked["cursor"], paging.instant) if asked["cursor"] else None
    found = office().accounts.page(asked["limit"] + 1, after, asked.get("role", ""), asked.get("status", ""))
    return paging.page(found, asked["limit"], place_of, account_view)


@family.call("POST", "/v1/users", takes=Official, gives=AccountView, status=201)
def open_for_official(asked: Json) -> Json:
    """Open an account for an official, with his roles."""
    principal().must_have(ADMINISTRATOR)
    errand = errand_for(principal().account, idempotency_key(), asked)
    grants = _grants(asked.pop("roles"))
    return account_view(office().accounts.open_for_official(Registration(**asked), grants, errand))


@family.call("GET", "/v1/users/<account_id>", gives=AccountView)
def user(account_id: str) -> Json:
    """Show an account."""
    principal().must_have(ADMINISTRATOR)
    return account_view(office().accounts.load(account_id))


@family.call("PUT", "/v1/users/<account_id>/roles", takes=Grants, gives=AccountView)
def grant(asked: Json, account_id: str) -> Json:
    """Replace the roles of an official; his sessions end."""
    principal().must_have(ADMINISTRATOR)
    return account_view(office().accounts.grant(account_id, _grants(asked["roles"])))


@family.call("POST", "/v1/users/<account_id>/approval", takes=Nothing, gives=AccountView)
def approve(asked: Json, account_id: str) -> Json:
    """Let a professional file, his number having been found in the register of his order."""
    principal().must_have(ADMINISTRATOR)
    return account_view(office().accounts.approve(account_id))


def _grants(roles: list[Json]) -> list[Grant]:
    """Read the roles that were sent."""
    return [Grant(**{**role, "role": Role(role["role"])}) for role in roles]
