"""A vice-president acts by delegation: under an order, of the president of the very commune, as long as that one is in office."""

from typing import Any

import jwt
import pytest

from contracts.people import Grant, Role
from gateway.auth.delegations import load_in_office
from gateway.auth.domain import officials_grants
from gateway.auth.places import level_of
from gateway.auth.refusals import GrantsRefused
from tests.gateway.makers import NOON, PASSWORD, TANGER, TAROUDANNT, Gateway, Visitor
from tests.gateway.test_offices import announced, propose, settle

ORDER = "Arrêté de délégation n° 7/2026"


@pytest.fixture
def first(gateway: Gateway) -> Visitor:
    """An administrator."""
    return gateway.person(Role.ADMINISTRATOR)


@pytest.fixture
def second(gateway: Gateway) -> Visitor:
    """Another one."""
    return gateway.person(Role.ADMINISTRATOR)


@pytest.fixture
def president(gateway: Gateway) -> Visitor:
    """The president of Taroudannt."""
    return gateway.person(Role.PRESIDENT, territory=TAROUDANNT)


def a_delegation(president: Visitor, territory: str = TAROUDANNT) -> dict[str, str]:
    """Write the office of a vice-president."""
    return {"role": "vice-president", "territory": territory, "delegated_by": president.account.id, "delegated_under": ORDER}


def deputed(gateway: Gateway, president: Visitor, *administrators: Visitor) -> Visitor:
    """Let two administrators make a clerk the president's deputy; give him, after he has come in anew."""
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    one, other = administrators
    settle(other, propose(one, clerk.account.id, a_delegation(president)).get_json()["id"])
    return clerk


def offices_in_token(gateway: Gateway, person: Visitor) -> list[tuple[str, str]]:
    """Tell what the next token of a person says."""
    with gateway.engine.connect() as connection:
        account = load_in_office(connection, person.account.id, NOON.date())
    return [(grant.role.value, grant.territory) for grant in account.grants]


def test_a_vice_president_is_appointed_by_two_administrators_under_an_order(
    gateway: Gateway, president: Visitor, first: Visitor, second: Visitor
) -> None:
    deputy = deputed(gateway, president, first, second)

    (shown,) = first.get(f"/v1/users/{deputy.account.id}").get_json()["roles"]
    assert (shown["role"], shown["delegated_by"], shown["delegated_under"]) == ("vice-president", president.account.id, ORDER)
    assert offices_in_token(gateway, deputy) == [("vice-president", TAROUDANNT)]
    assert [(each["role"], each["change"]) for each in announced(gateway, "office-changed")] == [("vice-president", "given")]


def test_his_token_says_vice_president_until_the_president_leaves(
    gateway: Gateway, president: Visitor, first: Visitor, second: Visitor
) -> None:
    deputy = deputed(gateway, president, first, second)
    credentials = {"email": deputy.account.email, "password": PASSWORD}
    before = roles_at_login(gateway, credentials)

    settle(second, propose(first, president.account.id, {"role": "clerk", "territory": TAROUDANNT}).get_json()["id"])

    assert (before, roles_at_login(gateway, credentials)) == (["vice-president"], [])
    assert offices_in_token(gateway, deputy) == []


def test_he_is_shown_his_office_and_given_a_key_until_the_president_leaves(
    gateway: Gateway, president: Visitor, first: Visitor, second: Visitor
) -> None:
    gateway.services.answers["signature.propose_key"] = {"id": "key-1"}
    deputy, officer = deputed(gateway, president, first, second), gateway.person(Role.KEY_OFFICER)
    wish = {"holder": deputy.account.id, "commune": TAROUDANNT, "act": ORDER}

    def seen() -> tuple[list[str], int]:
        shown = deputy.get("/v1/me").get_json()["roles"]
        return [each["role"] for each in shown], officer.post("/v1/signing-keys", json=wish).status_code

    before = seen()
    settle(second, propose(first, president.account.id, {"role": "clerk", "territory": TAROUDANNT}).get_json()["id"])

    assert (before, seen()) == ((["vice-president"], 201), ([], 422))


def roles_at_login(gateway: Gateway, credentials: dict[str, str]) -> list[str]:
    """Tell the roles with which somebody comes in."""
    tokens: Any = gateway.client.post("/v1/auth/login", json=credentials).json
    roles: list[str] = jwt.decode(tokens["access_token"], options={"verify_signature": False})["roles"]
    return roles


@pytest.mark.parametrize("territory", [TANGER, "06.141.01.31"])
def test_a_president_delegates_over_his_own_commune_alone(gateway: Gateway, president: Visitor, first: Visitor, territory: str) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    answer = propose(first, clerk.account.id, a_delegation(president, territory))

    assert (answer.status_code, answer.get_json(force=True)["errors"]["roles.0.delegated_by"][0]["code"]) == (
        422,
        "delegator-not-president",
    )


def test_nobody_but_a_president_delegates(gateway: Gateway, first: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    for delegator in (clerk.account.id, "nobody"):
        wish = {"role": "vice-president", "territory": TAROUDANNT, "delegated_by": delegator, "delegated_under": ORDER}
        assert propose(first, clerk.account.id, wish).status_code == 422


def test_a_president_who_left_before_the_confirmation_has_delegated_nothing(
    gateway: Gateway, president: Visitor, first: Visitor, second: Visitor
) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    waiting = propose(first, clerk.account.id, a_delegation(president)).get_json()["id"]
    settle(second, propose(first, president.account.id, {"role": "clerk", "territory": TAROUDANNT}).get_json()["id"])

    assert settle(second, waiting).status_code == 422


@pytest.mark.parametrize(
    "grant",
    [
        Grant(role=Role.VICE_PRESIDENT, territory=TAROUDANNT),
        Grant(role=Role.VICE_PRESIDENT, territory=TAROUDANNT, delegated_by="president-1"),
        Grant(role=Role.CLERK, territory=TAROUDANNT, delegated_by="president-1", delegated_under=ORDER),
        Grant(role=Role.CLERK, territory=TAROUDANNT, delegated_by="president-1"),
    ],
    ids=["nothing", "no order", "a clerk", "a clerk without an order"],
)
def test_a_vice_president_and_nobody_else_names_who_delegated_and_under_which_order(grant: Grant) -> None:
    with pytest.raises(GrantsRefused) as refused:
        officials_grants([grant], level_of)

    assert [(reason.field, reason.code) for reason in refused.value.reasons] == [
        ("roles.0.delegated_by", "delegation-is-for-vice-presidents")
    ]
