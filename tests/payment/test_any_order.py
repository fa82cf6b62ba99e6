"""
Facts of a file, words of the bank, the desk and the applicant, in any order and repeated, against a model of a few lines.

Each moment has one order, whichever fact came first, and one settlement at most; no money is lost.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from contracts.calls.payment import OrderStatus, PaymentMethod, PaymentStatus
from contracts.events import DossierEvent, reference_of
from contracts.identifiers import new_id
from contracts.payment import Moment
from contracts.refusals import Conflict
from services.payment.domain.assessment import FeeBase, draw_up
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import Payment
from services.payment.domain.settlement import Reception, receive, receive_at_desk
from services.payment.providers.cmi import ANSWERS
from tests.files import File
from tests.payment.desk import ARCHITECT, OWNER, Desk
from tests.payment.makers import NOW, a_complement, a_decision, a_submission, a_withdrawal, a_word, dirhams, the_architect_left
from tests.shelves import STUDIED_PERMIT, shelf_in

STUDIED = File(procedure="studied-permit@2026-01")
RESTS_ON = {Moment.REQUEST: {"submission"}, Moment.DECISION: {"submission", "complement", "decision"}}
DUE = {Moment.REQUEST: "250.00", Moment.DECISION: "8580.00"}  # the study of any file, a permit for the completed one
FACTS: dict[str, Callable[[FeeBase], None]] = {
    "submission": lambda base: base.learn_submission(a_submission(STUDIED)),
    "complement": lambda base: base.learn_complement(a_complement(STUDIED)),
    "decision": lambda base: base.learn_decision(a_decision(STUDIED, complemented_at=NOW)),
}
TOLD: dict[str, Callable[[File], DossierEvent]] = {
    "submission": a_submission,
    "complement": a_complement,
    "decision": lambda file: a_decision(file, complemented_at=NOW),
    "parties": the_architect_left,
}


@pytest.fixture(scope="module", autouse=True)
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let there be a procedure that asks for money at both moments."""
    with shelf_in(tmp_path_factory.mktemp("shelf")) as shelf:
        assert shelf.publish(**STUDIED_PERMIT).ref == STUDIED.procedure
        yield


class AnyOrder(RuleBasedStateMachine):
    """One file, an order for each moment, several attempts, every fact and word possibly late, repeated, or contradicted."""

    attempts = Bundle("attempts")

    @initialize()
    def nothing_is_known(self) -> None:
        """Begin with nothing; the model knows which facts came before a withdrawal, who settled what, what the bank accepted."""
        self.base = FeeBase(**reference_of(STUDIED))
        self.orders: dict[Moment, FeeOrder] = {}
        self.made: list[Payment] = []
        self.heard: set[str] = set()
        self.withdrawn = False
        self.settlements = 0
        self.settled_by: dict[str, tuple[str, str]] = {}  # order -> payment, and the bank's number
        self.accepted_by_bank: set[str] = set()

    @rule(fact=st.sampled_from(sorted(FACTS)))
    def a_fact_of_the_file_comes(self, fact: str) -> None:
        """Learn a fact, for the first time or again, and draw up what it makes due."""
        FACTS[fact](self.base)
        if not self.withdrawn:
            self.heard.add(fact)

        for order, _ in draw_up(self.base, self.orders.keys(), NOW):
            assert order.due not in self.orders
            self.orders[order.due] = order

    @rule()
    def the_applicant_withdraws(self) -> None:
        """Take the file back: what waits is asked for no longer, what is paid stays paid."""
        self.base.learn_withdrawal(a_withdrawal(STUDIED))
        self.withdrawn = True
        for order in self.orders.values():
            if order.status is OrderStatus.ASSESSED:
                order.cancel(NOW)

    @rule(target=attempts, due=st.sampled_from(Moment), method=st.sampled_from([PaymentMethod.CARD, PaymentMethod.COUNTER]))
    def start(self, due: Moment, method: PaymentMethod) -> object:
        """Start an attempt; only an order that waits takes one."""
        order = self.orders.get(due)
        if order is None:
            return multiple()
        try:
            payment = Payment.start(order, method, "owner", NOW)
        except Conflict:
            assert not self.waits(order)
            return multiple()
        assert self.waits(order)
        self.made.append(payment)
        return payment

    @rule(payment=attempts, accepted=st.booleans(), right=st.booleans(), number=st.sampled_from(["bank-1", "bank-2"]))
    def the_bank_speaks(self, payment: Payment, accepted: bool, right: bool, number: str) -> None:
        """Hear the bank: an acceptance of the right amount settles a waiting order; any other transaction is surplus."""
        if payment.method is not PaymentMethod.CARD:
            return
        order = self.order_of(payment)
        waits = self.waits(order)
        reception, settled = receive(order, payment, a_word(payment, accepted, None if right else dirhams("1.00"), number), NOW)

        self.settlements += settled is not None
        assert reception in ANSWERS
        if accepted and right:
            self.accepted_by_bank.add(payment.id)
            if waits:
                self.settled_by[order.id] = (payment.id, number)
            paid_by_it = self.settled_by.get(order.id) == (payment.id, number)
            assert (reception in (Reception.SETTLED, Reception.REPEATED)) == paid_by_it
            assert (reception is Reception.SURPLUS) == (not paid_by_it)

    @rule(payment=attempts)
    def the_desk_takes_money(self, payment: Payment) -> None:
        """Take cash for an order that waits, and for no other."""
        if payment.method is not PaymentMethod.COUNTER:
            return
        order = self.order_of(payment)
        waits = self.waits(order)
        try:
            receive_at_desk(order, payment, "R-1", NOW)
        except Conflict:
            assert not waits
        else:
            assert waits
            self.settlements += 1
            self.settled_by[order.id] = (payment.id, "R-1")

    @rule(payment=attempts)
    def nobody_comes_back(self, payment: Payment) -> None:
        """Give up an attempt of which nothing was heard."""
        if payment.status is PaymentStatus.STARTED:
            payment.abandon(NOW)

    @invariant()
    def each_moment_has_its_order_once_what_it_rests_on_is_there(self) -> None:
        """Find the orders that follow from which facts came, not from when."""
        assert {due: f"{order.total.amount}" for due, order in self.orders.items()} == {
            due: DUE[due] for due, facts in RESTS_ON.items() if facts <= self.heard
        }

    @invariant()
    def nothing_waits_once_the_file_is_withdrawn(self) -> None:
        """Ask nobody for money for a file that was taken back."""
        assert not (self.withdrawn and any(order.status is OrderStatus.ASSESSED for order in self.orders.values()))

    @invariant()
    def each_order_is_settled_at_most_once(self) -> None:
        """Announce one settlement of an order at most, by one accepted payment of that very order."""
        accepted = {payment.order: payment.id for payment in self.made if payment.status is PaymentStatus.ACCEPTED}
        assert accepted == {order: payment for order, (payment, _) in self.settled_by.items()}
        assert self.settlements == len(self.settled_by)
        assert {order.id for order in self.orders.values() if order.status is OrderStatus.SETTLED} == set(self.settled_by)

    @invariant()
    def no_money_is_lost(self) -> None:
        """Find all that the bank accepted either as a settlement or as surplus."""
        kept = {
            payment.id
            for payment in self.made
            if payment.method is PaymentMethod.CARD and payment.status in (PaymentStatus.ACCEPTED, PaymentStatus.SURPLUS)
        }
        assert kept == self.accepted_by_bank

    def waits(self, order: FeeOrder) -> bool:
        """Tell what the model knows: an order waits until it is settled, or its file withdrawn."""
        return order.id not in self.settled_by and not self.withdrawn

    def order_of(self, payment: Payment) -> FeeOrder:
        """Give the order that a payment is meant for."""
        return next(order for order in self.orders.values() if order.id == payment.order)


AnyOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase


@settings(max_examples=40, deadline=None)
@given(early=st.lists(st.sampled_from(sorted(TOLD)), max_size=8), last=st.permutations(sorted(TOLD)))
def test_a_file_has_the_same_orders_once_each_in_whatever_order_its_facts_come(
    module_desk: Desk, early: list[str], last: list[str]
) -> None:
    file = replace(STUDIED, dossier=new_id())

    module_desk.hears(*(TOLD[fact](file) for fact in [*early, *last]))

    assert module_desk.orders_of(file.dossier) == {due: ("assessed", DUE[due]) for due in Moment}
    told = [fact["due"] for name, fact in module_desk.announced() if fact["dossier"] == file.dossier]
    assert sorted(told) == ["decision", "request"]
    seen = [module_desk.entered_by(person).fees(file.dossier)["orders"] for person in (OWNER, ARCHITECT)]
    assert seen[0] == seen[1]


@settings(max_examples=25, deadline=None)
@given(early=st.lists(st.sampled_from(sorted(TOLD)), max_size=6), late=st.lists(st.sampled_from(sorted(TOLD)), max_size=6))
def test_nothing_waits_for_money_once_a_file_is_withdrawn(module_desk: Desk, early: list[str], late: list[str]) -> None:
    file = replace(STUDIED, dossier=new_id())

    module_desk.hears(*(TOLD[fact](file) for fact in early), a_withdrawal(file), *(TOLD[fact](file) for fact in late))
    module_desk.hears(a_withdrawal(file), a_submission(file))

    assert {status for status, _ in module_desk.orders_of(file.dossier).values()} <= {"cancelled"}
