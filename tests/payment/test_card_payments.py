"""Card payments end to end: the payment service on its database, the real card house, HTTP between them, every misbehaviour."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from contracts.calls.payment import PaymentView, StartedPaymentView
from services.payment.providers.cmi import Cmi
from tests.payment.desk import OWNER, TREASURER, Desk
from tests.simulators.card_house import CLIENT_ID, GOOD, REFUSED, STORE_KEY, Merchant, Payer, open_card_house, served


class Town:
    """One payment service, one card house, one payer."""

    def __init__(self, desk: Desk, payer: Payer) -> None:
        """Join them."""
        self.desk, self.payer = desk, payer

    def started(self, dossier: str = "dossier-1") -> StartedPaymentView:
        """Let a file be granted and its owner start to pay by card."""
        order = self.desk.with_an_order(dossier)
        return self.desk.entered_by(OWNER).start_payment(
            order, "card", full_name="O'Hara & <fils> | \\", email="o@example.test", locale="ar"
        )

    def paid(self, payment: StartedPaymentView, number: str = GOOD) -> None:
        """Let the owner's browser go where it was sent, and pay there."""
        assert payment["redirect"] is not None
        self.payer.pay(self.payer.enter(payment["redirect"]["fields"]), number)

    def money(self, payment: PaymentView) -> tuple[object, object]:
        """Tell where the card house has the money, and how often it was taken."""
        transaction = self.payer.transaction(payment["id"])
        return transaction["state"], transaction["captured"]


@pytest.fixture
def town(database: sa.Engine, tmp_path: Path) -> Iterator[Town]:
    """A town where nobody has paid yet."""
    door = Merchant(lambda fields: desk.entered_by().card_callback("cmi", fields)["answer"])
    with served(door) as public_url, open_card_house(tmp_path) as payer:
        card = Cmi(url=str(payer.browser.base_url), client_id=CLIENT_ID, store_key=STORE_KEY)
        desk = Desk(database, card, public_url)
        yield Town(desk, payer)


def test_a_payer_pays_and_the_fees_are_settled_and_captured_once(town: Town) -> None:
    payment = town.started()

    town.paid(payment)

    assert town.desk.facts() == ["fees-assessed", "fees-settled"]
    assert town.money(payment) == ("captured", 1)


def test_a_refused_card_then_a_good_one(town: Town) -> None:
    payment = town.started()

    town.paid(payment, REFUSED)
    assert town.desk.facts() == ["fees-assessed"]
    town.paid(payment)

    assert town.desk.receptions() == ["refused", "settled"]
    assert town.money(payment) == ("captured", 1)


@pytest.mark.parametrize(
    ("fault", "receptions"),
    [
        ("duplicate-callback", ["settled", "repeated"]),
        ("late-callback", ["settled"]),
        ("wrong-hash", ["settled"]),
        ("wrong-amount", ["wrong-amount", "settled"]),
        ("refuse-then-accept", ["refused", "settled"]),
        ("drop-answer", ["settled", "repeated"]),
    ],
)
def test_a_card_house_on_a_bad_day_changes_neither_the_settlement_nor_the_capture(town: Town, fault: str, receptions: list[str]) -> None:
    town.payer.orders(fault)
    payment = town.started()

    town.paid(payment)
    town.payer.retry()

    assert town.desk.receptions() == receptions
    assert town.desk.facts() == ["fees-assessed", "fees-settled"]
    assert town.money(payment) == ("captured", 1)


def test_a_card_house_that_never_reports_settles_and_captures_nothing(town: Town) -> None:
    town.payer.orders("no-callback")
    payment = town.started()

    town.paid(payment)

    assert town.desk.facts() == ["fees-assessed"]
    assert town.money(payment) == ("authorised", 0)


def test_a_payer_who_also_pays_at_the_desk_is_not_charged_by_card(town: Town) -> None:
    payment = town.started()
    town.desk.entered_by(TREASURER).record_counter_payment(payment["order"], "R-17")

    town.paid(payment)

    assert town.desk.receptions() == ["surplus"]
    assert town.desk.facts() == ["fees-assessed", "fees-settled", "surplus-held"]
    assert town.money(payment) == ("authorised", 0)


def test_a_second_transaction_of_the_bank_for_one_payment_is_neither_captured_nor_lost(town: Town) -> None:
    town.payer.orders("pay-twice")
    payment = town.started()

    town.paid(payment)

    assert town.desk.receptions() == ["settled", "surplus"]
    assert town.money(payment) == ("captured", 1)
    (surplus,) = town.desk.entered_by(TREASURER).fees("dossier-1")["surpluses"]
    assert (surplus["payment"], surplus["amount"]["amount"]) == (payment["id"], "5432.00")
    assert surplus["transaction"] == town.desk.kept_words()[1]["TransId"] != town.desk.kept_words()[0]["TransId"]
