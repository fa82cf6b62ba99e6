"""Offices: two administrators give and take them, nobody for himself, and who did it is kept for ever."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.clock import FixedClock
from chassis.tables import outbox
from contracts.people import Grant, Role
from gateway.auth import proposal_store
from gateway.auth.domain import GUARDED, OFFICIALS
from gateway.auth.offices import PATIENCE, Ruling, RulingOutcome
from gateway.auth.operator import Operator
from gateway.auth.refusals import NationalIdTaken, ProposalSettled
from gateway.auth.tables import proposals, rulings
from tests.gateway.makers import NOON, PASSWORD, TANGER, TAROUDANNT, Gateway, Visitor, a_registration, typed

ACT = "Arrêté n° 12/2026"
PRESIDENT = {"role": "president", "territory": TAROUDANNT}
CLERK = {"role": "clerk", "territory": TAROUDANNT}
LEVEL = {Role.PRESIDENT: TAROUDANNT, Role.TREASURER: TAROUDANNT, Role.GOVERNOR: "09.541", Role.DIRECTOR: "agency-agadir"}


@pytest.fixture
def first(gateway: Gateway) -> Visitor:
    """An administrator."""
    return gateway.person(Role.ADMINISTRATOR)


@pytest.fixture
def second(gateway: Gateway) -> Visitor:
    """Another one."""
    return gateway.person(Role.ADMINISTRATOR)


def roles_of(gateway: Gateway, account: str) -> list[tuple[str, str]]:
    """Tell what an account may do, and where."""
    found = gateway.app.extensions["rokhas"].accounts.load(account)
    return [(grant.role.value, grant.territory) for grant in found.grants]


def propose(administrator: Visitor, account: str, *roles: dict[str, Any]) -> Any:
    """Ask for other roles of an account."""
    return administrator.put(f"/v1/users/{account}/roles", json={"act": ACT, "roles": list(roles)})


def settle(administrator: Visitor, proposal: str, how: str = "confirmation", **content: str) -> Any:
    """Confirm or refuse a proposal."""
    return administrator.post(f"/v1/grant-proposals/{proposal}/{how}", json=content)


def announced(gateway: Gateway, event: str) -> list[dict[str, Any]]:
    """Read what was announced of one kind, privately."""
    query = sa.select(outbox.c.body).where(outbox.c.routing_key.startswith(f"accounts.{event}.v1"), outbox.c.exchange == "rokhas.private")
    with gateway.engine.connect() as connection:
        return [json.loads(bytes(body))["data"] for body in connection.execute(query.order_by(outbox.c.position)).scalars()]


def at(gateway: Gateway, instant: datetime) -> None:
    """Let everybody's clock stand at an instant."""
    place = gateway.app.extensions["rokhas"]
    object.__setattr__(place.accounts, "clock", FixedClock(instant))


@pytest.mark.parametrize("role", sorted(GUARDED - {Role.VICE_PRESIDENT}))  # whose office is delegated: test_delegations
def test_one_administrator_alone_gives_no_office(gateway: Gateway, first: Visitor, role: Role) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    answer = propose(first, clerk.account.id, {"role": role.value, "territory": LEVEL.get(role, "national")})

    assert (answer.status_code, answer.get_json()["status"]) == (202, "awaiting")
    assert answer.headers["Location"] == f"/v1/grant-proposals/{answer.get_json()['id']}"
    assert roles_of(gateway, clerk.account.id) == [("clerk", TAROUDANNT)]
    assert first.get(f"/v1/users/{clerk.account.id}").get_json()["roles"][0]["role"] == "clerk"


def test_the_second_administrator_gives_what_the_first_proposed(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    proposal = propose(first, clerk.account.id, PRESIDENT).get_json()["id"]

    confirmed = settle(second, proposal)

    told = confirmed.get_json()
    assert (confirmed.status_code, told["status"], told["way"]) == (200, "confirmed", "two-persons")
    assert (told["proposed_by"], told["settled_by"], told["act"]) == (first.account.id, second.account.id, ACT)
    assert roles_of(gateway, clerk.account.id) == [("president", TAROUDANNT)]
    assert clerk.post("/v1/auth/refresh", json={"refresh_token": clerk.refresh_token}).status_code == 401


def test_the_one_who_proposed_does_not_confirm(gateway: Gateway, first: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    proposal = propose(first, clerk.account.id, PRESIDENT).get_json()["id"]

    answer = settle(first, proposal)

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "second-person-needed")
    assert roles_of(gateway, clerk.account.id) == [("clerk", TAROUDANNT)]


def test_an_administrator_does_not_approve_himself_as_an_architect(gateway: Gateway, first: Visitor) -> None:
    twin = gateway.person(Role.PROFESSIONAL, national_id=first.account.national_id)

    answer = first.post(f"/v1/users/{twin.account.id}/approval")

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "own-account")


def test_nobody_has_two_accounts_as_an_official(gateway: Gateway, first: Visitor) -> None:
    with pytest.raises(NationalIdTaken):
        gateway.person(Role.ADMINISTRATOR, national_id=first.account.national_id)


@pytest.mark.parametrize(
    "wish", [{"role": "auditor", "territory": "national"}, {"role": "reviewer", "territory": "national", "body": "province"}]
)
def test_an_administrator_proposes_nothing_for_himself(gateway: Gateway, first: Visitor, wish: dict[str, str]) -> None:
    answer = propose(first, first.account.id, wish)

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "own-account")
    assert roles_of(gateway, first.account.id) == [("administrator", "national")]


@pytest.mark.parametrize(("how", "content"), [("confirmation", {}), ("refusal", {"reason": "I stay."})])
def test_an_administrator_settles_nothing_about_himself(
    gateway: Gateway, first: Visitor, second: Visitor, how: str, content: dict[str, str]
) -> None:
    proposal = propose(first, second.account.id, CLERK).get_json()["id"]

    answer = settle(second, proposal, how, **content)

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "own-account")
    assert settle(gateway.person(Role.ADMINISTRATOR), proposal).status_code == 200


def test_an_office_is_taken_by_two_as_well(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    auditor = gateway.person(Role.AUDITOR)

    proposed = propose(first, auditor.account.id, CLERK)

    assert proposed.status_code == 202
    assert roles_of(gateway, auditor.account.id) == [("auditor", "national")]
    settle(second, proposed.get_json()["id"])
    assert roles_of(gateway, auditor.account.id) == [("clerk", TAROUDANNT)]


def test_a_clerk_and_a_reviewer_need_one_administrator_and_are_kept_all_the_same(gateway: Gateway, first: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    answer = propose(first, clerk.account.id, {"role": "reviewer", "territory": TAROUDANNT, "body": "province"})

    (opened, changed) = first.get(f"/v1/grant-proposals?account={clerk.account.id}").get_json()["items"]
    assert (answer.status_code, answer.get_json()["roles"][0]["role"]) == (200, "reviewer")
    assert (opened["way"], opened["proposed_by"]) == ("operator", "operator")
    assert (changed["way"], changed["status"], changed["act"]) == ("one-person", "confirmed", ACT)
    assert (changed["proposed_by"], changed["replaces"][0]["role"]) == (first.account.id, "clerk")


def test_two_persons_are_needed_for_every_role_but_those_of_the_desks() -> None:
    assert {Role.CLERK, Role.REVIEWER} == OFFICIALS - GUARDED


def test_an_official_is_opened_without_his_office(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    wish = {**typed(a_registration()), "act": ACT, "roles": [PRESIDENT]}

    opened = first.post("/v1/users", json=wish, headers={"Idempotency-Key": "k"})
    again = first.post("/v1/users", json=wish, headers={"Idempotency-Key": "k"})

    account = opened.get_json()
    assert (opened.status_code, account["roles"], account["proposal"]["status"]) == (201, [], "awaiting")
    assert again.get_json() == account
    settle(second, account["proposal"]["id"])
    assert roles_of(gateway, account["id"]) == [("president", TAROUDANNT)]


@pytest.mark.parametrize("missing", [{}, {"act": " "}])
def test_no_role_is_given_without_an_act(gateway: Gateway, first: Visitor, missing: dict[str, str]) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    answer = first.put(f"/v1/users/{clerk.account.id}/roles", json={"roles": [CLERK], **missing})

    assert (answer.status_code, list(answer.get_json(force=True)["errors"])) == (422, ["act"])


@pytest.fixture
def opened(first: Visitor) -> dict[str, Any]:
    """A president's account that the first administrator opened; its password is known to him."""
    wish = {**typed(a_registration()), "act": ACT, "roles": [PRESIDENT]}
    return dict(first.post("/v1/users", json=wish).get_json())


def come_in(gateway: Gateway, email: str, password: str = PASSWORD) -> tuple[Visitor, list[str]]:
    """Log in; give the visitor and the roles that his token names."""
    tokens = gateway.client.post("/v1/auth/login", json={"email": email, "password": password}).get_json()
    place = gateway.app.extensions["rokhas"]
    principal = place.verifier.verify(tokens["access_token"])
    visitor = Visitor(gateway.client, place.accounts.load(principal.account), tokens["access_token"], tokens["refresh_token"])
    return visitor, sorted(principal.roles)


def test_who_chose_the_first_password_does_not_act_in_the_office(gateway: Gateway, second: Visitor, opened: dict[str, Any]) -> None:
    settle(second, opened["proposal"]["id"])

    impostor, roles = come_in(gateway, opened["email"])
    changed = impostor.post("/v1/me/password", json={"current_password": PASSWORD, "new_password": f"{PASSWORD}, autre"})
    guessed = come_in(gateway, opened["email"], f"{PASSWORD}, autre")[0].post(
        "/v1/me/password", json={"current_password": f"{PASSWORD}, autre", "new_password": PASSWORD, "handover_code": "A" * 16}
    )

    assert (roles, changed.status_code) == ([], 204)
    assert (guessed.status_code, guessed.get_json(force=True)["errors"]["handover_code"][0]["code"]) == (422, "handover-code-wrong")
    assert come_in(gateway, opened["email"], f"{PASSWORD}, autre")[1] == []


def test_the_holder_takes_his_office_over_with_both_secrets(gateway: Gateway, second: Visitor, opened: dict[str, Any]) -> None:
    code = settle(second, opened["proposal"]["id"]).get_json()["handover_code"]
    holder, _ = come_in(gateway, opened["email"])

    taken = holder.post(
        "/v1/me/password", json={"current_password": PASSWORD, "new_password": f"{PASSWORD}, autre", "handover_code": code.lower()}
    )

    assert (taken.status_code, come_in(gateway, opened["email"], f"{PASSWORD}, autre")[1]) == (204, ["president"])
    with gateway.engine.connect() as connection:
        kept = connection.execute(sa.text("select a::text, p::text from accounts a join proposals p on p.account = a.id")).all()
    assert code not in str(kept)


def test_who_opened_the_account_is_not_given_its_second_secret(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    wish = {**typed(a_registration()), "act": ACT, "roles": [CLERK]}
    clerk = first.post("/v1/users", json=wish).get_json()["id"]

    answer = settle(first, propose(second, clerk, PRESIDENT).get_json()["id"])

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "second-person-needed")


def test_a_lost_code_is_replaced_by_two_administrators(gateway: Gateway, first: Visitor, second: Visitor, opened: dict[str, Any]) -> None:
    lost = settle(second, opened["proposal"]["id"]).get_json()["handover_code"]

    again = propose(first, opened["id"], PRESIDENT)
    code = settle(second, again.get_json()["id"]).get_json()["handover_code"]

    holder, _ = come_in(gateway, opened["email"])
    wish = {"current_password": PASSWORD, "new_password": f"{PASSWORD}, autre"}
    assert again.status_code == 202
    assert [each["change"] for each in announced(gateway, "office-changed")] == ["given", "changed"]
    assert holder.post("/v1/me/password", json={**wish, "handover_code": lost}).status_code == 422
    assert holder.post("/v1/me/password", json={**wish, "handover_code": code}).status_code == 204


def test_who_has_taken_his_account_over_needs_no_code_for_his_next_office(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    confirmed = settle(second, propose(first, clerk.account.id, PRESIDENT).get_json()["id"])

    assert confirmed.get_json()["handover_code"] is None
    assert come_in(gateway, clerk.account.email)[1] == ["president"]


def test_a_refused_proposal_gives_nothing_and_says_why_for_ever(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    proposal = propose(first, clerk.account.id, PRESIDENT).get_json()["id"]

    settle(second, proposal, "refusal", reason="Not elected.")
    late = settle(second, proposal)

    kept = first.get(f"/v1/grant-proposals/{proposal}").get_json()
    assert (kept["status"], kept["settled_by"], kept["settled_because"]) == ("refused", second.account.id, "Not elected.")
    assert (late.status_code, late.get_json(force=True)["code"]) == (409, "proposal-settled")
    assert roles_of(gateway, clerk.account.id) == [("clerk", TAROUDANNT)]


def test_a_proposal_is_confirmed_once(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    proposal = propose(first, gateway.person(Role.CLERK, territory=TAROUDANNT).account.id, PRESIDENT).get_json()["id"]

    answers = [settle(second, proposal), settle(gateway.person(Role.ADMINISTRATOR), proposal)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert len(announced(gateway, "office-changed")) == 1


def test_two_who_settle_a_proposal_at_once_do_not_both_succeed(gateway: Gateway, first: Visitor) -> None:
    proposal = propose(first, gateway.person(Role.CLERK, territory=TAROUDANNT).account.id, PRESIDENT).get_json()["id"]
    ruling = Ruling(outcome=RulingOutcome.CONFIRMED, by="second", at=NOON)

    with gateway.engine.begin() as connection:
        proposal_store.rule(connection, proposal, ruling)
        with pytest.raises(ProposalSettled):
            proposal_store.rule(connection, proposal, replace(ruling, outcome=RulingOutcome.REFUSED, by="third"))


def test_a_proposal_does_not_wait_for_ever(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    at(gateway, NOON)
    proposal = propose(first, clerk.account.id, PRESIDENT).get_json()["id"]

    at(gateway, NOON + PATIENCE)
    answer = settle(second, proposal)

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (409, "proposal-settled")
    assert first.get("/v1/grant-proposals?waiting=true").get_json()["items"] == []


def test_what_was_proposed_for_an_account_that_changed_since_is_not_given(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    proposal = propose(first, clerk.account.id, PRESIDENT).get_json()["id"]
    propose(second, clerk.account.id, {"role": "clerk", "territory": TANGER})

    answer = settle(second, proposal)

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (409, "proposal-outdated")
    assert roles_of(gateway, clerk.account.id) == [("clerk", TANGER)]


def test_what_an_administrator_proposed_before_he_left_is_not_given(gateway: Gateway, first: Visitor, second: Visitor) -> None:
    third, clerk = gateway.person(Role.ADMINISTRATOR), gateway.person(Role.CLERK, territory=TAROUDANNT)
    proposal = propose(first, clerk.account.id, PRESIDENT).get_json()["id"]
    settle(third, propose(second, first.account.id, CLERK).get_json()["id"])

    answers = [settle(second, proposal), propose(first, clerk.account.id, PRESIDENT)]

    assert [(answer.status_code, answer.get_json(force=True)["code"]) for answer in answers] == [
        (409, "proposal-outdated"),
        (403, "forbidden"),
    ]


def test_a_professional_is_approved_by_one_administrator_whose_name_is_kept(gateway: Gateway, first: Visitor) -> None:
    architect = gateway.person(Role.PROFESSIONAL)

    approved = first.post(f"/v1/users/{architect.account.id}/approval")

    (kept,) = first.get(f"/v1/grant-proposals?account={architect.account.id}").get_json()["items"]
    assert approved.get_json()["status"] == "active"
    assert (kept["proposed_by"], kept["way"], [role["role"] for role in kept["roles"]]) == (
        first.account.id,
        "one-person",
        ["professional"],
    )


def test_nobody_approves_himself_as_a_professional(gateway: Gateway, first: Visitor) -> None:
    architect = gateway.person(Role.PROFESSIONAL, national_id=first.account.national_id)

    answer = first.post(f"/v1/users/{architect.account.id}/approval")

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "own-account")


def test_proposals_are_read_by_administrators_and_by_the_auditors_of_the_territory(gateway: Gateway, first: Visitor) -> None:
    proposal = propose(first, gateway.person(Role.CLERK, territory=TAROUDANNT).account.id, PRESIDENT).get_json()["id"]
    near, far = gateway.person(Role.AUDITOR, territory="09"), gateway.person(Role.AUDITOR, territory="01")

    assert [each["id"] for each in near.get("/v1/grant-proposals?waiting=true").get_json()["items"]] == [proposal]
    assert far.get("/v1/grant-proposals?waiting=true").get_json()["items"] == []
    assert [reader.get(f"/v1/grant-proposals/{proposal}").status_code for reader in (near, far, gateway.person())] == [200, 404, 403]
    assert [
        reader.get("/v1/grant-proposals").status_code for reader in (gateway.person(), gateway.person(Role.CLERK, territory="09.541"))
    ] == [403] * 2
    assert [settle(near, proposal).status_code, settle(near, proposal, "refusal", reason="x").status_code] == [403, 403]


def test_a_list_of_proposals_goes_on_where_the_page_before_ended(gateway: Gateway, first: Visitor) -> None:
    whole = first.get("/v1/grant-proposals").get_json()["items"]
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    until = [f"{datetime.now(UTC).date() + timedelta(days=days)}" for days in (40, 41, 42)]
    waiting = [propose(first, clerk.account.id, {**PRESIDENT, "until": day}).get_json()["id"] for day in until]

    page = first.get("/v1/grant-proposals?waiting=true&limit=2").get_json()
    rest = first.get(f"/v1/grant-proposals?waiting=true&cursor={page['next_cursor']}").get_json()

    assert len(whole) == 1
    assert [each["id"] for each in page["items"] + rest["items"]] == waiting


@pytest.mark.parametrize("table", [proposals, rulings], ids=lambda table: str(table.name))
@pytest.mark.parametrize("rewriting", [sa.update, sa.delete, lambda table: sa.text(f"truncate {table.name} cascade")])
def test_the_book_of_grants_is_only_added_to(gateway: Gateway, first: Visitor, table: sa.Table, rewriting: Any) -> None:
    statement = rewriting(table)
    statement = statement.values({list(table.columns)[-1]: list(table.columns)[-1]}) if isinstance(statement, sa.Update) else statement

    with gateway.engine.begin() as connection, pytest.raises(sa.exc.DBAPIError, match="are kept for ever"):
        connection.execute(statement)


def test_each_office_that_changes_is_announced_when_it_is_proposed_and_when_it_is_so(
    gateway: Gateway, first: Visitor, second: Visitor
) -> None:
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)

    proposal = propose(first, president.account.id, {"role": "president", "territory": TANGER}).get_json()["id"]
    settle(second, proposal)

    proposed, changed = announced(gateway, "office-change-proposed"), announced(gateway, "office-changed")
    expected = {(TANGER, "given"), (TAROUDANNT, "taken")}
    assert (
        {(each["territory"], each["change"]) for each in proposed} == {(each["territory"], each["change"]) for each in changed} == expected
    )
    assert {each["person"] for each in proposed} == {president.account.full_name}
    assert {(each["proposed_by"], each["confirmed_by"]) for each in changed} == {(first.account.id, second.account.id)}


def test_other_days_of_an_office_are_announced_as_a_change(gateway: Gateway, first: Visitor) -> None:
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)

    answer = propose(first, president.account.id, {**PRESIDENT, "until": "2026-01-01"})

    assert answer.status_code == 202
    assert [each["change"] for each in announced(gateway, "office-change-proposed")] == ["changed"]


def test_a_grant_that_is_over_is_no_office_any_more(gateway: Gateway, first: Visitor) -> None:
    accounts, yesterday = gateway.app.extensions["rokhas"].accounts, datetime.now(UTC).date() - timedelta(days=2)
    over = Grant(role=Role.PRESIDENT, territory=TAROUDANNT, until=yesterday)
    former = Operator(accounts=accounts).open(a_registration(), [over], ACT)

    answer = propose(first, former.id, CLERK)

    assert answer.status_code == 200


def test_an_administrator_changes_nobody_elses_address_or_password(gateway: Gateway) -> None:
    paths = gateway.client.get("/openapi.json").get_json()["paths"]

    changing = {path for path, calls in paths.items() if path.startswith("/v1/users") and calls.keys() & {"put", "post", "patch", "delete"}}

    assert changing == {"/v1/users", "/v1/users/{account_id}/roles", "/v1/users/{account_id}/approval"}
