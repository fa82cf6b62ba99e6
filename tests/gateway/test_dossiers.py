"""Files, as their parties send and read them."""

import pytest

from gateway.auth.domain import Role
from tests.gateway.makers import DRAFT, TAROUDANNT, Gateway


def test_a_draft_carries_its_version_as_etag(gateway: Gateway) -> None:
    gateway.services.answers["filing.dossier"] = DRAFT

    answer = gateway.person().get("/v1/dossiers/dossier-1")

    assert answer.headers["ETag"] == '"3"'


def test_an_architect_files_for_a_registered_applicant(gateway: Gateway) -> None:
    gateway.services.answers["filing.create_dossier"] = DRAFT
    owner, architect = gateway.person(), gateway.person(Role.PROFESSIONAL)
    gateway.person(Role.ADMINISTRATOR).post(f"/v1/users/{architect.account.id}/approval")
    named = {"email": owner.account.email, "national_id": owner.account.national_id}

    answer = architect.post("/v1/dossiers", json={"procedure": "building-permit-small", "commune": TAROUDANNT, "applicant": named})

    asked = gateway.services.asked[-1][1]
    assert (answer.status_code, answer.headers["Location"], answer.headers["ETag"]) == (201, "/v1/dossiers/dossier-1", '"3"')
    assert asked["applicant"]["account"] == owner.account.id
    assert set(asked["applicant"]) == {"account", "full_name", "national_id", "email", "phone"}


def test_an_architect_cannot_file_for_somebody_whose_identifier_he_does_not_know(gateway: Gateway) -> None:
    owner, architect = gateway.person(), gateway.person(Role.PROFESSIONAL)
    gateway.person(Role.ADMINISTRATOR).post(f"/v1/users/{architect.account.id}/approval")
    guessed = {"email": owner.account.email, "national_id": "A1234"}

    answer = architect.post("/v1/dossiers", json={"procedure": "building-permit-small", "commune": TAROUDANNT, "applicant": guessed})

    assert (answer.status_code, list(answer.get_json(force=True)["errors"])) == (422, ["applicant"])


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
