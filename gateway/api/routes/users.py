"""Accounts as administrators see them."""

from chassis import paging
from chassis.principal import NATIONAL
from contracts.refusals import Forbidden
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


@family.call("GET", "/v1/users", query=AccountsQuery, gives=page_of(AccountView))
def users(asked: Json) -> Json:
    """List accounts, oldest first."""
    _must_administer()
    after = paging.read_place(asked["cursor"], paging.instant) if asked["cursor"] else None
    found = office().accounts.page(asked["limit"] + 1, after, asked.get("role", ""), asked.get("status", ""))
    return paging.page(found, asked["limit"], place_of, account_view)


@family.call("POST", "/v1/users", takes=Official, gives=AccountView, status=201)
def open_for_official(asked: Json) -> Json:
    """Open an account for an official, with his roles."""
    _must_administer()
    errand = errand_for(principal().account, idempotency_key(), asked)
    grants = _grants(asked.pop("roles"))
    return account_view(office().accounts.open_for_official(Registration(**asked), grants, errand))


@family.call("GET", "/v1/users/<account_id>", gives=AccountView)
def user(account_id: str) -> Json:
    """Show an account."""
    _must_administer()
    return account_view(office().accounts.load(account_id))


@family.call("PUT", "/v1/users/<account_id>/roles", takes=Grants, gives=AccountView)
def grant(asked: Json, account_id: str) -> Json:
    """Replace the roles of an official; his sessions end."""
    _must_administer()
    return account_view(office().accounts.grant(account_id, _grants(asked["roles"])))


@family.call("POST", "/v1/users/<account_id>/approval", takes=Nothing, gives=AccountView)
def approve(asked: Json, account_id: str) -> Json:
    """Let a professional file, his number having been found in the register of his order."""
    _must_administer()
    return account_view(office().accounts.approve(account_id))


def _must_administer() -> None:
    """Refuse whoever is not an administrator of the whole country: accounts are kept in one book."""
    if not (principal().has(Role.ADMINISTRATOR.value) and principal().covers(NATIONAL)):
        raise Forbidden


def _grants(roles: list[Json]) -> list[Grant]:
    """Read the roles that were sent."""
    return [Grant(**{**role, "role": Role(role["role"])}) for role in roles]
