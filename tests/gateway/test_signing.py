"""Keys and signatures: what the gateway checks, and what it passes on sealed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chassis.clock import FixedClock
from contracts.people import Grant, Role
from services.signature.domain.refusals import RequestUnknown
from tests.gateway.makers import TAROUDANNT, Gateway, a_registration

JWE = "a.b.c.d.e"
ACT = "Arrêté n° 12/2026"


def test_a_key_is_proposed_for_a_president_of_the_commune_alone(gateway: Gateway) -> None:
    gateway.services.answers["signature.propose_key"] = {"id": "key-1"}
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)
    clerk = gateway.person(Role.CLERK, territory=TAROUDANNT)
    officer = gateway.person(Role.KEY_OFFICER)

    made = officer.post("/v1/signing-keys", json={"holder": president.account.id, "commune": TAROUDANNT, "act": ACT})
    refused = [
        officer.post("/v1/signing-keys", json={"holder": holder, "commune": commune, "act": ACT})
        for holder, commune in ((clerk.account.id, TAROUDANNT), (president.account.id, "01.511.01.0"), ("nobody", TAROUDANNT))
    ]

    assert made.status_code == 201
    assert gateway.services.asked[-1][1] == {
        "holder": president.account.id,
        "holder_name": president.account.full_name,
        "commune": TAROUDANNT,
        "role": "president",
        "act": ACT,
    }
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    for other in (clerk, president, gateway.person(Role.ADMINISTRATOR)):
        answer = other.post("/v1/signing-keys", json={"holder": president.account.id, "commune": TAROUDANNT, "act": ACT})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("role", "territory"), [(Role.DIRECTOR, "agency-agadir"), (Role.GOVERNOR, "09.541"), (Role.PRESIDENT, "06.141.01.31")]
)
def test_a_key_is_proposed_for_whoever_signs_over_the_very_territory(gateway: Gateway, role: Role, territory: str) -> None:
    gateway.services.answers["signature.propose_key"] = {"id": "key-1"}
    holder, officer = gateway.person(role, territory=territory), gateway.person(Role.KEY_OFFICER)

    made, elsewhere = (
        officer.post("/v1/signing-keys", json={"holder": holder.account.id, "commune": place, "act": ACT})
        for place in (territory, TAROUDANNT)
    )

    assert (made.status_code, elsewhere.status_code, elsewhere.get_json(force=True)["code"]) == (201, 422, "holder-not-president")
    asked = gateway.services.asked[-1][1]
    assert (asked["commune"], asked["role"]) == (territory, role.value)


@pytest.mark.parametrize("act", [{}, {"act": ""}, {"act": " "}, {"act": "x" * 201}])
def test_a_key_is_proposed_under_an_administrative_act(gateway: Gateway, act: dict[str, str]) -> None:
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)

    answer = gateway.person(Role.KEY_OFFICER).post("/v1/signing-keys", json={"holder": president.account.id, "commune": TAROUDANNT, **act})

    assert answer.status_code == 422
    assert answer.get_json()["errors"].keys() == {"act"}


def test_a_letter_is_kept_by_no_cache(gateway: Gateway) -> None:
    letter = {"key": "key-1", "activation_code": "AAAA-BBBB-CCCC-DDDD-EEEE"}
    gateway.services.answers["signature.key_letter"] = letter

    answer = gateway.person(Role.KEY_OFFICER).get("/v1/signing-keys/key-1/letter")

    assert (answer.get_json(), answer.headers["Cache-Control"]) == (letter, "no-store")


def test_a_key_is_proposed_from_the_first_minute_of_a_mandate_in_morocco(gateway: Gateway) -> None:
    gateway.services.answers["signature.propose_key"] = {"id": "key-1"}
    place = gateway.app.extensions["rokhas"]
    mandate = Grant(role=Role.PRESIDENT, territory=TAROUDANNT, since=date(2026, 11, 24))
    president = place.accounts.open_for_official(a_registration(email="president@exemple.ma"), [mandate])
    officer, asked = gateway.person(Role.KEY_OFFICER), {"holder": president.id, "commune": TAROUDANNT, "act": ACT}

    answers = []
    for minute in (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC)):
        gateway.app.extensions["rokhas"] = replace(place, clock=FixedClock(minute))
        answers.append(officer.post("/v1/signing-keys", json=asked).status_code)

    assert answers == [422, 201]


def test_whoever_may_sign_downloads_what_he_signs_whole_or_in_part(gateway: Gateway) -> None:
    content = b"%PDF-1.7 a permit"
    sha256 = gateway.app.extensions["rokhas"].documents.put(content)
    gateway.services.answers["signature.document"] = {"sha256": sha256}
    president = gateway.person(Role.PRESIDENT, territory=TAROUDANNT)

    whole = president.get("/v1/signature-requests/request-1/document")
    part = president.get("/v1/signature-requests/request-1/document", headers={"Range": "bytes=0-7"})

    assert (whole.status_code, whole.data, whole.content_type) == (200, content, "application/pdf")
    assert whole.headers["ETag"] == f'"{sha256}"'
    assert "private" in whole.headers["Cache-Control"]
    assert (part.status_code, part.data) == (206, content[:8])
    assert gateway.services.asked[-1][:2] == ("signature.document", {"request_id": "request-1"})


def test_whoever_may_not_sign_downloads_nothing(gateway: Gateway) -> None:
    gateway.services.refuse("signature.document", RequestUnknown())

    answers = [gateway.person(role).get("/v1/signature-requests/request-1/document") for role in (Role.AUDITOR, Role.APPLICANT)]

    assert [(answer.status_code, answer.get_json()["code"]) for answer in answers] == [(404, "signature-request-unknown")] * 2
    assert gateway.client.get("/v1/signature-requests/request-1/document").status_code == 401


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
