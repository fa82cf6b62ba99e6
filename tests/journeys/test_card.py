"""Money goes wrong at the card house; whatever it reports, and however often, an order is settled once, by money that is really there."""

from collections.abc import Sequence

import pytest

from demo import steps
from demo.people import Cast, until
from deploy.local.platform import Platform
from tests.journeys import stories
from tests.journeys.card_house import EMPTY_CARD, CardHouse, type_card

pytestmark = pytest.mark.journey

CAPTURE, UNDERSTOOD, FAILURE = "ACTION=POSTAUTH", "APPROVED", "FAILURE"


@pytest.fixture(scope="module")
def card_house(platform: Platform) -> CardHouse:
    return CardHouse(f"http://127.0.0.1:{platform.addresses.ports['card-provider']}")


def start(cast: Cast, dossier: str) -> stories.Json:
    """The owner begins to pay by card."""
    order = steps.fees(cast, dossier)["order"]
    payment: stories.Json = cast["owner"].post(f"/v1/fee-orders/{order}/payments", {"method": "card"})
    return payment


def is_settled_once(cast: Cast, dossier: str, payment: str) -> None:
    """The order is settled by this payment and no other, told once, and the permit can be signed."""
    due = until("the order is settled", lambda: settled(cast, dossier))
    assert [each["id"] for each in due["payments"] if each["status"] == "accepted"] == [payment]
    assert not [each for each in due["payments"] if each["status"] == "surplus"]
    steps.to_sign(cast, dossier)
    told = [line["what"] for line in cast["owner"].get(f"/v1/dossiers/{dossier}/timeline")["items"]]
    assert told.count("fees-settled") == 1


def settled(cast: Cast, dossier: str) -> stories.Json | None:
    due = steps.fees(cast, dossier)
    return due if due["status"] == "settled" else None


def test_a_refused_card_then_an_accepted_one(cast: Cast, card_house: CardHouse) -> None:
    dossier = stories.granted(cast)
    payment = start(cast, dossier)

    type_card(payment["redirect"], EMPTY_CARD)
    assert until("the refusal is told", lambda: cast["owner"].get(f"/v1/payments/{payment['id']}")["status"] == "refused")
    assert steps.fees(cast, dossier)["status"] == "assessed"
    type_card(payment["redirect"], steps.CARD)

    is_settled_once(cast, dossier, payment["id"])
    assert card_house.answers(payment["id"]) == [UNDERSTOOD, CAPTURE]


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        ("duplicate-callback", [CAPTURE, CAPTURE]),
        ("refuse-then-accept", [UNDERSTOOD, CAPTURE]),
        ("wrong-hash", [FAILURE, CAPTURE]),
        ("wrong-amount", [FAILURE, CAPTURE]),
        ("drop-answer", [CAPTURE, CAPTURE]),
    ],
)
def test_a_card_house_on_a_bad_day_is_paid_once(cast: Cast, card_house: CardHouse, fault: str, answers: Sequence[str]) -> None:
    dossier = stories.granted(cast)
    payment = start(cast, dossier)

    with card_house.misbehaving(fault):
        type_card(payment["redirect"], steps.CARD)

    is_settled_once(cast, dossier, payment["id"])
    assert card_house.answers(payment["id"]) == list(answers)


def test_a_late_report_settles_all_the_same(cast: Cast, card_house: CardHouse) -> None:
    dossier = stories.granted(cast)
    payment = start(cast, dossier)

    with card_house.misbehaving("late-callback"):
        type_card(payment["redirect"], steps.CARD)
    card_house.retry()

    is_settled_once(cast, dossier, payment["id"])


def test_what_is_never_reported_settles_nothing_and_the_owner_can_pay_again(cast: Cast, card_house: CardHouse) -> None:
    dossier = stories.granted(cast)
    silent = start(cast, dossier)

    with card_house.misbehaving("no-callback"):
        type_card(silent["redirect"], steps.CARD)

    assert steps.fees(cast, dossier)["status"] == "assessed"
    request = until("the request is open", lambda: stories.open_request(cast["president"], dossier))
    assert request["status"] == "waiting"
    again = start(cast, dossier)
    assert cast["owner"].get(f"/v1/payments/{silent['id']}")["status"] == "abandoned"
    type_card(again["redirect"], steps.CARD)
    is_settled_once(cast, dossier, again["id"])


def test_money_that_comes_twice_is_captured_once(cast: Cast, card_house: CardHouse) -> None:
    dossier = stories.granted(cast)
    first, second = start(cast, dossier), start(cast, dossier)

    type_card(first["redirect"], steps.CARD)
    type_card(second["redirect"], steps.CARD)

    due = until("the order is settled", lambda: settled(cast, dossier))
    assert {each["id"]: each["status"] for each in due["payments"]} == {first["id"]: "accepted", second["id"]: "surplus"}
    assert (card_house.answers(first["id"]), card_house.answers(second["id"])) == ([CAPTURE], [UNDERSTOOD])


def test_a_second_transaction_for_one_payment_is_not_captured_and_the_treasurer_is_told(cast: Cast, card_house: CardHouse) -> None:
    dossier = stories.granted(cast)
    payment = start(cast, dossier)

    with card_house.misbehaving("pay-twice"):
        type_card(payment["redirect"], steps.CARD)

    is_settled_once(cast, dossier, payment["id"])
    assert card_house.answers(payment["id"]) == [CAPTURE, UNDERSTOOD]
    assert card_house.transaction(payment["id"])["captured"] == 1
    (surplus,) = steps.fees(cast, dossier)["surpluses"]
    seen = cast["treasurer"].get(f"/v1/dossiers/{dossier}/fees")["surpluses"]
    assert seen == [surplus]
    assert (surplus["payment"], surplus["amount"]["amount"]) == (payment["id"], "5482.00")


def test_the_browser_coming_back_proves_nothing(cast: Cast) -> None:
    dossier = stories.granted(cast)
    payment = start(cast, dossier)
    boast = {"oid": payment["id"], "ProcReturnCode": "00", "Response": "Approved", "amount": "5482.00"}

    cast["owner"].send("POST", f"/v1/payments/{payment['id']}/return", data=boast)
    said = cast["owner"].send("POST", "/v1/payments/callbacks/cmi", data=boast)

    assert said.text == FAILURE
    assert cast["owner"].get(f"/v1/payments/{payment['id']}")["status"] == "started"
    assert steps.fees(cast, dossier)["status"] == "assessed"
