"""The payment service: what is due is collected by card or at the desk, and told once paid; how it becomes due: `assessing.py`."""

from datetime import timedelta

from nameko.extensions import DependencyProvider
from prometheus_client import Counter as Count

from chassis import acts
from chassis.announce import announce
from chassis.database import Connection
from chassis.log import log
from chassis.rpc import PUBLIC, answer, command, question
from chassis.scheduler import every
from contracts.calls.payment import FeesView, OrderStatus, PaymentMethod, PaymentView, ProviderAnswer, StartedPaymentView
from contracts.calls.shapes import ActsView
from contracts.people import CHAIRS, CITIZENS, Role
from contracts.refusals import NotFound, NotYourOffice, PartyMayNotAct
from services.payment import views
from services.payment.assessing import Assessing
from services.payment.domain.orders import FeeOrder
from services.payment.domain.payments import Payment
from services.payment.domain.refusals import CallbackNotAuthentic
from services.payment.domain.settlement import ProviderReport, Reception, read_receipt_number, receive, receive_at_desk
from services.payment.domain.surplus import Surplus
from services.payment.providers import Offer, offer_of
from services.payment.providers.cmi import Cmi
from services.payment.providers.provider import Payer, read_notification
from services.payment.settings import read_payment_settings
from services.payment.store import bases, orders, payments, surpluses

OFFICIALS = (Role.CLERK, *CHAIRS, Role.TREASURER, Role.GOVERNOR, Role.AUDITOR)
NOTIFICATIONS = Count("rokhas_payment_notifications_total", "Providers' notifications, by what became of them", ["provider", "reception"])


class OfferFromSettings(DependencyProvider):
    """The methods of payment of this installation: `self.offer`."""

    def setup(self) -> None:
        """Read the settings; what is missing stops the service."""
        settings = read_payment_settings()
        card = Cmi(url=settings.card_provider_url, client_id=settings.card_client_id, store_key=settings.card_store_key)
        self.offer = offer_of(settings.methods, card, settings.public_url, timedelta(minutes=settings.patience_minutes))

    def get_dependency(self, worker_ctx: object) -> Offer:
        """Give the offer."""
        return self.offer


class PaymentService(Assessing):
    """Collect what is due, and tell."""

    name = "payment"
    offer = OfferFromSettings()

    @question(*CITIZENS, *OFFICIALS)
    def fees(self, dossier_id: str) -> FeesView:
        """Tell what is due for a file, line by line, and how it can be paid: the order that waits, or else the last, and all of them."""
        with self.db.read() as connection:
            self._must_see(connection, dossier_id)
            found = orders.find_orders_of(connection, dossier_id)
            if not found:
                return views.no_fees(dossier_id)
            order = next((each for each in found if each.status is OrderStatus.ASSESSED), found[-1])
            attempts = payments.find_payments_of(connection, order.id)
            waits = order.status is OrderStatus.ASSESSED  # and as long as it does, all money is welcome
            beyond = [] if waits else surpluses.find_surpluses_of(connection, order.id)
            return views.fees(dossier_id, order, found, (self.offer.methods, attempts, beyond))

    @question(*CITIZENS, *OFFICIALS)
    def payment(self, payment_id: str) -> PaymentView:
        """Tell how far one attempt has come."""
        with self.db.read() as connection:
            payment = payments.load_payment(connection, payment_id)
            self._must_see(connection, orders.load_order(connection, payment.order).dossier)
            return views.payment(payment)

    @question(Role.AUDITOR)
    def acts(self, dossier_id: str) -> ActsView:
        """Tell an auditor of the territory who did what to a file here, oldest first: `{items}`."""
        with self.db.read() as connection:
            if not self.caller.holds(Role.AUDITOR, over=bases.load(connection, dossier_id).commune):
                raise NotFound
            return {"items": acts.upon(connection, dossier_id)}

    @command(*CITIZENS, about=("method",))
    def start_payment(self, order_id: str, method: str, full_name: str = "", email: str = "", locale: str = "fr") -> StartedPaymentView:
        """Write down the intent to pay, then tell the browser where to go; an earlier attempt of which nothing was heard is abandoned."""
        chosen = self.offer.method(method)
        with self.db.begin() as connection:
            order, now = orders.lock_order(connection, order_id), self.clock.now()
            self._must_be_party(connection, order.dossier)
            payment = Payment.start(order, chosen, self.caller.account, now)
            for earlier in payments.find_started(connection, order.id, chosen):
                earlier.abandon(now)
                payments.save_payment(connection, earlier)
            payments.add_payment(connection, payment)
            redirect = self.offer.redirect(payment, Payer(full_name=full_name, email=email, locale=locale))
            return answer(connection, views.started(payment, redirect), [order.dossier])

    @command(Role.TREASURER)
    def record_counter_payment(self, order_id: str, desk_receipt_number: str) -> PaymentView:
        """Settle an order with money that the treasurer of its commune has taken; each receipt of the desk serves once."""
        number = read_receipt_number(desk_receipt_number)
        with self.db.begin() as connection:
            order, now = orders.lock_order(connection, order_id), self.clock.now()
            self._must_be_treasurer(connection, order)
            payment = self._desk_payment(connection, order)
            settled = receive_at_desk(order, payment, number, now)
            payments.keep_desk_receipt(connection, order.commune, payment, self.caller.account)
            payments.save_payment(connection, payment)
            orders.save_order(connection, order)
            announce(connection, settled)
            return answer(connection, views.payment(payment), [order.dossier])

    @command(PUBLIC, about=("provider",))
    def card_callback(self, provider: str, fields: dict[str, str]) -> ProviderAnswer:
        """Hear a provider out, keep its words, and answer in its own; its proof is the hash, not a token: of others nothing is kept."""
        adapter = self.offer.reporting_as(provider)
        try:
            report = read_notification(adapter, fields)
        except CallbackNotAuthentic:
            note_reception(provider, Reception.NOT_AUTHENTIC)
            return {"answer": adapter.answer(Reception.NOT_AUTHENTIC)}
        with self.db.begin() as connection:
            reception, payment, dossier = self._receive(connection, report)
            said = adapter.answer(reception)
            words = adapter.impersonal(fields)
            heard = payments.Heard(provider=provider, fields=words, payment=payment, reception=reception, answer=said)
            payments.keep_incoming(connection, heard, self.clock.now())
            answer(connection, {"answer": said}, [dossier])
        note_reception(provider, reception, payment)
        return {"answer": said}

    @every(seconds=60)
    def abandon_unfinished(self) -> None:
        """Give up card payments of which nothing was heard for long; a late acceptance still counts."""
        too_old = self.clock.now() - self.offer.patience
        with self.db.begin() as connection:
            unfinished, now = payments.find_unfinished(connection, PaymentMethod.CARD, too_old), self.clock.now()
            for payment in unfinished:
                payment.abandon(now)
                payments.save_payment(connection, payment)

    def _receive(self, connection: Connection, report: ProviderReport) -> tuple[Reception, Payment | None, str]:
        """Let a provider's word take effect on the payment and its order, the order locked first; name the file, too."""
        order_id = payments.find_order_paid_by(connection, report.reference)
        if order_id is None:
            return Reception.UNKNOWN_PAYMENT, None, ""
        order = orders.lock_order(connection, order_id)
        payment = payments.lock_payment(connection, report.reference)
        reception, settled = receive(order, payment, report, self.clock.now())
        payments.save_payment(connection, payment)
        if settled is not None:
            orders.save_order(connection, order)
            announce(connection, settled)
        if reception is Reception.SURPLUS:
            self._set_aside(connection, order, Surplus.told_of(payment, report, self.clock.now()))
        return reception, payment, order.dossier

    def _set_aside(self, connection: Connection, order: FeeOrder, surplus: Surplus) -> None:
        """Keep what the bank holds beyond what was due, and tell of it once."""
        if surpluses.keep_surplus(connection, surplus):
            announce(connection, surplus.announced(order))

    def _desk_payment(self, connection: Connection, order: FeeOrder) -> Payment:
        """Give the attempt that the payer announced for the desk, or a new one."""
        announced = payments.find_started(connection, order.id, PaymentMethod.COUNTER)
        if announced:
            return announced[0]
        payment = Payment.start(order, PaymentMethod.COUNTER, self.caller.account, self.clock.now())
        payments.add_payment(connection, payment)
        return payment

    def _must_be_party(self, connection: Connection, dossier: str) -> None:
        """Refuse, as if there were nothing, whoever takes no part in the file, and whoever takes part no longer."""
        base = bases.load(connection, dossier)
        if not base.has_party(self.caller.account):
            raise NotFound
        base.refuse_if_party_left(self.caller.account)

    def _must_be_treasurer(self, connection: Connection, order: FeeOrder) -> None:
        """Refuse whoever is not treasurer of the very commune that is paid (régisseur, law 47-06), and a party of the file."""
        self.caller.must_hold(Role.TREASURER, over=order.commune)
        if bases.load(connection, order.dossier).has_party(self.caller.account):
            raise PartyMayNotAct
        if not self.caller.holds(Role.TREASURER, at=order.commune):
            raise NotYourOffice

    def _must_see(self, connection: Connection, dossier: str) -> None:
        """Refuse, as if there were nothing, whoever is neither a party nor an official of the territory."""
        base = bases.load(connection, dossier)
        if not self.caller.holds(*OFFICIALS, over=base.commune) and not base.has_party(self.caller.account):
            raise NotFound


def note_reception(provider: str, reception: Reception, payment: Payment | None = None) -> None:
    """Count and log what became of a notification."""
    NOTIFICATIONS.labels(provider, reception.value).inc()
    log.info("payment-notified", provider=provider, reception=reception.value, payment=payment.id if payment else None)
