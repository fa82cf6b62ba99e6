"""What payment states as an instant was read once the order was held."""

from services.payment.store.tables import fee_bases, orders
from tests.payment.desk import OWNER, TREASURER, Desk
from tests.payment.makers import NOW, a_callback, a_decision, a_submission, a_withdrawal
from tests.rooms import Witness

DUE = "5432.00"


def test_an_order_is_drawn_up_at_an_instant_read_once_what_it_rests_on_is_held(desk: Desk) -> None:
    desk.hears(a_submission())
    desk.clock = clock = Witness(NOW, desk.database, fee_bases)

    desk.hears(a_decision(), a_withdrawal())

    assert desk.orders_of() == {"decision": ("cancelled", DUE)}
    assert clock.held
    assert all(clock.held)


def test_a_payment_is_started_and_reported_at_instants_read_once_its_order_is_held(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.clock = clock = Witness(NOW, desk.database, orders)

    payment = desk.entered_by(OWNER).start_payment(order, "card", full_name="Fatima", email="f@example.test", locale="ar")
    desk.entered_by().card_callback("cmi", a_callback(payment["id"], DUE, "00"))

    assert clock.held
    assert all(clock.held)


def test_the_desk_settles_an_order_at_an_instant_read_once_it_is_held(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.clock = clock = Witness(NOW, desk.database, orders)

    desk.entered_by(TREASURER).record_counter_payment(order, "R-2026/17")

    assert clock.held
    assert all(clock.held)
