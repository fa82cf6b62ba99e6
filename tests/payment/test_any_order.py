"""Words of the bank, the desk and the applicant in any order, against a model of six lines: one settlement, no money lost."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from contracts.refusals import Conflict
from services.payment.domain.orders import Method, OrderStatus
from services.payment.domain.payments import Payment, PaymentStatus
from services.payment.domain.settlement import Reception, receive, receive_at_desk
from services.payment.providers.cmi import ANSWERS
from tests.payment.makers import NOW, a_word, an_order, dirhams


class AnyOrder(RuleBasedStateMachine):
    """One order, several attempts, every word possibly late, repeated, or contradicted."""

    attempts = Bundle("attempts")

    @initialize()
    def an_order_waits(self) -> None:
        """Begin with an order that waits; the model knows who settled it, and what the bank accepted."""
        self.order = an_order()
        self.made: list[Payment] = []
        self.settlements = 0
        self.settled_by: str | None = None
        self.settled_as = ""
        self.withdrawn = False
        self.accepted_by_bank: set[str] = set()

    @rule(target=attempts, method=st.sampled_from([Method.CARD, Method.COUNTER]))
    def start(self, method: Method) -> Payment | None:
        """Start an attempt; only an order that waits takes one."""
        waits = self.settled_by is None and not self.withdrawn
        try:
            payment = Payment.start(self.order, method, "owner", NOW)
        except Conflict:
            assert not waits
            return None
        assert waits
        self.made.append(payment)
        return payment

    @rule(payment=attempts, accepted=st.booleans(), right=st.booleans(), number=st.sampled_from(["bank-1", "bank-2"]))
    def the_bank_speaks(self, payment: Payment | None, accepted: bool, right: bool, number: str) -> None:
        """Hear the bank: an acceptance of the right amount settles a waiting order; any other transaction is surplus."""
        if payment is None or payment.method is not Method.CARD:
            return
        reception, settled = receive(self.order, payment, a_word(payment, accepted, None if right else dirhams("1.00"), number), NOW)

        self.settlements += settled is not None
        assert reception in ANSWERS
        if accepted and right:
            self.accepted_by_bank.add(payment.id)
            if self.settled_by is None and not self.withdrawn:
                self.settled_by, self.settled_as = payment.id, number
            paid_by_it = (self.settled_by, self.settled_as) == (payment.id, number)
            assert (reception in (Reception.SETTLED, Reception.REPEATED)) == paid_by_it
            assert (reception is Reception.SURPLUS) == (not paid_by_it)

    @rule(payment=attempts)
    def the_desk_takes_money(self, payment: Payment | None) -> None:
        """Take cash for an order that waits, and for no other."""
        if payment is None or payment.method is not Method.COUNTER:
            return
        waits = self.settled_by is None and not self.withdrawn and payment.status is not PaymentStatus.ACCEPTED
        try:
            receive_at_desk(self.order, payment, "R-1", NOW)
        except Conflict:
            assert not waits
        else:
            assert waits
            self.settlements += 1
            self.settled_by = payment.id

    @rule(payment=attempts)
    def nobody_comes_back(self, payment: Payment | None) -> None:
        """Give up an attempt of which nothing was heard."""
        if payment is not None and payment.status is PaymentStatus.STARTED:
            payment.abandon(NOW)

    @rule()
    def the_applicant_withdraws(self) -> None:
        """Take the file back, unless it is paid."""
        if self.order.status is OrderStatus.ASSESSED:
            self.order.cancel(NOW)
            self.withdrawn = True

    @invariant()
    def settled_at_most_once(self) -> None:
        """Announce one settlement at most, by one accepted payment."""
        accepted = [payment.id for payment in self.made if payment.status is PaymentStatus.ACCEPTED]
        assert self.settlements == len(accepted) == (1 if self.settled_by else 0)
        assert (self.order.status is OrderStatus.SETTLED) == bool(accepted)

    @invariant()
    def no_money_is_lost(self) -> None:
        """Find all that the bank accepted either as the settlement or as surplus."""
        kept = {
            payment.id
            for payment in self.made
            if payment.method is Method.CARD and payment.status in (PaymentStatus.ACCEPTED, PaymentStatus.SURPLUS)
        }
        assert kept == self.accepted_by_bank


AnyOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestAnyOrder = AnyOrder.TestCase
