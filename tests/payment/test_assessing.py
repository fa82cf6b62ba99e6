"""The payment service on its database, without a broker: what the facts of a file make due, and when."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.receipts import AlreadyDone, Errand
from contracts.payment import Moment
from contracts.refusals import NotFound
from contracts.review import Outcome
from services.payment.domain.refusals import OrderNotPayable
from tests.files import File
from tests.payment.desk import OWNER, TREASURER, Desk
from tests.payment.makers import (
    A_HOUSE,
    AGADIR,
    FILE,
    NOW,
    a_complement,
    a_decision,
    a_submission,
    a_withdrawal,
)
from tests.shelves import STUDIED_PERMIT, shelf_in

DUE = "5432.00"  # 25 x (183 + 2 x 4) for the commune, 3 x 182.50 x 1.2 for the urban agency
REPAIR = File(procedure="repair-permit@2026-01")
NOTE = File(procedure="planning-information-note@2026-01")
DECLARATION = File(procedure="simple-activity-declaration@2026-01")
A_PLOT = {"plot_area": "120", "purpose": "construction"}


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[File]:
    """A file of which both the study and the permit are paid."""
    with shelf_in(tmp_path_factory.mktemp("shelf")) as shelf:
        yield File(procedure=shelf.publish(**STUDIED_PERMIT).ref)


def test_a_favourable_decision_makes_fees_due(desk: Desk) -> None:
    order = desk.with_an_order()

    ((name, fact),) = desk.announced()
    assert (name, fact["amount"], fact["currency"], fact["order"], fact["due"]) == ("fees-assessed", DUE, "MAD", order, "decision")


def test_nothing_due_is_settled_at_once(desk: Desk) -> None:
    desk.with_an_order(declared=A_HOUSE | {"covered_area": "0", "overhang_area": "0"})

    ((name, fact),) = desk.announced()
    assert (name, fact["method"], fact["amount"]) == ("fees-settled", "none", "0.00")


def test_a_refused_file_owes_nothing(desk: Desk) -> None:
    desk.hears(a_submission(), a_decision(outcome=Outcome.REFUSED))

    assert desk.facts() == []
    assert desk.entered_by(OWNER).fees("dossier-1")["status"] == "not-assessed"


def test_a_decision_that_arrives_before_the_submission_waits_for_it(desk: Desk) -> None:
    desk.hears(a_decision())
    with pytest.raises(NotFound):
        desk.entered_by(OWNER).fees("dossier-1")

    desk.hears(a_submission())

    assert desk.orders_of() == {"decision": ("assessed", DUE)}


def test_fees_follow_what_the_completed_file_declares(desk: Desk) -> None:
    desk.hears(a_submission(), a_complement(), a_decision(complemented_at=NOW))

    ((_, fact),) = desk.announced()
    assert fact["amount"] == "8580.00"  # 25 x 300 for the commune, 3 x 300 x 1.2 for the urban agency


def test_a_decision_that_overtakes_the_complement_waits_for_it(desk: Desk) -> None:
    desk.hears(a_submission(), a_decision(complemented_at=NOW))
    assert desk.orders_of() == {}

    desk.hears(a_complement())

    assert desk.orders_of() == {"decision": ("assessed", "8580.00")}


def test_a_complement_that_overtakes_the_submission_waits_for_it(desk: Desk) -> None:
    desk.hears(a_complement(), a_submission(), a_decision(complemented_at=NOW))

    assert desk.orders_of() == {"decision": ("assessed", "8580.00")}


@pytest.mark.parametrize("complement_first", [True, False])
def test_fees_follow_what_was_decided_on_not_what_was_completed_too_late_for_it(desk: Desk, complement_first: bool) -> None:
    late = [a_complement(), a_decision()]

    desk.hears(a_submission(), *(late if complement_first else reversed(late)))

    assert desk.orders_of() == {"decision": ("assessed", DUE)}


def test_a_decision_delivered_twice_makes_one_order(desk: Desk) -> None:
    errand = Errand(message_id="event-1", handler="payment.note-decision")
    desk.hears(a_submission())
    desk.hears(a_decision(), errand=errand)

    with pytest.raises(AlreadyDone):
        desk.hears(a_decision(), errand=errand)
    desk.hears(a_decision())

    assert desk.facts() == ["fees-assessed"]


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_a_file_withdrawn_before_its_decision_owes_nothing(desk: Desk, withdrawn_first: bool) -> None:
    facts = [a_withdrawal(), a_submission()]

    desk.hears(*(facts if withdrawn_first else reversed(facts)), a_decision())

    assert desk.facts() == []


def test_a_withdrawal_cancels_every_order_that_waits_and_leaves_a_settled_one_settled(desk: Desk, studied: File) -> None:
    desk.hears(a_submission(studied), a_decision(studied))
    waiting = {order["due"]: order["order"] for order in desk.entered_by(OWNER).fees("dossier-1")["orders"]}
    desk.entered_by(TREASURER).record_counter_payment(waiting[Moment.REQUEST], "R-17")

    desk.hears(a_withdrawal(studied))

    assert desk.orders_of() == {"request": ("settled", "250.00"), "decision": ("cancelled", DUE)}
    with pytest.raises(OrderNotPayable):
        desk.entered_by(OWNER).start_payment(waiting[Moment.DECISION], "card")


def test_a_decision_and_a_withdrawal_at_the_same_instant_leave_nothing_to_pay(desk: Desk) -> None:
    for number in range(10):
        file = File(f"dossier-{number}")
        desk.hears(a_submission(file))

        with ThreadPoolExecutor(2) as reactions:
            done = [reactions.submit(desk.hears, fact) for fact in (a_decision(file), a_withdrawal(file))]
            [each.result() for each in done]

        assert desk.entered_by(OWNER).fees(file.dossier)["status"] in ("not-assessed", "cancelled")


def test_a_submission_and_a_decision_at_the_same_instant_make_each_order_once(desk: Desk, studied: File) -> None:
    for number in range(10):
        file = replace(studied, dossier=f"dossier-{number}")

        with ThreadPoolExecutor(4) as reactions:
            done = [reactions.submit(desk.hears, fact) for fact in (a_decision(file), a_submission(file)) * 2]
            [each.result() for each in done]

        assert desk.orders_of(file.dossier) == {"request": ("assessed", "250.00"), "decision": ("assessed", DUE)}


def test_what_is_due_at_the_request_is_shown_until_it_is_paid_and_then_what_is_due_at_the_decision(desk: Desk, studied: File) -> None:
    desk.hears(a_submission(studied), a_decision(studied))

    first = desk.entered_by(OWNER).fees("dossier-1")
    desk.entered_by(TREASURER).record_counter_payment(desk.order_shown(), "R-17")
    second = desk.entered_by(OWNER).fees("dossier-1")
    desk.entered_by(TREASURER).record_counter_payment(desk.order_shown(), "R-18")
    last = desk.entered_by(OWNER).fees("dossier-1")

    assert [(each["due"], each["status"]) for each in (first, second, last)] == [
        ("request", "assessed"),
        ("decision", "assessed"),
        ("decision", "settled"),
    ]
    assert [fact["due"] for name, fact in desk.announced() if name == "fees-settled"] == ["request", "decision"]


def test_a_complement_leaves_what_was_due_at_the_request_as_it_was(desk: Desk, studied: File) -> None:
    desk.hears(a_complement(studied), a_submission(studied), a_decision(studied, complemented_at=NOW))

    assert desk.orders_of() == {"request": ("assessed", "250.00"), "decision": ("assessed", "8580.00")}


def test_a_repair_costs_the_fixed_duty_that_its_commune_has_set(desk: Desk) -> None:
    desk.hears(a_submission(REPAIR, {}), a_decision(REPAIR))

    assert desk.orders_of() == {"decision": ("assessed", "200.00")}
    (line,) = desk.entered_by(OWNER).fees("dossier-1")["lines"]
    assert (line["beneficiary"], line["code"]) == ("commune", "restoration-duty")


def test_a_repair_costs_nothing_where_the_commune_has_set_no_duty(desk: Desk) -> None:
    elsewhere = replace(REPAIR, commune=AGADIR)

    desk.hears(a_submission(elsewhere, {}), a_decision(elsewhere))

    ((name, fact),) = desk.announced()
    assert (name, fact["method"], fact["amount"]) == ("fees-settled", "none", "0.00")
    assert desk.orders_of() == {"decision": ("settled", "0.00")}


def test_an_information_note_is_paid_at_the_request_before_anybody_decides_and_costs_nothing_more(desk: Desk) -> None:
    desk.hears(a_submission(NOTE, A_PLOT))
    fees = desk.entered_by(OWNER).fees("dossier-1")

    desk.entered_by(TREASURER).record_counter_payment(desk.order_shown(), "R-17")

    assert [(line["beneficiary"], line["amount"]["amount"]) for line in fees["lines"]] == [("urban-agency", "250.00")]
    assert [(name, fact["due"], fact["amount"]) for name, fact in desk.announced()] == [
        ("fees-assessed", "request", "250.00"),
        ("fees-settled", "request", "250.00"),
    ]
    assert desk.orders_of() == {"request": ("settled", "250.00")}


def test_a_declaration_costs_nothing_and_has_no_order(desk: Desk) -> None:
    desk.hears(a_submission(DECLARATION, {"kind": "grocery", "area": "24", "tenure": "tenant"}))

    fees = desk.entered_by(OWNER).fees("dossier-1")
    assert (fees["status"], fees["order"], fees["due"], fees["orders"]) == ("not-assessed", None, None, [])
    assert desk.facts() == []


def test_what_every_order_says_is_said_before_the_first_one_too(desk: Desk) -> None:
    desk.hears(a_submission())
    before = desk.entered_by(OWNER).fees("dossier-1")

    desk.hears(a_decision(FILE))

    assert before.keys() == desk.entered_by(OWNER).fees("dossier-1").keys()
