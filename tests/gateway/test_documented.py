"""Whatever is answered is documented, and whatever is documented is answered."""

from collections.abc import Callable
from functools import cache
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask

from contracts.calls.payment import FeesView
from contracts.people import Role
from gateway.api.openapi import describe
from gateway.api.routes import FAMILIES
from tests.documented import Description
from tests.gateway.answers import ANSWERS
from tests.gateway.makers import PASSWORD, TAROUDANNT, Gateway
from tests.gateway.test_offices import propose, settle
from tests.payment.desk import OWNER, TREASURER, Desk
from tests.payment.makers import a_decision, a_submission

OF_THE_GATEWAY = {"Tokens", "KeySet", "ConfirmedView", "OpenedView", "OpenApi", "Health"}
"""What the gateway answers by itself, and not by a view: a test asks for it."""
IN_JOURNEYS = {"ActsView", "TimelineLine", "CeremonyView", "RecipientKeyView"}
"""What a room puts together in its service: every answer of a journey is compared with its description (`tests/journeys/conftest.py`)."""


@cache
def described() -> Description:
    """Describe the interface, without anybody behind it."""
    app = Flask("described")
    api = describe(app, "1")
    for family in FAMILIES:
        api.register_blueprint(family)
    return Description(app.json.loads(app.json.dumps(api.spec.to_dict())))


@pytest.mark.parametrize("schema", ANSWERS)
def test_an_answer_says_what_is_documented_and_nothing_else(schema: str) -> None:
    answers = ANSWERS[schema]()

    assert answers
    assert {difference for answer in answers for difference in described().differences(schema, answer)} == set()


def test_every_answer_that_is_documented_is_compared_with_what_is_answered() -> None:
    assert described().answers() - ANSWERS.keys() == OF_THE_GATEWAY | IN_JOURNEYS | {"FeesView"}


def test_a_field_that_is_not_documented_is_noticed_however_deep_it_stands() -> None:
    answer, *_ = ANSWERS["CaseView"]()
    clock = answer["clocks"][0]

    def differences(**changes: Any) -> str:
        return str(described().differences("CaseView", {**answer, **changes}))

    assert "'owner' was unexpected" in differences(owner="Fatima")
    assert "'owner' was unexpected" in differences(clocks=[clock | {"law": {**clock["law"], "owner": "Fatima"}}])
    assert "'days' is a required property" in differences(clocks=[{name: value for name, value in clock.items() if name != "days"}])
    assert "None is not of type 'string'" in differences(submitted_at=None)
    assert "'lost' is not one of" in differences(status="lost")


def test_what_the_gateway_answers_by_itself_is_as_documented(gateway: Gateway) -> None:
    first, second = gateway.person(Role.ADMINISTRATOR), gateway.person(Role.ADMINISTRATOR)
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)

    proposed = propose(first, clerk.account.id, {"role": "treasurer", "territory": TAROUDANNT})
    answers = [proposed, settle(second, proposed.get_json()["id"])]
    answers += [first.post("/v1/users", json=newcomer()), first.get("/v1/users"), first.get("/v1/grant-proposals"), first.get("/v1/me")]
    answers += [gateway.client.get(path) for path in ("/openapi.json", "/healthz", "/readyz", "/.well-known/jwks.json", "/v1/unknown")]
    answers += [gateway.client.post("/v1/auth/login", json={"email": clerk.account.email, "password": each}) for each in (PASSWORD, "no")]

    assert [differences for answer in answers if (differences := described().differences_of(as_sent(answer)))] == []
    assert len({answer.status_code for answer in answers}) >= 4


def test_the_fees_of_a_file_are_told_as_documented(service_database: Callable[[str], sa.Engine]) -> None:
    desk = Desk(service_database("payment"))

    def fees() -> FeesView:
        return desk.entered_by(OWNER).fees("dossier-1")

    desk.entered_by().note_submission(a_submission())
    answers = [fees()]
    desk.entered_by().note_decision(a_decision())
    answers.append(fees())
    desk.entered_by(TREASURER).record_counter_payment(desk.order_shown(), "Q-1")
    answers.append(fees())

    assert [answer["status"] for answer in answers] == ["not-assessed", "assessed", "settled"]
    assert [described().differences("FeesView", answer) for answer in answers] == [[], [], []]


def newcomer() -> dict[str, Any]:
    """Write the request for the account of an official."""
    person = {"full_name": "Nadia El Fassi", "national_id": "J100777", "phone": "0661234567", "email": "n@exemple.ma", "password": PASSWORD}
    return person | {"act": "Arrêté n° 12/2026", "roles": [{"role": "auditor", "territory": "national"}]}


def as_sent(answer: Any) -> httpx.Response:
    """Write an answer of Flask's client as one that came over the network."""
    request = httpx.Request(answer.request.method, f"http://localhost{answer.request.path}")
    return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.data, request=request)
