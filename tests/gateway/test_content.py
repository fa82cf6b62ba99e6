"""What comes with a request: its key, its content, its query."""

import pytest

from tests.gateway.makers import Gateway


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


@pytest.mark.parametrize("depth", [0, 1, 5])
def test_a_name_said_twice_in_an_object_is_refused_at_any_depth(gateway: Gateway, depth: int) -> None:
    inside = '{"form": ' + '{"a": [' * depth + '{"levels": 1, "levels": 2}' + "]}" * depth + "}"

    answer = gateway.person().patch("/v1/dossiers/dossier-1", data=inside, content_type="application/json")

    assert (answer.status_code, answer.get_json(force=True)["code"]) == (400, "name-said-twice")
    assert gateway.services.asked == []


def test_a_name_is_the_same_however_it_is_spelled(gateway: Gateway) -> None:
    twice = r'{"form": {}, "f\u006frm": {"levels": 2}}'

    assert gateway.person().patch("/v1/dossiers/dossier-1", data=twice, content_type="application/json").status_code == 400
