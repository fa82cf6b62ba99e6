"""Requests with a condition upon a file: whether it is still what the caller has, or wants to change (RFC 9110, 13)."""

import pytest

from contracts.refusals import ChangedMeanwhile
from tests.gateway.makers import DRAFT, Gateway

FILE = f"/v1/dossiers/{DRAFT['id']}"


@pytest.mark.parametrize(
    ("seen", "status"), [('"3"', 304), ('W/"3"', 304), ('"2", "3"', 304), ("*", 304), ('"2"', 200), ('"x", W/"y"', 200)]
)
def test_a_file_is_shown_only_if_it_has_changed(gateway: Gateway, seen: str, status: int) -> None:
    gateway.services.answers["filing.dossier"] = DRAFT

    answer = gateway.person().get(FILE, headers={"If-None-Match": seen})

    assert (answer.status_code, answer.headers["ETag"], bool(answer.data)) == (status, '"3"', status == 200)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("expected", "version"), [(None, None), ("*", None), ('"2"', 2), ('"3"', 3), ('"2", W/"9" ,"3"', 3), ('"x","3"', 3)]
)
def test_a_change_names_the_versions_that_it_is_meant_for(gateway: Gateway, expected: str | None, version: int | None) -> None:
    gateway.services.answers |= {"filing.dossier": DRAFT, "filing.change_form": DRAFT}

    answer = gateway.person().patch(FILE, json={"form": {}}, headers={"If-Match": expected} if expected else {})

    assert (answer.status_code, gateway.services.asked[-1][1].get("version")) == (200, version)


@pytest.mark.parametrize("expected", ['W/"3"', '"another"', '"1", "2"', '"99999999999999999999"', '""'])
def test_a_change_meant_for_what_is_not_there_is_not_asked_for(gateway: Gateway, expected: str) -> None:
    gateway.services.answers |= {"filing.dossier": DRAFT, "filing.change_form": DRAFT}

    answer = gateway.person().patch(FILE, json={"form": {}}, headers={"If-Match": expected})

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (412, "precondition-failed")
    assert [name for name, _, _ in gateway.services.asked if name == "filing.change_form"] == []


def test_a_change_that_somebody_overtakes_is_refused(gateway: Gateway) -> None:
    gateway.services.answers["filing.dossier"] = DRAFT
    gateway.services.refuse("filing.change_form", ChangedMeanwhile())

    answer = gateway.person().patch(FILE, json={"form": {}}, headers={"If-Match": '"2", "3"'})

    assert answer.status_code == 412


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
@pytest.mark.parametrize("nonsense", ["3", '"3', '"3" "4"', '"3",', 'w/"3"', "*, *", '"3", *'])
def test_what_is_no_list_of_tags_is_refused(gateway: Gateway, header: str, nonsense: str) -> None:
    gateway.services.answers |= {"filing.dossier": DRAFT, "filing.change_form": DRAFT}
    person = gateway.person()

    answer = person.get(FILE, headers={header: nonsense})

    assert (answer.status_code, list(answer.get_json(force=True)["errors"])) == (422, [header])
