"""People as their tokens describe them, for tests."""

import msgspec

from contracts.people import Office, Principal, Role


def a_caller(account: str, *roles: str, territory: str = "", body: str = "") -> Principal:
    """Make somebody who holds each of the roles over one territory; a reviewer on behalf of `body`."""
    return Principal(account=account, offices=tuple(an_office(role, territory, body) for role in roles))


def an_office(role: str, territory: str = "", body: str = "") -> Office:
    """Make an office; only a reviewer's is on behalf of `body`."""
    return Office(role=Role(role), territory=territory, body=body if role == Role.REVIEWER else "")


def claimed(*roles: str, territory: str = "", body: str = "") -> list[dict[str, str]]:
    """Write offices as the claim of a token."""
    offices: list[dict[str, str]] = msgspec.to_builtins([an_office(role, territory, body) for role in roles])
    return offices
