"""Every route: who may come in, and what is documented of it."""

from typing import Any

from openapi_spec_validator import validate

from contracts.people import Role
from gateway.api.identity import PUBLIC_ROUTES
from services.signature.authority import VOUCHING
from services.signature.domain.requests import MAX_CEREMONY
from services.signature.vouching import TYPE
from tests.gateway.makers import PASSWORD, TAROUDANNT, Gateway


def description(gateway: Gateway) -> dict[str, Any]:
    """Read the description of the interface."""
    return dict(gateway.client.get("/openapi.json").get_json())


def fill_in(rule: str) -> str:
    """Make an address from a rule."""
    return rule.replace("<int:year>", "2026").replace("<path:number>", "n").replace("<path:code>", "c").replace("<", "").replace(">", "")


def rules(gateway: Gateway) -> list[tuple[str, str, str]]:
    """List verb, rule and name of each route."""
    return [
        (verb, rule.rule, rule.endpoint)
        for rule in gateway.app.url_map.iter_rules()
        for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_asks_for_an_identity_or_is_on_the_list_of_public_ones(gateway: Gateway) -> None:
    for verb, rule, name in rules(gateway):
        answer = gateway.client.open(fill_in(rule), method=verb)

        assert (answer.status_code == 401) == (name not in PUBLIC_ROUTES), (verb, rule, answer.status_code)


def test_the_list_of_public_routes_names_only_routes_that_exist(gateway: Gateway) -> None:
    assert {name for _, _, name in rules(gateway)} >= PUBLIC_ROUTES


def test_every_route_is_documented_with_a_summary_and_its_answers(gateway: Gateway) -> None:
    paths = description(gateway)["paths"]

    for verb, rule, name in rules(gateway):
        path = rule.replace("<int:", "<").replace("<path:", "<").replace("<", "{").replace(">", "}")
        operation = paths[path][verb.lower()]
        assert operation["summary"], name
        assert any(status.startswith("2") for status in operation["responses"]), name
        assert {"400", "503"} <= operation["responses"].keys(), name
        assert operation["security"] == ([] if name in PUBLIC_ROUTES else [{"bearer": []}]), name


def test_the_description_is_valid_openapi(gateway: Gateway) -> None:
    validate(description(gateway))


def test_the_documentation_needs_nothing_from_elsewhere(gateway: Gateway) -> None:
    page = gateway.client.get("/docs")

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert b"//" not in page.data
    assert gateway.client.get("/docs/docs.js").status_code == 200
    assert gateway.client.get("/docs/app.py").status_code == 404


def test_the_description_says_which_bodies_are_no_json(gateway: Gateway) -> None:
    bodies = {
        (path, verb): list(operation["requestBody"]["content"])
        for path, operations in description(gateway)["paths"].items()
        for verb, operation in operations.items()
        if "requestBody" in operation and "application/json" not in operation["requestBody"]["content"]
    }

    assert bodies == {
        ("/v1/dossiers/{dossier_id}/documents/{kind}", "put"): ["application/pdf", "image/jpeg", "image/png", "application/octet-stream"],
        ("/v1/payments/callbacks/{provider}", "post"): ["application/x-www-form-urlencoded"],
        ("/v1/payments/{payment_id}/return", "post"): ["application/x-www-form-urlencoded"],
        ("/v1/verify", "post"): ["application/pdf", "application/octet-stream"],
    }


def test_a_ceremony_is_described_as_large_as_it_may_be(gateway: Gateway) -> None:
    ceremony = description(gateway)["components"]["schemas"]["Ceremony"]["properties"]["requests"]

    assert ceremony["maxItems"] == MAX_CEREMONY


def test_what_one_caller_may_see_is_kept_in_no_cache(gateway: Gateway) -> None:
    answer = gateway.person().get("/v1/me")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_tokens_and_secrets_are_kept_in_no_cache(gateway: Gateway) -> None:
    person = gateway.person()

    entered = gateway.client.post("/v1/auth/login", json={"email": person.account.email, "password": PASSWORD})
    renewed = gateway.client.post("/v1/auth/refresh", json={"refresh_token": person.refresh_token})
    refused = gateway.client.post("/v1/auth/login", json={"email": person.account.email, "password": "wrong"})
    made = gateway.person(Role.KEY_OFFICER).post("/v1/signing-keys", json={"holder": person.account.id, "commune": TAROUDANNT})

    answers = (entered, renewed, refused, made)
    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [
        *((status, "no-store") for status in (200, 200, 401, 422))
    ]
    assert "Cache-Control" not in gateway.client.get("/.well-known/jwks.json").headers


def test_a_wrong_verb_is_told_the_right_ones(gateway: Gateway) -> None:
    answer = gateway.client.delete("/v1/auth/login")

    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_the_gateway_is_ready_once_the_broker_was_reached(gateway: Gateway) -> None:
    ready = gateway.client.get("/readyz").status_code
    gateway.services.ready = False

    assert (ready, gateway.client.get("/readyz").status_code, gateway.client.get("/healthz").status_code) == (200, 503, 200)


def test_clients_are_told_how_to_verify_the_key_to_seal_to(gateway: Gateway) -> None:
    told = description(gateway)["paths"]["/v1/pki/recipient-key"]["get"]["description"]

    assert VOUCHING.dotted_string in told
    assert TYPE in told


def test_uploads_and_downloads_are_bytes_of_named_types(gateway: Gateway) -> None:
    """What generators of clients need: no `*/*`, a schema of bytes for each type, text where it is text."""
    contents = {
        (operation["operationId"], media_type): content["schema"]
        for operations in description(gateway)["paths"].values()
        for operation in operations.values()
        if isinstance(operation, dict)
        for each in (operation.get("requestBody", {}), *(answer for status, answer in operation["responses"].items() if status < "3"))
        for media_type, content in each.get("content", {}).items()
    }

    files = {key: schema for key, schema in contents.items() if not key[1].startswith(("text/", "application/json", "application/x-www"))}
    assert {operation for operation, _ in files} == {
        *("documents-attach-document", "documents-document", "documents-receipt", "documents-permit"),
        *("signature-verify-file", "signature-ca-certificate", "signature-prepared-document"),
    }
    assert all(schema == {"type": "string", "format": "binary", "contentMediaType": kind} for (_, kind), schema in files.items())
    assert all(schema == {"type": "string"} for (_, kind), schema in contents.items() if kind.startswith("text/"))
    assert not [key for key in contents if "*" in key[1]]


def test_a_part_of_a_download_is_described_with_what_asks_for_it(gateway: Gateway) -> None:
    permit = description(gateway)["paths"]["/v1/dossiers/{dossier_id}/permit"]["get"]

    assert {"200", "206", "304", "412", "416"} <= permit["responses"].keys()
    assert "application/pdf" in permit["responses"]["206"]["content"]
    assert {"Range", "If-None-Match"} <= {each["$ref"].rpartition("/")[2] for each in permit["parameters"] if "$ref" in each}
