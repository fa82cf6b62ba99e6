"""What the operator does by himself: the first two administrators, and an administrator for a day when there are not two."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from catalogue.calendar import legal_day
from chassis.clock import FixedClock
from chassis.tables import outbox
from contracts.people import Grant, Office, Role
from gateway.auth.accounts import Accounts
from gateway.auth.offices import OPERATOR, Way
from gateway.auth.operator import Operator
from gateway.auth.places import level_of
from gateway.auth.proposal_store import find_page
from gateway.auth.refusals import CitizenAccount
from tests.gateway.makers import PASSWORD, QUICK, TAROUDANNT, Gateway, a_registration, typed

EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 21:00 in Morocco
AFTER_MIDNIGHT = datetime(2026, 11, 23, 23, 1, tzinfo=UTC)
BREAKING = ("--act", "Décision n° 3/2026", "--reason", "Un seul administrateur en fonction")


def command(database: sa.Engine, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run an operator's command in the environment of the gateway."""
    url = database.url.render_as_string(hide_password=False)
    return subprocess.run(
        [sys.executable, "-m", f"gateway.auth.{module}", *arguments],
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def first_administrator(number: int) -> tuple[str, ...]:
    """Say who is to be an administrator."""
    person = {"email": f"a{number}@exemple.ma", "full-name": "Samira Bennis", "national-id": f"J10000{number}", "phone": "0661000001"}
    return (*(part for name, value in person.items() for part in (f"--{name}", value)), "--act", "Décision n° 1/2026")


def announced(database: sa.Engine, event: str) -> list[dict[str, str]]:
    """Read what was announced of one kind."""
    with database.connect() as connection:
        found = connection.execute(sa.select(outbox.c.body).where(outbox.c.routing_key.startswith(f"accounts.{event}.v1"))).scalars()
        return [json.loads(bytes(body))["data"] for body in found]


def test_the_operator_opens_two_administrators_of_a_new_platform_and_no_third(gateway: Gateway) -> None:
    opened = [command(gateway.engine, "bootstrap", *first_administrator(number)) for number in (1, 2, 3)]

    password = dict(line.split(" ", 1) for line in opened[0].stdout.splitlines())["password"]
    entered = gateway.client.post("/v1/auth/login", json={"email": "a1@exemple.ma", "password": password})
    assert [each.returncode for each in opened] == [0, 0, 1]
    assert opened[2].stderr == "The operator has opened two administrators: they alone appoint the others.\n"
    assert entered.status_code == 200
    assert [each["role"] for each in announced(gateway.engine, "office-changed")] == ["administrator"] * 2


def test_a_broken_glass_makes_an_administrator_loudly_and_in_the_book(gateway: Gateway) -> None:
    auditor = gateway.person(Role.AUDITOR)

    done = command(gateway.engine, "break_glass", "--account", auditor.account.email, *BREAKING)

    (told,) = announced(gateway.engine, "glass-broken")
    with gateway.engine.connect() as connection:
        kept = find_page(connection, 10, None, [Office(role=Role.AUDITOR, territory="national")], auditor.account.id)[-1]
    again = gateway.client.post("/v1/auth/refresh", json={"refresh_token": auditor.refresh_token})
    assert (done.returncode, json.loads(done.stdout.splitlines()[0])["level"]) == (0, "error")
    assert (told["account"], told["reason"], told["proposed_by"]) == (auditor.account.id, BREAKING[3], OPERATOR)
    assert (kept.way, kept.act, kept.reason) == (Way.BREAK_GLASS, BREAKING[1], BREAKING[3])
    assert again.status_code == 401
    assert {grant.role for grant in gateway.app.extensions["rokhas"].accounts.load(auditor.account.id).grants} == {
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }


def test_a_broken_glass_ends_by_itself_with_the_day_in_morocco(database: sa.Engine) -> None:
    accounts = Accounts(engine=database, passwords=QUICK, clock=FixedClock(EVENING), level_of=level_of)
    official = Operator(accounts=accounts).open(a_registration(), [Grant(role=Role.KEY_OFFICER, territory="national")], "Arrêté")

    Operator(accounts=accounts).break_glass(official.id, *BREAKING[1::2])

    held = accounts.load(official.id)
    assert held.roles_on(legal_day(EVENING)) == ("administrator", "key-officer")
    assert held.roles_on(legal_day(AFTER_MIDNIGHT)) == ("key-officer",)


def test_the_glass_is_broken_for_no_citizen(gateway: Gateway) -> None:
    person = gateway.person(Role.APPLICANT)

    with pytest.raises(CitizenAccount):
        Operator(accounts=gateway.app.extensions["rokhas"].accounts).break_glass(person.account.id, *BREAKING[1::2])

    assert announced(gateway.engine, "glass-broken") == []


def test_who_holds_an_office_over_one_commune_keeps_it_beside_the_days_administration(gateway: Gateway) -> None:
    person, accounts = gateway.person(Role.PRESIDENT, territory=TAROUDANNT), gateway.app.extensions["rokhas"].accounts

    Operator(accounts=accounts).break_glass(person.account.id, *BREAKING[1::2])

    assert {grant.name for grant in accounts.load(person.account.id).grants} == {f"president:{TAROUDANNT}", "administrator:national"}
    assert [(each["role"], each["territory"]) for each in announced(gateway.engine, "glass-broken")] == [("administrator", "national")]


def test_an_account_that_was_not_taken_over_is_handed_over_when_the_glass_is_broken(gateway: Gateway) -> None:
    wish = {**typed(a_registration()), "act": "Arrêté", "roles": [{"role": "reviewer", "territory": "national", "body": "province"}]}
    account = gateway.person(Role.ADMINISTRATOR).post("/v1/users", json=wish).get_json()

    done = command(gateway.engine, "break_glass", "--account", account["email"], *BREAKING)

    code = done.stdout.rpartition(" ")[2].strip()
    tokens = gateway.client.post("/v1/auth/login", json={"email": account["email"], "password": PASSWORD}).get_json()
    changed = gateway.client.post(
        "/v1/me/password",
        json={"current_password": PASSWORD, "new_password": f"{PASSWORD}, autre", "handover_code": code},
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    )
    assert changed.status_code == 204
    assert gateway.app.extensions["rokhas"].accounts.load(account["id"]).roles_on(legal_day(datetime.now(UTC))) == (
        "administrator",
        "reviewer",
    )


@pytest.mark.parametrize("missing", ["--act", "--reason"])
def test_the_glass_is_not_broken_without_an_act_and_a_reason(database: sa.Engine, missing: str) -> None:
    said = dict(zip(BREAKING[::2], BREAKING[1::2], strict=True)) | {missing: " "}

    refused = command(database, "break_glass", "--account", "a@exemple.ma", *(part for pair in said.items() for part in pair))

    assert (refused.returncode, missing in refused.stderr) == (2, True)


def test_an_unknown_account_is_told_so(database: sa.Engine) -> None:
    refused = command(database, "break_glass", "--account", "nobody@exemple.ma", *BREAKING)

    assert (refused.returncode, refused.stderr) == (1, "There is no such account.\n")
