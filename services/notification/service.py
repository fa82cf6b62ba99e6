"""Notification at work: facts become messages, now or once what they wait for has come; people read what they were told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from nameko.extensions import DependencyProvider
from prometheus_client import Counter, Gauge

from chassis import parties
from chassis.database import Connection
from chassis.log import log
from chassis.paging import page, page_size
from chassis.reactions import on
from chassis.rpc import question
from chassis.scheduler import every
from contracts.accounts import ContactChanged, GlassBroken, OfficeChanged, OfficeChangeProposed, RegistrationRepeated
from contracts.calls.notification import MessageView
from contracts.calls.shapes import Page
from contracts.events import Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, MandateWithdrawn, PartiesChanged, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.people import CITIZENS, Role
from contracts.review import ComplementRequested, DecisionReached, ObjectionRaised, ObjectionTimeLapsed, OpinionRequested
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.message import Message
from services.notification.domain.news import Missing, Needed, News, TooEarly, Untold
from services.notification.domain.refusals import MessagesNotFound
from services.notification.domain.writing import Writer
from services.notification.letters import Letters
from services.notification.settings import NotificationSettings, read_notification_settings
from services.notification.store import circles, contacts, dossiers, messages, untold
from services.notification.views import shown, traced

E = TypeVar("E", bound=Event)

HANDFUL = 50  # facts that waited, tried again in one tick
LONG = timedelta(days=1)
UNTOLD = Gauge("rokhas_untold_facts", "Facts that have waited for more than a day for what should have come before them", ["needed"])
BROKEN_GLASS = Counter("rokhas_glass_broken_total", "Administrators whom the operator made by himself")


class Settings(DependencyProvider):
    """The settings of notification: `self.settings`."""

    def setup(self) -> None:
        """Read them when the service starts, so that a missing one stops it."""
        self.settings = read_notification_settings()

    def get_dependency(self, worker_ctx: Any) -> NotificationSettings:
        """Give them."""
        return self.settings


def telling(event: type[E], effect: str) -> Callable[[Any, E], None]:
    """Make the reaction that tells of each fact of one kind; `effect` is its docstring, and its queue is called as it is in the room."""

    def tell(self: "Notification", fact: E) -> None:
        self._tell(fact)

    tell.__doc__ = effect
    return on(event)(tell)


class Notification(Letters):
    """The room of notification."""

    name = "notification"

    settings = Settings()

    @on(ContactChanged)
    def keep_contact(self, event: ContactChanged) -> None:
        """Keep how to reach a person."""
        with self.db.begin() as connection:
            contacts.keep(connection, Contact.announced_by(event))
        self._tell_what_waited(Missing(Needed.CONTACT, event.account))

    @on(PartiesChanged)
    def change_parties(self, event: PartiesChanged) -> None:
        """Take note of whom to tell of a file from now on; nobody waits any more for how to reach one who has left it."""
        with self.db.begin() as connection:
            parties.keep(connection, event.dossier, event.parties, event.changed_at)
        self._tell_what_waited(*(Missing(Needed.CONTACT, party.account) for party in event.parties if party.left_at is not None))

    tell_of_submission = telling(DossierSubmitted, "Confirm to the parties, and call the clerks of the desk.")
    tell_of_complement = telling(ComplementRequested, "Ask the parties for what is missing.")
    tell_of_opinion = telling(OpinionRequested, "Call the reviewers of the body.")
    tell_of_decision = telling(DecisionReached, "Tell the parties what was decided.")
    tell_of_objection = telling(ObjectionRaised, "Tell the parties that what they declared is objected to.")
    tell_of_no_objection = telling(ObjectionTimeLapsed, "Tell the parties that what they declared stands.")
    tell_of_fees = telling(FeesAssessed, "Tell the parties what is due.")
    tell_of_payment = telling(FeesSettled, "Confirm the payment to the parties.")
    tell_of_surplus = telling(SurplusHeld, "Call the treasurer to let go of money that was not due.")
    tell_of_signature = telling(SignatureRequested, "Call whoever may sign.")
    tell_of_permit = telling(PermitIssued, "Tell the parties that what they asked for is in their space.")
    tell_of_withdrawal = telling(DossierWithdrawn, "Confirm the withdrawal to the parties.")
    tell_of_proposed_key = telling(SigningKeyProposed, "Warn the holder, others whose keys sign there, and the auditors.")
    tell_of_confirmed_key = telling(SigningKeyConfirmed, "Tell the same people that the key is being handed over.")
    tell_of_key = telling(SigningKeyActivated, "Warn the holder that his key can sign from now on.")
    tell_of_proposed_office = telling(OfficeChangeProposed, "Tell whom it concerns, who watches, and who could confirm it.")
    tell_of_office = telling(OfficeChanged, "Tell whom it concerns, and who watches, that an office was given or taken.")
    tell_of_mandate = telling(MandateRequested, "Ask the person in whose name a professional wants to file.")
    tell_of_mandates_end = telling(MandateWithdrawn, "Tell the professional that he acts no longer.")
    tell_of_account = telling(RegistrationRepeated, "Tell a person that he has an account, when somebody wanted another one for him.")

    @on(GlassBroken)
    def tell_of_broken_glass(self, event: GlassBroken) -> None:
        """Tell everybody who watches that the operator made an administrator by himself; operators see it in logs and figures."""
        self._tell(event)
        BROKEN_GLASS.inc()
        log.error("glass-broken", account=event.account, role=event.role, until=event.until.isoformat())

    @every(seconds=60)
    def tell_the_untold(self) -> None:
        """Tell what waits although what it waited for has come: a process died between the two."""
        with self.db.begin() as connection:
            waiting = untold.find_some(connection, HANDFUL)
        with self.db.apart() as connection:
            for fact in waiting:
                self._take_up(connection, fact)

    @every(seconds=60)
    def count_the_untold(self) -> None:
        """Measure how many facts have waited for more than a day for what should have come before them."""
        with self.db.read() as connection:
            for needed, number in untold.count(connection, self.clock.now() - LONG).items():
                UNTOLD.labels(needed.value).set(number)

    @question(*CITIZENS, Role.AUDITOR)
    def messages(self, dossier_id: str, limit: int = 50, cursor: str | None = None) -> Page[MessageView]:
        """List what a person was told about a file; an auditor sees that people were told, not the words."""
        size = page_size(limit)
        with self.db.read() as connection:
            own = self._own_messages_only(dossiers.load(connection, dossier_id))
            found = messages.find(connection, dossier_id, self.caller.account if own else "", size + 1, cursor or "")
        return page(found, size, messages.cursor_of, shown if own else traced)

    def _own_messages_only(self, dossier: Dossier) -> bool:
        """Tell whether the caller is a party to the file, or was, or an auditor of its territory; refuse everybody else."""
        if dossier.has_party(self.caller.account):
            return True
        if self.caller.holds(Role.AUDITOR, over=dossier.commune):
            return False
        raise MessagesNotFound

    def _tell(self, event: Event) -> None:
        """Write what the fact has to say to each person concerned; one that came too early waits in a row for what has to come first."""
        with self.db.apart() as connection:
            news = self._news(connection, self.delivery.event_id, event)
            come = news.awaited()
            try:
                outcome = messages.QUEUE, messages.queued(self._written(connection, news))
            except TooEarly as early:
                come = (*come, early.missing)  # perhaps it came while the row was written
                outcome = untold.PUT_ASIDE, untold.put_aside(Untold(id=news.id, event=event, missing=early.missing), news.now)
        self.db.at_once(*outcome)
        self._tell_what_waited(*come)

    def _tell_what_waited(self, *come: Missing) -> None:
        """Tell the facts that waited for something, once it has come."""
        if not come:
            return
        with self.db.apart() as connection:
            for fact in [fact for missing in come for fact in untold.find(connection, missing)]:
                self._take_up(connection, fact)

    def _take_up(self, connection: Connection, fact: Untold) -> None:
        """Tell a fact that waits, unless it has to wait on; for what it waits for next, look again once that is written down."""
        news = self._news(connection, fact.id, fact.event)
        try:
            messages.queue_untold(connection, news.id, self._written(connection, news))
        except TooEarly as early:
            if early.missing != fact.missing and untold.wait_on(connection, fact, early.missing):
                self._take_up(connection, replace(fact, missing=early.missing))

    def _news(self, connection: Connection, event_id: str, event: Event) -> News:
        """Find the file that a fact concerns."""
        return News(id=event_id, event=event, dossier=dossiers.find_concerned(connection, event), now=self.clock.now())

    def _written(self, connection: Connection, news: News) -> list[Message]:
        """Write to everybody who is told; raise TooEarly while the file, or one of them, is not known yet: then nobody is told."""
        writer = Writer(news, self.settings.public_url)
        readers = list(circles.find_readers(connection, news))
        if not readers and news.notices():
            log.warning("nobody-to-tell", about=type(news.event).__name__, subject=news.event.subject())
        return [message for notice, reader in readers for message in writer.write(notice, reader)]
