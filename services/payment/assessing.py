"""How fees become due: the facts of a file, in whatever order they come, bring the moments at which its procedure asks for money."""

from collections.abc import Callable

from chassis import parties
from chassis.announce import announce
from chassis.database import Connection
from chassis.reactions import on
from chassis.room import Room
from contracts.calls.payment import OrderStatus
from contracts.events import OfFile
from contracts.filing import ComplementProvided, DossierSubmitted, DossierWithdrawn, PartiesChanged
from contracts.review import DecisionReached, Outcome
from services.payment.domain.assessment import FeeBase, draw_up
from services.payment.store import bases, orders


class Assessing(Room):
    """What the facts of a file make due."""

    @on(DossierSubmitted)
    def note_submission(self, event: DossierSubmitted) -> None:
        """Keep what the fees are computed from, and who may see them; draw up what is due at the request."""
        with self.db.begin() as connection:
            parties.keep(connection, event.dossier, event.parties, event.submitted_at)
            self._learn(connection, event, lambda base: base.learn_submission(event))

    @on(PartiesChanged)
    def change_parties(self, event: PartiesChanged) -> None:
        """Take note of who takes part in a file, and so may see its fees and pay them, from now on."""
        with self.db.begin() as connection:
            parties.keep(connection, event.dossier, event.parties, event.changed_at)

    @on(ComplementProvided)
    def note_complement(self, event: ComplementProvided) -> None:
        """Keep what the completed file declares: what is due at a decision on it goes by that."""
        with self.db.begin() as connection:
            self._learn(connection, event, lambda base: base.learn_complement(event))

    @on(DecisionReached)
    def note_decision(self, event: DecisionReached) -> None:
        """Draw up what a favourable decision makes due, as soon as what was decided on is here."""
        if event.outcome is not Outcome.FAVOURABLE:
            return
        with self.db.begin() as connection:
            self._learn(connection, event, lambda base: base.learn_decision(event))

    @on(DossierWithdrawn)
    def cancel_orders(self, event: DossierWithdrawn) -> None:
        """Ask nothing for a file that was taken back; an order already settled stays settled."""
        with self.db.begin() as connection:
            base = bases.obtain(connection, event)
            base.learn_withdrawal(event)
            bases.save(connection, base)
            for order in orders.lock_orders_of(connection, event.dossier):
                if order.status is OrderStatus.ASSESSED:
                    order.cancel(self.clock.now())
                    orders.save_order(connection, order)

    def _learn(self, connection: Connection, fact: OfFile, learn: Callable[[FeeBase], None]) -> None:
        """Let the base of a file learn a fact, and draw up the orders of the moments that have come with it."""
        base = bases.obtain(connection, fact)
        learn(base)
        bases.save(connection, base)
        for order, told in draw_up(base, orders.find_moments_of(connection, base.dossier), self.clock.now()):
            orders.add_order(connection, order)
            announce(connection, told)
