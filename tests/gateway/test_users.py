"""Accounts, as administrators keep them."""

import json
from datetime import UTC, datetime

import pytest

from contracts.people import Grant, Role
from gateway.auth.tokens import issue
from tests.gateway.makers import PASSWORD, TAROUDANNT, Gateway, Visitor, a_registration, an_account, typed


def test_an_official_is_opened_by_an_administrator_and_listed(gateway: Gateway) -> None:
    administrator = gateway.person(Role.ADMINISTRATOR)
    official = {
        "full_name": "Brahim Soussi",
        "national_id": "J100006",
        "phone": "0661000006",
        "email": "brahim@exemple.ma",
        "password": PASSWORD,
        "act": "Décision n° 7/2026",
        "roles": [{"role": "reviewer", "territory": "09.541", "body": "province", "from": "2026-01-01"}],
    }

    made = administrator.post("/v1/users", json=official, headers={"Idempotency-Key": "k"})
    again = administrator.post("/v1/users", json=official, headers={"Idempotency-Key": "k"})
    listed = administrator.get("/v1/users?role=reviewer&limit=1").get_json()

    assert (made.status_code, made.get_json()) == (201, again.get_json())
    assert listed == {"items": [{name: value for name, value in made.get_json().items() if name != "proposal"}], "next_cursor": None}
    assert made.get_json()["roles"][0]["from"] == "2026-01-01"
    assert "password" not in json.dumps(made.get_json())


def test_only_administrators_see_accounts(gateway: Gateway) -> None:
    applicant = gateway.person()

    assert applicant.get("/v1/users").status_code == 403
    assert applicant.get(f"/v1/users/{applicant.account.id}").status_code == 403
    assert applicant.get("/v1/me").get_json()["email"] == applicant.account.email


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Niveaux possibles : commune"), ("ar", "المستويات الممكنة: جماعة"), ("en", "Possible levels: commune")]
)
def test_nobody_is_president_of_the_country(gateway: Gateway, language: str, said: str) -> None:
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)
    wish = {"act": "Arrêté n° 12/2026", "roles": [{"role": "president", "territory": "national"}]}

    answer = gateway.person(Role.ADMINISTRATOR).put(
        f"/v1/users/{president.account.id}/roles", json=wish, headers={"Accept-Language": language}
    )

    (reason,) = answer.get_json(force=True)["errors"]["roles.0.territory"]
    assert (answer.status_code, reason["code"]) == (422, "level-not-for-role")
    assert said in reason["detail"]


def test_an_administrator_of_one_commune_does_not_administer_accounts(gateway: Gateway) -> None:
    local = an_account(Grant(role=Role.ADMINISTRATOR, territory=TAROUDANNT))  # as could be granted once
    token = issue(local, gateway.app.extensions["rokhas"].keys, datetime.now(UTC))
    visitor, path = Visitor(gateway.client, local, token, ""), f"/v1/users/{gateway.person().account.id}"
    official = {**typed(a_registration()), "act": "Arrêté n° 12/2026", "roles": [{"role": "clerk", "territory": TAROUDANNT}]}

    answers = [
        visitor.get("/v1/users"),
        visitor.post("/v1/users", json=official),
        visitor.get(path),
        visitor.put(f"{path}/roles", json={"act": official["act"], "roles": official["roles"]}),
        visitor.post(f"{path}/approval"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5


def test_a_token_renews_itself_and_ends_with_the_logout(gateway: Gateway) -> None:
    person = gateway.person()

    renewed = person.client.post("/v1/auth/refresh", json={"refresh_token": person.refresh_token}).get_json()
    left = person.client.post("/v1/auth/logout", json={"refresh_token": renewed["refresh_token"]})
    refused = person.client.post("/v1/auth/refresh", json={"refresh_token": renewed["refresh_token"]})

    assert (left.status_code, left.data) == (204, b"")
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (401, "refresh-token-refused")
