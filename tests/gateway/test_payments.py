"""Paying, and who reports a payment."""

import pytest

from chassis.calls.wire import fingerprint
from tests.gateway.makers import Gateway


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
