"""Who pays: whoever takes part in the file now; who has left it still sees what it costs."""

import pytest

from contracts.refusals import MandateOver, PartyMayNotAct
from tests.payment.desk import ARCHITECT, OWNER, Desk
from tests.payment.makers import TAROUDANNT, a_decision, a_submission, the_architect_left
from tests.people import a_caller


def test_who_has_left_a_file_sees_its_fees_and_pays_them_no_longer(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.hears(the_architect_left())

    with pytest.raises(MandateOver):
        desk.entered_by(ARCHITECT).start_payment(order, "card")

    assert desk.entered_by(ARCHITECT).fees("dossier-1")["order"] == order
    assert desk.entered_by(OWNER).start_payment(order, "card")["order"] == order


def test_a_change_of_parties_may_come_before_the_submission(desk: Desk) -> None:
    desk.hears(the_architect_left(), a_submission(), a_decision())
    order = desk.order_shown()

    with pytest.raises(MandateOver):
        desk.entered_by(ARCHITECT).start_payment(order, "card")


def test_who_has_left_a_file_takes_no_money_for_it_as_treasurer(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.hears(the_architect_left())

    with pytest.raises(PartyMayNotAct):
        desk.entered_by(a_caller("architect", "treasurer", territory=TAROUDANNT)).record_counter_payment(order, "R-1")
