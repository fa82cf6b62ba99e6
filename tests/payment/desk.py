"""The payment service on its database, without a broker, entered by one person after another."""

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from chassis.clock import FixedClock
from chassis.database import Transactions
from chassis.receipts import Errand
from chassis.tables import outbox
from contracts.calls.payment import PaymentStatus
from contracts.events import Declared, DossierEvent
from contracts.filing import ComplementProvided, DossierSubmitted, DossierWithdrawn, PartiesChanged
from contracts.people import NOBODY, Principal
from contracts.review import DecisionReached
from services.payment.providers import offer_of
from services.payment.providers.provider import Provider
from services.payment.service import PaymentService
from services.payment.store.tables import incoming, orders, payments
from tests.files import File
from tests.payment.makers import A_HOUSE, CARD, NOW, TAROUDANNT, a_decision, a_submission
from tests.people import a_caller

OWNER = a_caller("owner", "applicant")
ARCHITECT = a_caller("architect", "professional")
STRANGER = a_caller("stranger", "applicant")
TREASURER = a_caller("treasurer", "treasurer", territory=TAROUDANNT)
TREASURER_ELSEWHERE = a_caller("other", "treasurer", territory="06.141")
CLERK = a_caller("clerk", "clerk", territory="09.541")


REACTIONS: dict[type[DossierEvent], str] = {
    DossierSubmitted: "note_submission",
    PartiesChanged: "change_parties",
    ComplementProvided: "note_complement",
    DecisionReached: "note_decision",
    DossierWithdrawn: "cancel_orders",
}


class Desk:
    """The room, its clock, its offer, and what it told."""

    def __init__(self, database: sa.Engine, card: Provider = CARD, public_url: str = "http://rokhas.test") -> None:
        """Stand on `database`, with two methods on offer."""
        self.database = database
        self.clock = FixedClock(NOW)
        self.offer = offer_of(["card", "counter"], card, public_url, timedelta(minutes=90))

    def entered_by(self, person: Principal = NOBODY, errand: Errand | None = None) -> PaymentService:
        """Give the room as nameko would prepare it for one call."""
        room = PaymentService()
        vars(room).update(db=Transactions(self.database, errand), caller=person, clock=self.clock, offer=self.offer)
        return room

    def hears(self, *facts: DossierEvent, errand: Errand | None = None) -> None:
        """Let the service react to facts of a file, one after another."""
        for fact in facts:
            getattr(self.entered_by(errand=errand), REACTIONS[type(fact)])(fact)

    def with_an_order(self, dossier: str = "dossier-1", declared: Declared = A_HOUSE) -> str:
        """Let a file be submitted and granted; give its fee order's id."""
        file = File(dossier)
        self.hears(a_submission(file, declared), a_decision(file))
        return self.order_shown(dossier)

    def order_shown(self, dossier: str = "dossier-1") -> str:
        """Give the id of the order that its payer is shown: the one that waits, or else the last."""
        order = self.entered_by(OWNER).fees(dossier)["order"]
        assert order is not None
        return order

    def orders_of(self, dossier: str = "dossier-1") -> dict[str, tuple[str, str]]:
        """Tell of each order of a file, by its moment, where it stands and what is due."""
        found = self.entered_by(OWNER).fees(dossier)["orders"]
        return {order["due"]: (order["status"], order["total"]["amount"]) for order in found}

    def announced(self) -> list[tuple[str, dict[str, Any]]]:
        """List the facts announced, in order: name and data."""
        with self.database.begin() as connection:
            bodies = connection.scalars(sa.select(outbox.c.body).order_by(outbox.c.position)).all()
        envelopes = [msgspec.json.decode(bytes(body)) for body in bodies]
        return [(envelope["type"].split(".")[3], envelope["data"]) for envelope in envelopes]

    def facts(self) -> list[str]:
        """Name the facts announced, in order."""
        return [name for name, _ in self.announced()]

    def kept_words(self) -> list[dict[str, str]]:
        """List what is kept of the notifications, in order."""
        with self.database.begin() as connection:
            return list(connection.scalars(sa.select(incoming.c.fields).order_by(incoming.c.id)))

    def receptions(self) -> list[str]:
        """List what became of each notification kept, in order."""
        with self.database.begin() as connection:
            return list(connection.scalars(sa.select(incoming.c.reception).order_by(incoming.c.id)))

    def order_status(self, order_id: str) -> str:
        """Tell where an order stands."""
        with self.database.begin() as connection:
            return str(connection.scalar(sa.select(orders.c.status).where(orders.c.id == order_id)))

    def payment_status(self, payment_id: str) -> PaymentStatus:
        """Tell how far a payment has come."""
        with self.database.begin() as connection:
            return PaymentStatus(connection.execute(sa.select(payments.c.status).where(payments.c.id == payment_id)).scalar_one())
