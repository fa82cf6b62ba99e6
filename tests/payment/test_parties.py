"""Who pays: whoever takes part in the file now; who has left it still sees what it costs."""

from datetime import timedelta

import pytest

from contracts.filing import PartiesChanged
from contracts.refusals import MandateOver, PartyMayNotAct
from tests.files import NUMBERED, parties
from tests.payment.desk import ARCHITECT, OWNER, Desk
from tests.payment.makers import NOW, TAROUDANNT, a_decision, a_submission
from tests.people import a_caller

LATER = NOW + timedelta(days=1)


def the_architect_left(dossier: str = "dossier-1") -> PartiesChanged:
    """Make the fact that the owner goes on without his architect."""
    return PartiesChanged(**NUMBERED, dossier=dossier, commune=TAROUDANNT, parties=parties(left_at=LATER), changed_at=LATER)


def test_who_has_left_a_file_sees_its_fees_and_pays_them_no_longer(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.entered_by().change_parties(the_architect_left())

    with pytest.raises(MandateOver):
        desk.entered_by(ARCHITECT).start_payment(order, "card")

    assert desk.entered_by(ARCHITECT).fees("dossier-1")["order"] == order
    assert desk.entered_by(OWNER).start_payment(order, "card")["order"] == order


def test_a_change_of_parties_may_come_before_the_submission(desk: Desk) -> None:
    desk.entered_by().change_parties(the_architect_left())
    desk.entered_by().keep_fee_base(a_submission())
    desk.entered_by().assess_fees(a_decision())
    order = desk.entered_by(OWNER).fees("dossier-1")["order"]

    with pytest.raises(MandateOver):
        desk.entered_by(ARCHITECT).start_payment(order, "card")


def test_who_has_left_a_file_takes_no_money_for_it_as_treasurer(desk: Desk) -> None:
    order = desk.with_an_order()
    desk.entered_by().change_parties(the_architect_left())

    with pytest.raises(PartyMayNotAct):
        desk.entered_by(a_caller("architect", "treasurer", territory=TAROUDANNT)).record_counter_payment(order, "R-1")
