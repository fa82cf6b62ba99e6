"""The map and the law, for anybody."""

from typing import Any

from tests.gateway.makers import TAROUDANNT, Gateway


def test_the_map_is_public_and_paged(gateway: Gateway) -> None:
    found = gateway.client.get("/v1/territory/communes?q=taroudan").get_json()
    first = gateway.client.get("/v1/territory/communes?limit=2").get_json()
    second = gateway.client.get(f"/v1/territory/communes?limit=2&cursor={first['next_cursor']}").get_json()

    assert TAROUDANNT in [commune["code"] for commune in found["items"]]
    assert len({commune["code"] for commune in first["items"] + second["items"]}) == 4
    assert len(gateway.client.get("/v1/territory/regions").get_json()["items"]) == 12
    assert gateway.client.get("/v1/territory/communes?cursor=nonsense").status_code == 422


def test_provinces_are_paged_like_communes(gateway: Gateway) -> None:
    everything = gateway.client.get("/v1/territory/provinces").get_json()

    listed: list[Any] = []
    cursor = ""
    while cursor is not None and len(listed) < 100:
        part = gateway.client.get(f"/v1/territory/provinces?limit=10&cursor={cursor}").get_json()
        listed, cursor = listed + part["items"], part["next_cursor"]

    assert (len(listed), everything) == (83, {"items": listed, "next_cursor": None})
    assert gateway.client.get("/v1/territory/provinces?cursor=09.541.01.13").status_code == 422


def test_the_law_is_public(gateway: Gateway) -> None:
    listed = gateway.client.get("/v1/procedures?family=urbanism").get_json()["items"]
    whole = gateway.client.get(f"/v1/procedures/{listed[0]['code']}").get_json()

    assert {"form", "documents", "bodies", "deadlines", "fees", "law"} <= whole.keys()
    assert whole["deadlines"]["decision"] == whole["decision"]["within"]
    assert gateway.client.get("/v1/procedures/building-permit-small?version=1999-01").status_code == 404


def test_a_procedure_says_of_each_part_of_its_path_what_it_is_or_that_there_is_none(gateway: Gateway) -> None:
    note, declaration = (
        gateway.client.get(f"/v1/procedures/{code}").get_json() for code in ("planning-information-note", "simple-activity-declaration")
    )

    assert (note["decision"], note["admissibility"], note["deadlines"]) == (None, None, {"admissibility": None, "decision": None})
    assert note["charges"] == [{"schedule": "planning-information-note", "due": "request", "holds": "study"}]
    assert (note["fees"], note["paper"]["signed_by"]) == ({"schedules": ["planning-information-note"]}, "director")
    assert "articles" not in note["paper"]
    assert (declaration["objection"]["by"], declaration["objection"]["within"]["days"]) == ("president", 60)
    assert (declaration["paper"], declaration["charges"], declaration["receipt"]["is_title"]) == (None, [], True)
    assert all(each["en"] for each in declaration["receipt"]["notices"])
    assert {each["code"]: each["when"] for each in declaration["documents"]}["lease"] == 'tenure == "tenant"'


def test_arrondissements_and_agencies_are_public(gateway: Gateway) -> None:
    of_casablanca = gateway.client.get("/v1/territory/arrondissements?commune=06.141.01.0").get_json()["items"]
    agencies = gateway.client.get("/v1/territory/agencies").get_json()["items"]

    assert len(gateway.client.get("/v1/territory/arrondissements?limit=100").get_json()["items"]) == 41
    assert {each["commune"] for each in of_casablanca} == {"06.141.01.0"}
    assert len(of_casablanca) == 16
    assert [each["serves"] for each in agencies if each["code"] == "agency-agadir"] == [["09.001", "09.273", "09.163"]]
