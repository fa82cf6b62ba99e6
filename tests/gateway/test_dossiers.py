"""Files, as their parties send and read them."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.people import Role
from gateway.auth.allowances import Allowance
from gateway.auth.domain import Account
from tests.gateway.makers import DRAFT, TAROUDANNT, Gateway, Visitor, a_gateway, an_approved_architect

WISH = {"procedure": "building-permit-small", "commune": TAROUDANNT}


def named(account: Account) -> dict[str, str]:
    """Name somebody as a professional does."""
    return {"email": account.email, "national_id": account.national_id}


def test_a_draft_carries_its_version_as_etag(gateway: Gateway) -> None:
    gateway.services.answers["filing.dossier"] = DRAFT

    answer = gateway.person().get("/v1/dossiers/dossier-1")

    assert answer.headers["ETag"] == '"3"'


def test_an_architect_names_for_whom_he_files_and_is_himself_named_by_the_accounts(gateway: Gateway) -> None:
    gateway.services.answers["filing.create_dossier"] = DRAFT
    owner, architect = gateway.person(), an_approved_architect(gateway)

    answer = architect.post("/v1/dossiers", json=WISH | {"applicant": named(owner.account)})

    asked = gateway.services.asked[-1][1]
    assert (answer.status_code, answer.headers["Location"], answer.headers["ETag"]) == (201, "/v1/dossiers/dossier-1", '"3"')
    assert asked["applicant"] == {"account": owner.account.id}
    assert asked["author"] == {"full_name": architect.account.full_name, "profession": "architect", "order_number": "CNOA-12"}


@pytest.mark.parametrize("differs", [{"national_id": "A1234"}, {"email": "nobody@exemple.ma"}], ids=str)
def test_an_architect_does_not_learn_whether_he_has_found_somebody(gateway: Gateway, differs: dict[str, str]) -> None:
    gateway.services.answers["filing.create_dossier"] = DRAFT
    owner, architect = gateway.person(), an_approved_architect(gateway)

    found = architect.post("/v1/dossiers", json=WISH | {"applicant": named(owner.account)})
    nobody = architect.post("/v1/dossiers", json=WISH | {"applicant": named(owner.account) | differs})

    assert (found.status_code, found.json) == (nobody.status_code, nobody.json)
    assert gateway.services.asked[-1][1]["applicant"] == {"account": ""}


def test_an_architect_who_names_himself_or_nobody_files_for_himself(gateway: Gateway) -> None:
    gateway.services.answers["filing.create_dossier"] = DRAFT
    architect = an_approved_architect(gateway)

    for applicant in (None, named(architect.account)):
        architect.post("/v1/dossiers", json=WISH | {"applicant": applicant})

        assert gateway.services.asked[-1][1]["applicant"]["national_id"] == architect.account.national_id


def test_naming_people_is_limited_for_each_professional_and_for_each_person_named(database: sa.Engine, tmp_path: Path) -> None:
    gateway = a_gateway(
        database, tmp_path, mandates=Allowance(burst=3, per_minute=3), mandates_of_one_email=Allowance(burst=2, per_minute=2)
    )
    gateway.services.answers["filing.create_dossier"] = DRAFT
    guesser, colleague = an_approved_architect(gateway), an_approved_architect(gateway)

    def guess(who: Visitor, email: str) -> int:
        return int(who.post("/v1/dossiers", json=WISH | {"applicant": {"email": email, "national_id": "A1234"}}).status_code)

    guessed = [guess(guesser, email) for email in ("a@exemple.ma", "A@exemple.ma ", "a@exemple.ma", "b@exemple.ma", "c@exemple.ma")]
    assert guessed == [201, 201, 429, 201, 429]
    assert [guess(colleague, email) for email in ("a@exemple.ma", "c@exemple.ma")] == [429, 201]


def test_a_file_that_builds_on_an_earlier_one_names_it(gateway: Gateway) -> None:
    gateway.services.answers["filing.create_dossier"] = DRAFT
    owner = gateway.person()

    for follows in ({"follows": "dossier-0"}, {"follows": None}, {}):
        assert owner.post("/v1/dossiers", json=WISH | follows).status_code == 201

    assert [asked.get("follows") for _, asked, _ in gateway.services.asked] == ["dossier-0", None, None]
    assert "follows" not in gateway.services.asked[-1][1]


def test_who_is_asked_confirms_with_his_own_details(gateway: Gateway) -> None:
    gateway.services.answers["filing.confirm_mandate"] = {"id": "dossier-1", "status": "confirmed"}
    owner = gateway.person()

    answer = owner.post("/v1/mandates/dossier-1/confirmation")

    name, asked, _ = gateway.services.asked[-1]
    assert (answer.status_code, name, asked["mandate_id"]) == (200, "filing.confirm_mandate", "dossier-1")
    assert asked["applicant"] == {
        name: getattr(owner.account, "id" if name == "account" else name)
        for name in ("account", "full_name", "national_id", "email", "phone")
    }


def test_an_architect_who_was_not_approved_does_not_file(gateway: Gateway) -> None:
    answer = gateway.person(Role.PROFESSIONAL).post("/v1/dossiers", json={"procedure": "p", "commune": TAROUDANNT})

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "awaiting-approval")


def test_an_applicant_files_for_himself(gateway: Gateway) -> None:
    gateway.services.answers["filing.create_dossier"] = DRAFT
    owner = gateway.person()

    answer = owner.post("/v1/dossiers", json={"procedure": "building-permit-small", "commune": TAROUDANNT})

    assert answer.status_code == 201
    assert gateway.services.asked[-1][1]["applicant"]["account"] == owner.account.id


def test_an_applicant_names_nobody_else(gateway: Gateway) -> None:
    other = {"email": "other@exemple.ma", "national_id": "A1234"}

    answer = gateway.person().post("/v1/dossiers", json={"procedure": "p", "commune": TAROUDANNT, "applicant": other})

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (422, "applicant-unexpected")


@pytest.mark.parametrize("named", [None, {"email": "other@exemple.ma", "national_id": "A1234"}])
def test_an_official_files_for_nobody(gateway: Gateway, named: dict[str, str] | None) -> None:
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    answer = clerk.post("/v1/dossiers", json={"procedure": "p", "commune": TAROUDANNT, "applicant": named})

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (403, "forbidden")


def test_a_cursor_may_be_pasted_into_an_address_as_it_is(gateway: Gateway) -> None:
    gateway.person()
    administrator = gateway.person(Role.ADMINISTRATOR)

    cursor = administrator.get("/v1/users?limit=1").get_json()["next_cursor"]
    after = administrator.get(f"/v1/users?limit=1&cursor={cursor}")

    assert after.get_json()["items"][0]["id"] == administrator.account.id
