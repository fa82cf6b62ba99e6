"""What is refused, in whose words, and what is written of it."""

from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from chassis.calls.client import ServiceLate, ServiceMissing
from contracts.refusals import ChangedMeanwhile, Conflict, Forbidden, Invalid, NotFound, Reason
from tests.gateway.makers import Gateway
from texts import problems as texts


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


def test_every_code_of_the_gateway_is_said_in_three_languages() -> None:
    parts = Path(texts.__file__).parent / "parts"
    lines = [(parts / f"gateway.{language}.yaml").read_text().splitlines()[1:] for language in ("fr", "ar", "en")]

    said = [{line.partition(":")[0] for line in each} for each in lines]

    assert said[0] == said[1] == said[2]
