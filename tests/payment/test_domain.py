"""What payment's rules say: what is due, when it is settled, what money comes to nothing."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calls.payment import OrderStatus, PaymentMethod, PaymentStatus
from contracts.events import reference_of
from contracts.money import NOTHING, Money
from contracts.payment import FeesAssessed, FeesSettled, Moment
from services.payment.domain import orders, payments
from services.payment.domain.assessment import FeeBase, assess, fee_lines
from services.payment.domain.payments import Payment
from services.payment.domain.refusals import DeskReceiptInvalid, OrderNotPayable, PaymentMoveNotAllowed
from services.payment.domain.settlement import Reception, read_receipt_number, receive, receive_at_desk
from tests.files import File
from tests.payment.makers import (
    A_HOUSE,
    A_LARGER_HOUSE,
    FILE,
    NOW,
    a_base,
    a_complement,
    a_decision,
    a_line,
    a_payment,
    a_submission,
    a_word,
    an_order,
    dirhams,
)


def test_the_construction_tax_counts_each_started_square_metre_and_overhangs_twice() -> None:
    lines = fee_lines(a_base(), Moment.DECISION, NOW)

    due = {line.beneficiary: line.amount for line in lines}

    assert due == {"commune": dirhams("4775.00"), "urban-agency": dirhams("657.00")}


@pytest.mark.parametrize("complement_first", [True, False])
def test_a_request_is_charged_as_it_was_made_and_a_decision_on_what_was_decided_on(complement_first: bool) -> None:
    base = FeeBase(**reference_of(FILE))
    if complement_first:
        base.learn_complement(a_complement())
    base.learn_submission(a_submission())
    base.learn_complement(a_complement())

    assert (base.declared_at(Moment.REQUEST), base.declared_at(Moment.DECISION)) == (A_HOUSE, A_HOUSE)
    base.learn_decision(a_decision(complemented_at=NOW))
    assert (base.declared_at(Moment.REQUEST), base.declared_at(Moment.DECISION)) == (A_HOUSE, A_LARGER_HOUSE)


def test_the_rates_of_a_moment_are_those_of_its_day() -> None:
    repair = a_base(File(procedure="repair-permit@2026-01"), {})

    due = [fee_lines(repair, Moment.DECISION, NOW.replace(year=year))[0].amount for year in (2025, 2026)]

    assert due == [dirhams("0"), dirhams("200.00")]


def test_an_order_is_announced_with_its_exact_total() -> None:
    order, fact = assess(a_base(), Moment.DECISION, (a_line("4575.00"), a_line("657.01", "urban-agency")), NOW)

    assert isinstance(fact, FeesAssessed)
    assert (fact.amount, fact.currency, fact.order, fact.due) == ("5232.01", "MAD", order.id, Moment.DECISION)


def test_an_order_of_nothing_is_settled_at_once_by_no_method() -> None:
    order, fact = assess(a_base(), Moment.DECISION, (a_line("0"),), NOW)

    assert isinstance(fact, FeesSettled)
    assert (fact.method, fact.amount, order.status) == ("none", "0.00", OrderStatus.SETTLED)


def test_each_beneficiary_has_its_own_share() -> None:
    order = an_order(a_line("100.10"), a_line("0.20"), a_line("657.00", "urban-agency"))

    assert order.shares() == {"commune": dirhams("100.30"), "urban-agency": dirhams("657.00")}


def test_an_order_is_settled_once() -> None:
    order = an_order()
    order.settle(PaymentMethod.CARD, NOW)

    with pytest.raises(OrderNotPayable):
        order.settle(PaymentMethod.COUNTER, NOW)


def test_a_settled_order_is_not_cancelled() -> None:
    order = an_order()
    order.settle(PaymentMethod.CARD, NOW)

    with pytest.raises(OrderNotPayable):
        order.cancel(NOW)


@pytest.mark.parametrize(("move", "status"), list(product(("settle", "cancel"), OrderStatus)))
def test_an_order_makes_no_move_but_those_of_its_table(move: str, status: OrderStatus) -> None:
    order = an_order()
    order.status = status
    make: dict[str, Callable[[], object]] = {"settle": lambda: order.settle(PaymentMethod.CARD, NOW), "cancel": lambda: order.cancel(NOW)}

    if (move, status) in orders.MOVES:
        make[move]()
        assert order.status is orders.MOVES[move, status]
    else:
        with pytest.raises(OrderNotPayable):
            make[move]()


@pytest.mark.parametrize(("move", "status"), list(product(("accept", "refuse", "abandon", "set-aside"), PaymentStatus)))
def test_a_payment_makes_no_move_but_those_of_its_table(move: str, status: PaymentStatus) -> None:
    payment = a_payment(an_order())
    payment.status = status
    told: dict[str, Callable[[str, datetime], None]] = {"accept": payment.accept, "refuse": payment.refuse, "set-aside": payment.set_aside}

    def make() -> None:
        payment.abandon(NOW) if move == "abandon" else told[move]("bank-1", NOW)

    if (move, status) in payments.MOVES:
        make()
        assert payment.status is payments.MOVES[move, status]
    else:
        with pytest.raises(PaymentMoveNotAllowed):
            make()


def test_a_cancelled_order_takes_no_payment() -> None:
    order = an_order()
    order.cancel(NOW)

    with pytest.raises(OrderNotPayable):
        Payment.start(order, PaymentMethod.CARD, "owner", NOW)


def test_an_acceptance_settles_the_order() -> None:
    order = an_order()
    payment = a_payment(order)

    reception, settled = receive(order, payment, a_word(payment), NOW)

    assert reception is Reception.SETTLED
    assert settled is not None
    assert (settled.method, settled.amount) == ("card", "4575.00")


def test_a_repeated_acceptance_changes_nothing() -> None:
    order = an_order()
    payment = a_payment(order)
    receive(order, payment, a_word(payment), NOW)

    assert receive(order, payment, a_word(payment), NOW) == (Reception.REPEATED, None)


def test_a_second_transaction_of_the_bank_for_one_payment_is_surplus() -> None:
    order = an_order()
    payment = a_payment(order)
    receive(order, payment, a_word(payment, transaction="bank-1"), NOW)

    reception, settled = receive(order, payment, a_word(payment, transaction="bank-2"), NOW)

    assert (reception, settled) == (Reception.SURPLUS, None)
    assert (payment.status, payment.transaction) == (PaymentStatus.ACCEPTED, "bank-1")
    assert receive(order, payment, a_word(payment, transaction="bank-1"), NOW) == (Reception.REPEATED, None)


def test_refusals_may_precede_an_acceptance() -> None:
    order = an_order()
    payment = a_payment(order)
    receive(order, payment, a_word(payment, accepted=False), NOW)
    receive(order, payment, a_word(payment, accepted=False), NOW)

    reception, settled = receive(order, payment, a_word(payment), NOW)

    assert (reception, settled is not None) == (Reception.SETTLED, True)


def test_a_refusal_after_the_acceptance_changes_nothing() -> None:
    order = an_order()
    payment = a_payment(order)
    receive(order, payment, a_word(payment), NOW)

    reception, settled = receive(order, payment, a_word(payment, accepted=False), NOW)

    assert (reception, settled, payment.status) == (Reception.OVERTAKEN, None, PaymentStatus.ACCEPTED)


def test_an_abandoned_attempt_may_still_be_accepted() -> None:
    order = an_order()
    payment = a_payment(order)
    payment.abandon(NOW)

    assert receive(order, payment, a_word(payment), NOW)[0] is Reception.SETTLED


def test_another_amount_settles_nothing() -> None:
    order = an_order()
    payment = a_payment(order)

    reception, settled = receive(order, payment, a_word(payment, amount=dirhams("4574.99")), NOW)

    assert (reception, settled, order.status, payment.status) == (
        Reception.WRONG_AMOUNT,
        None,
        OrderStatus.ASSESSED,
        PaymentStatus.STARTED,
    )


def test_money_for_an_order_settled_at_the_desk_is_set_aside_as_surplus() -> None:
    order = an_order()
    card, cash = a_payment(order), a_payment(order, PaymentMethod.COUNTER)
    receive_at_desk(order, cash, "R-17", NOW)

    reception, settled = receive(order, card, a_word(card), NOW)

    assert (reception, settled, card.status, card.transaction) == (Reception.SURPLUS, None, PaymentStatus.SURPLUS, "bank-1")


def test_money_for_a_withdrawn_file_is_set_aside_as_surplus() -> None:
    order = an_order()
    payment = a_payment(order)
    order.cancel(NOW)

    reception, _ = receive(order, payment, a_word(payment), NOW)

    assert (reception, payment.status) == (Reception.SURPLUS, PaymentStatus.SURPLUS)


def test_a_surplus_told_twice_stays_one_surplus() -> None:
    order = an_order()
    payment = a_payment(order)
    order.cancel(NOW)
    receive(order, payment, a_word(payment), NOW)

    assert receive(order, payment, a_word(payment), NOW) == (Reception.SURPLUS, None)


def test_the_desk_takes_no_money_for_a_settled_order() -> None:
    order = an_order()
    cash, card = a_payment(order, PaymentMethod.COUNTER), a_payment(order)
    receive(order, card, a_word(card), NOW)

    with pytest.raises(OrderNotPayable):
        receive_at_desk(order, cash, "R-17", NOW)
    assert cash.status is PaymentStatus.STARTED


def test_a_receipt_number_is_read_without_its_blanks() -> None:
    assert read_receipt_number(" r 2026/00017 ") == "R2026/00017"


@pytest.mark.parametrize("text", ["", "   ", "-", "R 17; drop", "١٢٣", "9" * 41])
def test_what_is_no_receipt_number_is_refused(text: str) -> None:
    with pytest.raises(DeskReceiptInvalid):
        read_receipt_number(text)


@settings(deadline=None)
@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), max_size=8))
def test_the_total_is_the_exact_sum_of_the_lines_and_of_the_shares(amounts: list[Decimal]) -> None:
    order = an_order(*(a_line(str(amount), f"body-{place % 3}") for place, amount in enumerate(amounts)) if amounts else (a_line("0"),))

    assert order.total == Money(sum(amounts, Decimal(0)))
    assert sum(order.shares().values(), NOTHING) == order.total
