"""The payment service on its database, without a broker: what is due is paid, by card or at the desk."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chassis.receipts import AlreadyDone, Errand
from contracts.calls.payment import PaymentStatus, StartedPaymentView
from contracts.refusals import NotFound, NotYourOffice, PartyMayNotAct, Refusal
from services.payment.domain.refusals import DeskReceiptAlreadyUsed, DeskReceiptInvalid, MethodNotOffered, OrderNotPayable
from tests.payment.desk import ARCHITECT, CLERK, OWNER, STRANGER, TREASURER, TREASURER_ELSEWHERE, Desk
from tests.payment.makers import TAROUDANNT, a_callback, a_withdrawal
from tests.people import a_caller

DUE = "5432.00"  # 25 x (183 + 2 x 4) for the commune, 3 x 182.50 x 1.2 for the urban agency


def card_started(desk: Desk, order: str) -> StartedPaymentView:
    """Let the owner start to pay by card."""
    return desk.entered_by(OWNER).start_payment(order, "card", full_name="Fatima", email="f@example.test", locale="ar")


def called_back(desk: Desk, payment: Mapping[str, Any], code: str = "00", amount: str = DUE, **others: str) -> str:
    """Let the card house report; give our answer."""
    return desk.entered_by().card_callback("cmi", a_callback(payment["id"], amount, code, **others))["answer"]


def test_a_withdrawal_cancels_the_order(desk: Desk) -> None:
    order = desk.with_an_order()

    desk.hears(a_withdrawal())

    assert desk.order_status(order) == "cancelled"
    with pytest.raises(OrderNotPayable):
        card_started(desk, order)


def test_a_withdrawal_leaves_a_settled_order_settled(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.entered_by(TREASURER).record_counter_payment(order, "R-17")

    desk.hears(a_withdrawal())

    assert desk.order_status(order) == "settled"


def test_the_parties_and_the_officials_of_the_territory_see_the_fees(desk: Desk) -> None:
    desk.with_an_order()

    for person in (OWNER, ARCHITECT, TREASURER, CLERK):
        view = desk.entered_by(person).fees("dossier-1")
        assert (view["status"], view["total"]["amount"], view["methods"]) == ("assessed", DUE, ["card", "counter"])
        assert [line["beneficiary"] for line in view["lines"]] == ["commune", "urban-agency"]


@pytest.mark.parametrize("person", [STRANGER, TREASURER_ELSEWHERE], ids=["a stranger", "a treasurer of elsewhere"])
def test_others_cannot_tell_that_there_are_fees(desk: Desk, person: Any) -> None:
    payment = card_started(desk, desk.with_an_order())

    with pytest.raises(NotFound):
        desk.entered_by(person).fees("dossier-1")
    with pytest.raises(NotFound):
        desk.entered_by(person).payment(payment["id"])


def test_a_card_payment_is_written_down_before_the_payer_leaves(desk: Desk) -> None:
    payment = card_started(desk, desk.with_an_order())
    redirect = payment["redirect"]

    assert desk.payment_status(payment["id"]) is PaymentStatus.STARTED
    assert redirect is not None
    assert (redirect["method"], redirect["url"]) == ("POST", "http://card.test/fim/est3Dgate")
    fields = redirect["fields"]
    assert (fields["oid"], fields["amount"]) == (payment["id"], DUE)
    assert fields["callbackUrl"] == "http://rokhas.test/v1/payments/callbacks/cmi"


def test_a_stranger_cannot_pay(desk: Desk) -> None:
    order = desk.with_an_order()

    with pytest.raises(NotFound):
        desk.entered_by(STRANGER).start_payment(order, "card")


def test_a_method_that_is_not_offered_is_refused(desk: Desk) -> None:
    order = desk.with_an_order()

    with pytest.raises(MethodNotOffered):
        desk.entered_by(OWNER).start_payment(order, "none")


def test_a_repeated_command_gets_its_first_answer(desk: Desk) -> None:
    order = desk.with_an_order()
    errand = Errand(message_id="owner:key-1", handler="start_payment")
    first = desk.entered_by(OWNER, errand).start_payment(order, "card")

    with pytest.raises(AlreadyDone) as again:
        desk.entered_by(OWNER, errand).start_payment(order, "card")

    assert again.value.answer == first


def test_a_new_attempt_replaces_the_one_that_waits(desk: Desk) -> None:
    order = desk.with_an_order()
    first, second = card_started(desk, order), card_started(desk, order)

    assert desk.payment_status(first["id"]) is PaymentStatus.ABANDONED
    assert desk.payment_status(second["id"]) is PaymentStatus.STARTED


def test_an_acceptance_settles_the_fees_and_asks_for_the_capture(desk: Desk) -> None:
    order = desk.with_an_order()
    payment = card_started(desk, order)

    assert called_back(desk, payment) == "ACTION=POSTAUTH"

    name, fact = desk.announced()[-1]
    assert (name, fact["method"], fact["amount"], fact["order"]) == ("fees-settled", "card", DUE, order)
    view = desk.entered_by(OWNER).fees("dossier-1")
    assert (view["status"], view["method"], [each["status"] for each in view["payments"]]) == ("settled", "card", ["accepted"])


def test_a_repeated_callback_is_answered_alike_and_changes_nothing(desk: Desk) -> None:
    payment = card_started(desk, desk.with_an_order())

    assert [called_back(desk, payment) for _ in range(3)] == ["ACTION=POSTAUTH"] * 3

    assert desk.facts() == ["fees-assessed", "fees-settled"]
    assert desk.receptions() == ["settled", "repeated", "repeated"]


def test_refusals_are_acknowledged_and_an_acceptance_may_follow(desk: Desk) -> None:
    payment = card_started(desk, desk.with_an_order())

    assert [called_back(desk, payment, code) for code in ("05", "51", "00", "05")] == [
        "APPROVED",
        "APPROVED",
        "ACTION=POSTAUTH",
        "APPROVED",
    ]

    assert desk.receptions() == ["refused", "refused", "settled", "overtaken"]
    assert desk.payment_status(payment["id"]) is PaymentStatus.ACCEPTED


def test_a_forged_callback_changes_nothing_and_leaves_nothing(desk: Desk) -> None:
    order = desk.with_an_order()
    payment = card_started(desk, order)

    assert called_back(desk, payment, key="another key") == "FAILURE"

    assert (desk.order_status(order), desk.receptions()) == ("assessed", [])


def test_what_is_kept_of_a_callback_does_not_name_the_payer(desk: Desk) -> None:
    payment = card_started(desk, desk.with_an_order())

    called_back(desk, payment, email="f@example.test", BillToName="Fatima", BillToStreet1="12, rue", tel="0612345678")

    (kept,) = desk.kept_words()
    assert kept["oid"] == payment["id"]
    assert not {"email", "BillToName", "BillToStreet1", "tel"} & kept.keys()


def test_an_acceptance_of_another_amount_is_not_captured(desk: Desk) -> None:
    order = desk.with_an_order()
    payment = card_started(desk, order)

    assert called_back(desk, payment, amount="1.00") == "FAILURE"

    assert (desk.order_status(order), desk.receptions()) == ("assessed", ["wrong-amount"])


def test_an_acceptance_for_an_unknown_payment_is_kept_and_not_captured(desk: Desk) -> None:
    assert called_back(desk, {"id": "nothing"}) == "FAILURE"

    assert desk.receptions() == ["unknown-payment"]


def test_noise_is_answered_and_not_kept(desk: Desk) -> None:
    answers = [desk.entered_by().card_callback("cmi", {"a": "x" * 5_000}), desk.entered_by().card_callback("cmi", [])]  # type: ignore[arg-type]

    assert answers == [{"answer": "FAILURE"}] * 2
    assert desk.receptions() == []


def test_a_callback_of_an_unknown_provider_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.entered_by().card_callback("paypal", {})


def test_card_money_for_an_order_settled_at_the_desk_is_kept_as_surplus_and_not_captured(desk: Desk) -> None:
    order = desk.with_an_order()
    payment = card_started(desk, order)
    desk.entered_by(TREASURER).record_counter_payment(order, "R-17")

    assert [called_back(desk, payment), called_back(desk, payment)] == ["APPROVED", "APPROVED"]

    assert desk.payment_status(payment["id"]) is PaymentStatus.SURPLUS
    assert desk.receptions() == ["surplus", "surplus"]
    assert desk.facts() == ["fees-assessed", "fees-settled", "surplus-held"]


def test_a_second_transaction_for_one_payment_is_kept_told_once_and_not_captured(desk: Desk) -> None:
    payment = card_started(desk, desk.with_an_order())

    answers = [called_back(desk, payment, TransId=number) for number in ("bank-1", "bank-2", "bank-2", "bank-1")]

    assert answers == ["ACTION=POSTAUTH", "APPROVED", "APPROVED", "ACTION=POSTAUTH"]
    assert desk.receptions() == ["settled", "surplus", "surplus", "repeated"]
    assert [name for name, _ in desk.announced()] == ["fees-assessed", "fees-settled", "surplus-held"]
    for person in (OWNER, TREASURER):
        (surplus,) = desk.entered_by(person).fees("dossier-1")["surpluses"]
        assert (surplus["payment"], surplus["transaction"], surplus["amount"]["amount"]) == (payment["id"], "bank-2", DUE)


def test_an_acceptance_that_names_no_transaction_proves_nothing(desk: Desk) -> None:
    order = desk.with_an_order()

    assert called_back(desk, card_started(desk, order), TransId="") == "FAILURE"

    assert (desk.order_status(order), desk.receptions()) == ("assessed", [])


def test_paying_twice_in_two_windows_settles_once(desk: Desk) -> None:
    order = desk.with_an_order()
    first, second = card_started(desk, order), card_started(desk, order)

    assert [called_back(desk, first), called_back(desk, second)] == ["ACTION=POSTAUTH", "APPROVED"]

    assert desk.payment_status(second["id"]) is PaymentStatus.SURPLUS
    assert desk.facts() == ["fees-assessed", "fees-settled", "surplus-held"]


def test_the_treasurer_of_the_commune_records_what_the_desk_took(desk: Desk) -> None:
    order = desk.with_an_order()

    payment = desk.entered_by(TREASURER).record_counter_payment(order, " r-17 ")

    assert (payment["status"], payment["method"]) == ("accepted", "counter")
    name, fact = desk.announced()[-1]
    assert (name, fact["method"]) == ("fees-settled", "counter")


def test_the_desk_closes_the_attempt_that_the_payer_announced(desk: Desk) -> None:
    order = desk.with_an_order()
    announced = desk.entered_by(OWNER).start_payment(order, "counter")

    recorded = desk.entered_by(TREASURER).record_counter_payment(order, "R-17")

    assert announced["redirect"] is None
    assert recorded["id"] == announced["id"]


def test_a_treasurer_of_elsewhere_records_nothing(desk: Desk) -> None:
    order = desk.with_an_order()

    with pytest.raises(NotFound):
        desk.entered_by(TREASURER_ELSEWHERE).record_counter_payment(order, "R-17")


@pytest.mark.parametrize(
    ("account", "territory", "refusal"),
    [
        ("treasurer", "09.541", NotYourOffice),
        ("treasurer", "national", NotYourOffice),
        ("owner", TAROUDANNT, PartyMayNotAct),
        ("architect", TAROUDANNT, PartyMayNotAct),
    ],
)
def test_only_the_treasurer_of_the_very_commune_takes_money_and_never_for_his_own_file(
    desk: Desk, account: str, territory: str, refusal: type[Refusal]
) -> None:
    order = desk.with_an_order()
    treasurer = a_caller(account, "treasurer", territory=territory)

    with pytest.raises(refusal):
        desk.entered_by(treasurer).record_counter_payment(order, "R-17")

    assert desk.order_status(order) == "assessed"


def test_a_desk_receipt_serves_once(desk: Desk) -> None:
    first, second = desk.with_an_order("dossier-1"), desk.with_an_order("dossier-2")
    desk.entered_by(TREASURER).record_counter_payment(first, "R-17")

    with pytest.raises(DeskReceiptAlreadyUsed):
        desk.entered_by(TREASURER).record_counter_payment(second, "r-17")

    assert desk.order_status(second) == "assessed"


def test_a_receipt_without_a_number_is_refused(desk: Desk) -> None:
    order = desk.with_an_order()

    with pytest.raises(DeskReceiptInvalid):
        desk.entered_by(TREASURER).record_counter_payment(order, " ")


def test_the_desk_takes_nothing_for_a_settled_order(desk: Desk) -> None:
    order = desk.with_an_order()
    called_back(desk, card_started(desk, order))

    with pytest.raises(OrderNotPayable):
        desk.entered_by(TREASURER).record_counter_payment(order, "R-17")


def test_a_card_payment_of_which_nothing_is_heard_is_abandoned_and_may_still_be_accepted(desk: Desk) -> None:
    order = desk.with_an_order()
    payment = card_started(desk, order)
    announced = desk.entered_by(OWNER).start_payment(order, "counter")
    desk.clock.instant += timedelta(minutes=91)

    desk.entered_by().abandon_unfinished()

    assert desk.payment_status(payment["id"]) is PaymentStatus.ABANDONED
    assert desk.payment_status(announced["id"]) is PaymentStatus.STARTED
    assert called_back(desk, payment) == "ACTION=POSTAUTH"


def test_the_bank_and_the_desk_at_the_same_instant_settle_once(desk: Desk) -> None:
    order = desk.with_an_order()
    attempts = [card_started(desk, order) for _ in range(3)]

    def cash(number: str) -> str:
        try:
            return str(desk.entered_by(TREASURER).record_counter_payment(order, number)["status"])
        except OrderNotPayable as refusal:
            return refusal.code

    with ThreadPoolExecutor(9) as people:
        bank = [people.submit(called_back, desk, attempt) for attempt in attempts for _ in range(2)]
        treasury = [people.submit(cash, f"R-{number}") for number in range(3)]
        said = [each.result() for each in bank] + [each.result() for each in treasury]

    surpluses = desk.entered_by(OWNER).fees("dossier-1")["surpluses"]
    assert sorted(desk.facts()) == ["fees-assessed", "fees-settled", *["surplus-held"] * len(surpluses)]
    assert len({answer for answer in said if answer in ("ACTION=POSTAUTH", "accepted")}) == 1
    statuses = [payment["status"] for payment in desk.entered_by(OWNER).fees("dossier-1")["payments"]]
    assert statuses.count(PaymentStatus.ACCEPTED) == 1
    assert statuses.count(PaymentStatus.SURPLUS) == len(surpluses)
