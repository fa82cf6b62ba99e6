"""Every route: who may come in, what is documented, what is passed on to the services."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from openapi_spec_validator import validate
from structlog.testing import capture_logs

from catalogue import problems as texts
from chassis.calls.client import ServiceLate, ServiceMissing
from chassis.calls.wire import fingerprint
from chassis.clock import FixedClock
from contracts.refusals import ChangedMeanwhile, Conflict, Forbidden, Invalid, NotFound, Reason
from gateway.api.identity import PUBLIC_ROUTES
from gateway.auth.domain import Grant, Role
from gateway.auth.tokens import issue
from services.signature.domain.requests import MAX_CEREMONY
from tests.gateway.makers import PASSWORD, TAROUDANNT, Gateway, Visitor, a_registration, an_account

DRAFT = {
    "id": "dossier-1",
    "status": "draft",
    "procedure": {"code": "building-permit-small", "version": "2026-01"},
    "commune": TAROUDANNT,
    "version": 3,
}
PDF = b"%PDF-1.7 a plan"
JWE = "a.b.c.d.e"


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


@pytest.mark.parametrize(("asked", "spoken"), [("ar", "ar"), ("en-GB,fr;q=0.5", "en"), ("fr-MA", "fr"), ("zgh", "fr"), ("", "fr")])
def test_a_problem_is_told_in_the_language_of_the_caller(gateway: Gateway, asked: str, spoken: str) -> None:
    answer = gateway.client.get("/v1/nothing", headers={"Accept-Language": asked})

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Content-Language"] == spoken
    assert answer.get_json(force=True)["title"] == texts.text("unknown-address", spoken, {}).title


def test_a_problem_names_the_trace_that_came_with_the_request(gateway: Gateway) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"

    answer = gateway.client.get("/v1/me", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})

    assert answer.get_json(force=True)["trace_id"] == trace
    assert answer.headers["traceparent"].split("-")[1] == trace


def test_the_log_names_the_file_of_a_request_and_nothing_else_that_was_typed(gateway: Gateway) -> None:
    person = gateway.person()

    with capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        person.get("/v1/dossiers/dossier-1?name=somebody")
        person.get("/v1/dossiers/somebody@example.org")
        person.get("/v1/me")

    answered = [line for line in lines if line["event"] == "answered"]
    assert [(line["route"], line.get("dossier")) for line in answered] == [
        ("/v1/dossiers/<dossier_id>", "dossier-1"),
        ("/v1/dossiers/<dossier_id>", None),
        ("/v1/me", None),
    ]
    assert "somebody" not in str(answered)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Invalid([Reason("missing-field", "form.land")]), 422),
        (NotFound(), 404),
        (Forbidden(), 403),
        (Conflict(), 409),
        (ChangedMeanwhile(), 409),
        (ServiceMissing("filing"), 503),
        (ServiceLate("filing"), 504),
        (RuntimeError("a secret detail"), 500),
    ],
)
def test_what_a_service_refuses_becomes_a_problem(gateway: Gateway, refusal: Exception, status: int) -> None:
    gateway.services.refuse("filing.dossier", refusal)

    answer = gateway.person().get("/v1/dossiers/dossier-1")

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert b"secret" not in answer.data
    if status == 422:
        assert list(answer.get_json(force=True)["errors"]) == ["form.land"]


def test_a_change_of_another_version_is_a_failed_precondition(gateway: Gateway) -> None:
    gateway.services.refuse("filing.change_form", ChangedMeanwhile())

    answer = gateway.person().patch("/v1/dossiers/dossier-1", json={"form": {}}, headers={"If-Match": '"2"'})

    assert (answer.status_code, gateway.services.asked[-1][1]["version"]) == (412, 2)


def test_a_draft_carries_its_version_as_etag(gateway: Gateway) -> None:
    gateway.services.answers["filing.dossier"] = DRAFT

    answer = gateway.person().get("/v1/dossiers/dossier-1")

    assert answer.headers["ETag"] == '"3"'


def test_the_token_the_trace_and_the_idempotency_key_go_with_the_command(gateway: Gateway) -> None:
    gateway.services.answers["filing.submit_dossier"] = {"status": "submitted"}
    person = gateway.person()

    answer = person.post("/v1/dossiers/dossier-1/submission", headers={"Idempotency-Key": "key-1"})

    name, arguments, context = gateway.services.asked[-1]
    assert answer.status_code == 201
    assert (name, arguments) == ("filing.submit_dossier", {"dossier_id": "dossier-1"})
    assert (context.token, context.idempotency_key) == (person.token, "key-1")
    assert context.traceparent == answer.headers["traceparent"]


def test_an_unreadable_idempotency_key_is_refused(gateway: Gateway) -> None:
    answer = gateway.person().post("/v1/dossiers/dossier-1/submission", headers={"Idempotency-Key": "a" * 300})

    assert (answer.status_code, list(answer.get_json(force=True)["errors"])) == (422, ["Idempotency-Key"])
    assert gateway.services.asked == []


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        ('{"procedure": "p", "commune": "c", "colour": "red"}', 422, {"colour": "unknown-field"}),
        (
            '{"procedure": "p", "applicant": {"email": "a@b.ma"}}',
            422,
            {"commune": "missing-field", "applicant.national_id": "missing-field"},
        ),
        ('{"procedure": 7, "commune": null}', 422, {"procedure": "not-text", "commune": "field-null"}),
        ('{"procedure": "a\\u0000b", "commune": "\\ud800"}', 422, {"procedure": "text-not-storable", "commune": "text-not-storable"}),
        ("[]", 422, {"": "not-object"}),
        ("7", 422, {"": "not-object"}),
        ("", 422, {"procedure": "missing-field", "commune": "missing-field"}),
        ("{", 400, {}),
        ('{"procedure": NaN}', 400, {}),
        ("[" * 100_000, 400, {}),
        ('{"a": ' + "9" * 5000 + "}", 400, {}),
    ],
)
def test_content_of_another_shape_is_refused_field_by_field(gateway: Gateway, body: str, status: int, errors: dict[str, str]) -> None:
    answer = gateway.person().post("/v1/dossiers", data=body, content_type="application/json")

    told = answer.get_json(force=True)
    assert answer.status_code == status
    assert {field: reasons[0]["code"] for field, reasons in told.get("errors", {}).items()} == errors
    assert gateway.services.asked == []


def test_other_content_than_json_is_refused(gateway: Gateway) -> None:
    answer = gateway.person().post("/v1/dossiers", data="procedure=p", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 415


def test_content_beyond_the_limit_is_refused(gateway: Gateway) -> None:
    answer = gateway.person().patch("/v1/dossiers/dossier-1", json={"form": {"a": "x" * 1_100_000}})

    assert answer.status_code == 413


@pytest.mark.parametrize("query", ["limit=0", "limit=abc", "limit=201", "colour=red", "status=lost", "cursor=" + "x" * 600, "commune=a%00"])
def test_a_query_that_means_nothing_is_refused(gateway: Gateway, query: str) -> None:
    answer = gateway.person().get(f"/v1/dossiers?{query}")

    assert answer.status_code == 422
    assert gateway.services.asked == []


def test_an_address_with_unreadable_signs_names_nothing(gateway: Gateway) -> None:
    assert gateway.person().get("/v1/dossiers/a%00b").status_code == 404


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


def test_a_ceremony_is_described_as_large_as_it_may_be(gateway: Gateway) -> None:
    ceremony = description(gateway)["components"]["schemas"]["Ceremony"]["properties"]["requests"]

    assert ceremony["maxItems"] == MAX_CEREMONY


def test_a_cursor_may_be_pasted_into_an_address_as_it_is(gateway: Gateway) -> None:
    gateway.person()
    administrator = gateway.person(Role.ADMINISTRATOR)

    cursor = administrator.get("/v1/users?limit=1").get_json()["next_cursor"]
    after = administrator.get(f"/v1/users?limit=1&cursor={cursor}")

    assert after.get_json()["items"][0]["id"] == administrator.account.id


def upload(gateway: Gateway, body: bytes = PDF, kind: str = "architectural-plans", **options: Any) -> Any:
    """Send a document for a draft."""
    gateway.services.answers["filing.attaching"] = DRAFT["procedure"]
    gateway.services.answers["filing.attach_document"] = {"kind": kind}
    options.setdefault("content_type", "application/pdf")
    return gateway.person().put(f"/v1/dossiers/dossier-1/documents/{kind}", data=body, **options)


def test_a_document_is_stored_under_its_hash_and_attached(gateway: Gateway) -> None:
    answer = upload(gateway)

    asked = gateway.services.asked[-1][1]
    assert answer.status_code == 200
    assert gateway.app.extensions["rokhas"].documents.get(asked["sha256"]) == PDF
    assert (asked["kind"], asked["size"], asked["media_type"]) == ("architectural-plans", len(PDF), "application/pdf")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"kind": "love-letter"}, 404),
        ({"content_type": "text/html"}, 415),
        ({"content_type": ""}, 415),
        ({"body": b"<html>", "content_type": "application/pdf"}, 415),
        ({"body": b""}, 422),
        ({"body": PDF + b"x" * 1_000_000}, 413),
    ],
)
def test_a_document_that_the_procedure_does_not_take_is_refused(gateway: Gateway, options: dict[str, Any], status: int) -> None:
    answer = upload(gateway, **options)

    assert answer.status_code == status
    assert [name for name, _, _ in gateway.services.asked] == ["filing.attaching"]


def test_nobody_fills_the_store_for_a_file_that_is_not_his(gateway: Gateway) -> None:
    gateway.services.refuse("filing.attaching", NotFound())

    answer = gateway.person().put("/v1/dossiers/x/documents/architectural-plans", data=PDF, content_type="application/pdf")

    assert answer.status_code == 404
    assert list((gateway.folder / "documents").rglob("*")) == []


def test_text_is_no_pdf_and_is_told_so(gateway: Gateway) -> None:
    answer = upload(gateway, b"<html>")

    told = answer.get_json(force=True)
    assert (answer.status_code, told["code"]) == (415, "content-is-not-what-it-claims")
    assert "application/pdf" in told["detail"]


def test_the_description_says_which_bodies_are_no_json(gateway: Gateway) -> None:
    bodies = {
        (path, verb): list(operation["requestBody"]["content"])
        for path, operations in description(gateway)["paths"].items()
        for verb, operation in operations.items()
        if "requestBody" in operation and "application/json" not in operation["requestBody"]["content"]
    }

    assert bodies == {
        ("/v1/dossiers/{dossier_id}/documents/{kind}", "put"): ["*/*"],
        ("/v1/payments/callbacks/{provider}", "post"): ["application/x-www-form-urlencoded"],
        ("/v1/payments/{payment_id}/return", "post"): ["application/x-www-form-urlencoded"],
        ("/v1/verify", "post"): ["application/pdf"],
    }


def download(gateway: Gateway, headers: dict[str, str] | None = None) -> Any:
    """Fetch a document that is at rest."""
    sha256 = gateway.app.extensions["rokhas"].documents.put(PDF)
    found = {"kind": "architectural-plans", "sha256": sha256, "size": len(PDF), "media_type": "application/pdf"}
    gateway.services.answers["filing.document"] = found
    return gateway.person().get("/v1/dossiers/dossier-1/documents/architectural-plans", headers=headers)


def test_a_document_is_delivered_as_a_file(gateway: Gateway) -> None:
    answer = download(gateway)

    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="architectural-plans.pdf"'
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "part"), [("bytes=0-4", PDF[:5]), ("bytes=5-", PDF[5:]), ("bytes=-4", PDF[-4:]), ("bytes=5-9999", PDF[5:])]
)
def test_a_part_of_a_document_can_be_had(gateway: Gateway, asked: str, part: bytes) -> None:
    answer = download(gateway, {"Range": asked})

    assert (answer.status_code, answer.data) == (206, part)
    assert answer.headers["Content-Range"].endswith(f"/{len(PDF)}")
    assert answer.content_length == len(part)


def test_a_part_beyond_the_end_is_refused(gateway: Gateway) -> None:
    answer = download(gateway, {"Range": "bytes=999-"})

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(PDF)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "lines=1-2", "nonsense"])
def test_a_range_that_is_not_served_gives_the_whole(gateway: Gateway, asked: str) -> None:
    answer = download(gateway, {"Range": asked})

    assert (answer.status_code, answer.data) == (200, PDF)


def test_a_document_already_had_is_not_sent_again(gateway: Gateway) -> None:
    etag = download(gateway).headers["ETag"]

    answer = download(gateway, {"If-None-Match": etag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_a_payment_provider_is_heard_without_a_token(gateway: Gateway) -> None:
    gateway.services.answers["payment.card_callback"] = {"answer": "ACTION=POSTAUTH"}

    answer = gateway.client.post("/v1/payments/callbacks/cmi", data={"oid": "1", "HASH": "h"})

    assert (answer.status_code, answer.data) == (200, b"ACTION=POSTAUTH")
    name, arguments, context = gateway.services.asked[-1]
    assert (name, arguments, context.token) == ("payment.card_callback", {"provider": "cmi", "fields": {"oid": "1", "HASH": "h"}}, "")


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_payer_comes_back_to_a_page_in_his_languages(gateway: Gateway, verb: str) -> None:
    answer = getattr(gateway.client, verb)("/v1/payments/1/return")

    assert answer.status_code == 200
    assert "Paiement" in answer.text
    assert "الأداء" in answer.text


def test_starting_a_payment_tells_who_pays(gateway: Gateway) -> None:
    gateway.services.answers["payment.start_payment"] = {"id": "1", "status": "started"}
    payer = gateway.person()

    answer = payer.post("/v1/fee-orders/order-1/payments", json={"method": "card"}, headers={"Accept-Language": "ar"})

    assert answer.status_code == 201
    assert gateway.services.asked[-1][1] == {
        "order_id": "order-1",
        "method": "card",
        "full_name": payer.account.full_name,
        "email": payer.account.email,
        "locale": payer.account.locale,
    }


def test_a_payment_asked_again_in_another_language_is_the_same_request(gateway: Gateway) -> None:
    gateway.services.answers["payment.start_payment"] = {"id": "1", "status": "started"}
    payer = gateway.person()

    for language in ("ar", "fr"):
        headers = {"Idempotency-Key": "key-1", "Accept-Language": language}
        payer.post("/v1/fee-orders/order-1/payments", json={"method": "card"}, headers=headers)

    first, second = (fingerprint(dict(arguments)) for _, arguments, _ in gateway.services.asked)
    assert first == second


def test_a_key_is_made_for_a_president_of_the_commune_alone(gateway: Gateway) -> None:
    gateway.services.answers["signature.create_key"] = {"id": "key-1"}
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    officer = gateway.person(Role.KEY_OFFICER)

    made = officer.post("/v1/signing-keys", json={"holder": president.account.id, "commune": TAROUDANNT})
    refused = [
        officer.post("/v1/signing-keys", json={"holder": holder, "commune": commune})
        for holder, commune in ((clerk.account.id, TAROUDANNT), (president.account.id, "01.511.01.0"), ("nobody", TAROUDANNT))
    ]

    assert made.status_code == 201
    assert gateway.services.asked[-1][1]["holder_name"] == president.account.full_name
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert clerk.post("/v1/signing-keys", json={"holder": president.account.id, "commune": TAROUDANNT}).status_code == 403


def test_a_key_is_made_from_the_first_minute_of_a_mandate_in_morocco(gateway: Gateway) -> None:
    gateway.services.answers["signature.create_key"] = {"id": "key-1"}
    place = gateway.app.extensions["rokhas"]
    mandate = Grant(role=Role.PRESIDENT, territory=TAROUDANNT, starts_on=date(2026, 11, 24))
    president = place.accounts.open_for_official(a_registration(email="president@exemple.ma"), [mandate])
    officer, asked = gateway.person(Role.KEY_OFFICER), {"holder": president.id, "commune": TAROUDANNT}

    answers = []
    for minute in (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC)):
        gateway.app.extensions["rokhas"] = replace(place, clock=FixedClock(minute))
        answers.append(officer.post("/v1/signing-keys", json=asked).status_code)

    assert answers == [422, 201]


def test_a_pin_in_clear_is_not_even_passed_on(gateway: Gateway) -> None:
    answer = gateway.person(Role.PRESIDENT, territory=TAROUDANNT).post(
        "/v1/signature-requests/signatures", json={"requests": ["1"], "activation": '{"pin": "123456"}'}
    )

    assert answer.status_code == 422
    assert b"123456" not in answer.data
    assert gateway.services.asked == []


def test_a_ceremony_is_passed_on_sealed(gateway: Gateway) -> None:
    gateway.services.answers["signature.sign"] = {"results": []}

    answer = gateway.person(Role.PRESIDENT, territory=TAROUDANNT).post(
        "/v1/signature-requests/signatures", json={"requests": ["1", "2"], "activation": JWE}
    )

    assert answer.status_code == 201
    assert gateway.services.asked[-1][1] == {"requests": ["1", "2"], "activation": JWE}


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
    assert gateway.client.get("/v1/procedures/building-permit-small?version=1999-01").status_code == 404


def test_an_official_is_opened_by_an_administrator_and_listed(gateway: Gateway) -> None:
    administrator = gateway.person(Role.ADMINISTRATOR)
    official = {
        "full_name": "Brahim Soussi",
        "national_id": "J100006",
        "phone": "0661000006",
        "email": "brahim@exemple.ma",
        "password": PASSWORD,
        "roles": [{"role": "reviewer", "territory": "09.541", "body": "province", "from": "2026-01-01"}],
    }

    made = administrator.post("/v1/users", json=official, headers={"Idempotency-Key": "k"})
    again = administrator.post("/v1/users", json=official, headers={"Idempotency-Key": "k"})
    listed = administrator.get("/v1/users?role=reviewer&limit=1").get_json()

    assert (made.status_code, made.get_json()) == (201, again.get_json())
    assert listed == {"items": [made.get_json()], "next_cursor": None}
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
    wish = {"roles": [{"role": "president", "territory": "national"}]}

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
    official = {**vars(a_registration()), "roles": [{"role": "clerk", "territory": TAROUDANNT}]}
    official.pop("order_number")

    answers = [
        visitor.get("/v1/users"),
        visitor.post("/v1/users", json=official),
        visitor.get(path),
        visitor.put(f"{path}/roles", json={"roles": official["roles"]}),
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


def test_the_gateway_is_ready_when_the_broker_is(gateway: Gateway) -> None:
    ready = gateway.client.get("/readyz").status_code
    gateway.services.ready = False

    assert (ready, gateway.client.get("/readyz").status_code, gateway.client.get("/healthz").status_code) == (200, 503, 200)


def test_what_one_caller_may_see_is_kept_in_no_cache(gateway: Gateway) -> None:
    answer = gateway.person().get("/v1/me")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_wrong_verb_is_told_the_right_ones(gateway: Gateway) -> None:
    answer = gateway.client.delete("/v1/auth/login")

    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_every_code_of_the_gateway_is_said_in_three_languages() -> None:
    parts = Path(texts.__file__).parent / "parts"
    lines = [(parts / f"gateway.{language}.yaml").read_text().splitlines()[1:] for language in ("fr", "ar", "en")]

    said = [{line.partition(":")[0] for line in each} for each in lines]

    assert said[0] == said[1] == said[2]
