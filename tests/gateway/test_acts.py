"""What the gateway itself does for people is kept with its author; who reads, who is refused and who cannot come in is logged."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from chassis.tables import acts
from contracts.people import Role
from contracts.refusals import NotFound
from tests.gateway.makers import DRAFT, PASSWORD, TAROUDANNT, Gateway

Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Give the lines of the log that tell of something."""
    with capture_logs(processors=[merge_contextvars]) as written:
        yield lambda event: [dict(line) for line in written if line["event"] == event]


def kept(engine: sa.Engine, act: str) -> list[tuple[str, dict[str, Any]]]:
    """Read who did this, and to what."""
    with engine.connect() as connection:
        return [(row.account, row.subject) for row in connection.execute(sa.select(acts).where(acts.c.act == act).order_by(acts.c.id))]


def test_what_an_administrator_does_to_accounts_is_kept_with_his_account(gateway: Gateway) -> None:
    administrator, architect = gateway.person(Role.ADMINISTRATOR), gateway.person(Role.PROFESSIONAL)
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    administrator.post(f"/v1/users/{architect.account.id}/approval", json={})
    administrator.put(
        f"/v1/users/{clerk.account.id}/roles", json={"act": "Arrêté n° 12/2026", "roles": [{"role": "clerk", "territory": TAROUDANNT}]}
    )

    assert kept(gateway.engine, "accounts.approve") == [
        (administrator.account.id, {"account_id": architect.account.id, "offices": ["professional"]})
    ]
    granted = {"account_id": clerk.account.id, "offices": [f"clerk:{TAROUDANNT}"]}
    assert kept(gateway.engine, "accounts.grant") == [(administrator.account.id, granted)]


def test_what_a_person_does_to_his_own_account_is_his_act(gateway: Gateway) -> None:
    owner = gateway.person()

    owner.post("/v1/me/password", json={"current_password": PASSWORD, "new_password": "un autre mot de passe"})
    gateway.client.post("/v1/auth/logout", json={"refresh_token": owner.refresh_token})

    mine = owner.account.id
    assert kept(gateway.engine, "accounts.open") == [(mine, {"account_id": mine, "offices": ["applicant"]})]
    assert kept(gateway.engine, "accounts.change-password") == [(mine, {"account_id": mine})]
    assert [account for account, _ in kept(gateway.engine, "sessions.log-out")] == [mine]


def test_an_act_that_is_refused_is_not_kept(gateway: Gateway) -> None:
    administrator, owner = gateway.person(Role.ADMINISTRATOR), gateway.person()

    refused = administrator.post(f"/v1/users/{owner.account.id}/approval", json={})

    assert refused.status_code == 409
    assert kept(gateway.engine, "accounts.approve") == []


def test_who_acts_is_forgotten_with_his_request(gateway: Gateway) -> None:
    administrator = gateway.person(Role.ADMINISTRATOR)
    administrator.get("/v1/users")

    newcomer = gateway.person()

    assert kept(gateway.engine, "accounts.open")[-1][0] == newcomer.account.id


def test_an_officials_download_is_one_line_with_account_roles_file_and_document(gateway: Gateway, lines: Lines) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    gateway.services.refuse("filing.document", NotFound())

    clerk.get("/v1/dossiers/d-1/documents/plan-plot")

    (line,) = [line for line in lines("answered") if line.get("dossier") == "d-1"]
    assert (line["account"], line["roles"], line["document"]) == (clerk.account.id, ["clerk"], "plan-plot")
    assert (line["status"], line["code"]) == (404, "not-found")


def test_a_new_file_is_named_in_the_line_of_its_making(gateway: Gateway, lines: Lines) -> None:
    owner = gateway.person()
    gateway.services.answers["filing.create_dossier"] = DRAFT

    owner.post("/v1/dossiers", json={"procedure": "building-permit-small", "commune": TAROUDANNT})

    assert [line["account"] for line in lines("answered") if line.get("dossier") == DRAFT["id"]] == [owner.account.id]


def test_a_failed_login_names_the_account_and_of_a_stranger_nothing_but_a_mark(gateway: Gateway, lines: Lines) -> None:
    owner = gateway.person()

    for email in (owner.account.email, "stranger@exemple.ma", " Stranger@exemple.ma", "other@exemple.ma"):
        gateway.client.post("/v1/auth/login", json={"email": email, "password": "pas le bon du tout"})

    known, stranger, same, other = lines("login-failed")
    assert (known["account"], "email" in known) == (owner.account.id, False)
    assert stranger["email"] == same["email"] != other["email"]
    assert "exemple" not in json.dumps([known, stranger, same, other])


def test_a_login_that_succeeds_names_the_account(gateway: Gateway, lines: Lines) -> None:
    owner = gateway.person()

    entered = [line for line in lines("answered") if line["route"] == "/v1/auth/login"]

    assert [(line["status"], line["account"]) for line in entered] == [(200, owner.account.id)]


def test_a_refresh_token_that_comes_back_is_an_act_and_a_line(gateway: Gateway, lines: Lines) -> None:
    owner = gateway.person()
    successor = gateway.client.post("/v1/auth/refresh", json={"refresh_token": owner.refresh_token}).get_json()["refresh_token"]
    gateway.client.post("/v1/auth/refresh", json={"refresh_token": successor})

    stolen = gateway.client.post("/v1/auth/refresh", json={"refresh_token": owner.refresh_token})

    assert stolen.status_code == 401
    assert [account for account, _ in kept(gateway.engine, "sessions.revoke-reused")] == [owner.account.id]
    assert [line["account"] for line in lines("refresh-token-reused")] == [owner.account.id]


def test_the_acts_of_every_room_are_one_story_as_far_as_the_file_has_come(gateway: Gateway) -> None:
    done = [{"at": f"2026-11-23T09:30:0{second}+00:00", "act": str(second)} for second in range(4)]
    gateway.services.answers |= {"filing.acts": {"items": [done[0], done[3]]}, "review.acts": {"items": [done[1], done[2]]}}
    for room in ("payment", "signature"):
        gateway.services.refuse(f"{room}.acts", NotFound())

    answer = gateway.person(Role.AUDITOR).get("/v1/dossiers/d-1/acts")

    assert [each["act"] for each in answer.get_json()["items"]] == ["0", "1", "2", "3"]


def test_a_file_that_an_auditor_may_not_see_has_no_acts_for_him(gateway: Gateway) -> None:
    gateway.services.refuse("filing.acts", NotFound())

    assert gateway.person(Role.AUDITOR).get("/v1/dossiers/d-1/acts").status_code == 404
