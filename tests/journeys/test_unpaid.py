"""An unpaid file cannot be signed, whoever asks; only money, taken by those who may take it, makes it ready."""

import pytest

from demo import steps
from demo.people import Cast, until
from tests.journeys import stories

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def unpaid(cast: Cast) -> str:
    """A file that is granted and not paid."""
    return stories.granted(cast)


def request_of(cast: Cast, dossier: str) -> stories.Json:
    found: stories.Json = until("the request is open", lambda: stories.open_request(cast["president"], dossier))
    return found


def record(cast: Cast, name: str, dossier: str, receipt: str) -> stories.Json:
    order = steps.fees(cast, dossier)["order"]
    paid: stories.Json = cast[name].post(f"/v1/fee-orders/{order}/counter-payments", {"desk_receipt_number": receipt})
    return paid


def test_the_president_sees_that_the_file_waits_for_its_fees(cast: Cast, unpaid: str) -> None:
    request = request_of(cast, unpaid)

    assert request["status"] == "waiting"
    assert request["awaits"] == ["fees", "document"]


def test_signing_it_is_refused_whatever_the_pin_is_bound_to(cast: Cast, unpaid: str) -> None:
    president, request = cast["president"], request_of(cast, unpaid)
    sealed = steps.sealed(cast, president, {"pin": steps.PIN, "documents": ["0" * 64]})

    with stories.refused(409, "fees-unpaid"):
        president.post("/v1/signature-requests/signatures", {"requests": [request["id"]], "activation": sealed})


def test_one_unpaid_file_stops_a_ceremony_of_many(cast: Cast, unpaid: str) -> None:
    president, ready = cast["president"], stories.ready_to_sign(cast)
    requests = [steps.to_sign(cast, ready), request_of(cast, unpaid)]
    sealed = steps.sealed(cast, president, {"pin": steps.PIN, "documents": [requests[0]["document"]]})

    with stories.refused(409, "fees-unpaid"):
        president.post("/v1/signature-requests/signatures", {"requests": [each["id"] for each in requests], "activation": sealed})

    assert steps.to_sign(cast, ready)["status"] == "ready"


@pytest.mark.parametrize("name", ["owner", "architect", "clerk", "president", "reviewer-commune", "administrator", "auditor"])
def test_only_a_treasurer_records_money_of_the_desk(cast: Cast, unpaid: str, name: str) -> None:
    with stories.refused(403, "forbidden"):
        record(cast, name, unpaid, "Q-1")


def test_the_treasurer_of_another_commune_knows_nothing_of_it(cast: Cast, newcomer: stories.Newcomer, unpaid: str) -> None:
    elsewhere = newcomer("treasurer", "01.511.01.0")
    order = steps.fees(cast, unpaid)["order"]

    with stories.refused(404, "not-found"):
        elsewhere.post(f"/v1/fee-orders/{order}/counter-payments", {"desk_receipt_number": "Q-1"})


def test_money_at_the_desk_makes_it_ready_to_be_signed(cast: Cast) -> None:
    dossier = stories.granted(cast)

    paid = record(cast, "treasurer", dossier, f"R/{dossier[:8]}")

    assert (paid["status"], paid["method"]) == ("accepted", "counter")
    assert steps.to_sign(cast, dossier)["awaits"] == []
    steps.sign(cast, dossier)
    stories.reaches(cast["owner"], dossier, "issued")


def test_a_desk_receipt_serves_once(cast: Cast) -> None:
    paid, other = stories.granted(cast), stories.granted(cast)
    receipt = f"S/{paid[:8]}"
    record(cast, "treasurer", paid, receipt)

    with stories.refused(409, "desk-receipt-already-used"):
        record(cast, "treasurer", other, receipt)

    assert cast["owner"].get(f"/v1/dossiers/{other}/fees")["status"] == "assessed"


def test_a_paid_order_takes_no_more_money(cast: Cast) -> None:
    dossier = stories.granted(cast)
    order = steps.fees(cast, dossier)["order"]
    steps.pay_at_desk(cast, dossier)

    with stories.refused(409, "order-not-payable"):
        record(cast, "treasurer", dossier, f"T/{dossier[:8]}")
    with stories.refused(409, "order-not-payable"):
        cast["owner"].post(f"/v1/fee-orders/{order}/payments", {"method": "card"})
