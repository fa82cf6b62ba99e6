"""Notification at work: facts become messages, people read what they were told."""

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import DependencyProvider
from prometheus_client import Counter

from catalogue.calendar import legal_day
from chassis import parties
from chassis.database import Session
from chassis.log import log
from chassis.paging import page, page_size
from chassis.reactions import on
from chassis.rpc import question
from contracts.accounts import ContactChanged, GlassBroken, OfficeChanged, OfficeChangeProposed, RegistrationRepeated
from contracts.events import DossierEvent, Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, MandateWithdrawn, PartiesChanged, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.people import CITIZENS, Role
from contracts.review import ComplementRequested, DecisionReached, ObjectionRaised, ObjectionTimeLapsed, OpinionRequested
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.notice import NOTICES
from services.notification.domain.refusals import MessagesNotFound
from services.notification.domain.view import shown, traced
from services.notification.domain.writing import Writer
from services.notification.letters import Letters
from services.notification.settings import NotificationSettings, read_notification_settings
from services.notification.store import circles, contacts, dossiers, messages

E = TypeVar("E", bound=Event)

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
        with self.db.begin() as session:
            contacts.keep(session, Contact.announced_by(event))

    @on(PartiesChanged)
    def change_parties(self, event: PartiesChanged) -> None:
        """Take note of whom to tell of a file from now on."""
        with self.db.begin() as session:
            parties.keep(session, event.dossier, event.parties, event.changed_at)

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

    @question(*CITIZENS, Role.AUDITOR)
    def messages(self, dossier_id: str, limit: int = 50, cursor: str | None = None) -> dict[str, Any]:
        """List what a person was told about a file; an auditor sees that people were told, not the words."""
        size = page_size(limit)
        with self.db.read() as session:
            own = self._own_messages_only(dossiers.load(session, dossier_id))
            found = messages.find(session, dossier_id, self.caller.account if own else "", size + 1, cursor or "")
        return page(found, size, messages.cursor_at, shown if own else traced)

    def _own_messages_only(self, dossier: Dossier) -> bool:
        """Tell whether the caller is a party to the file, or was, or an auditor of its territory; refuse everybody else."""
        if dossier.has_party(self.caller.account):
            return True
        if self.caller.holds(Role.AUDITOR, over=dossier.commune):
            return False
        raise MessagesNotFound

    def _tell(self, event: Event) -> None:
        """Write what the fact has to say to each person concerned; nothing is written before everybody can be reached."""
        notices = [notice for notice in NOTICES[type(event)] if notice.concerns(event)]
        with self.db.apart() as session:
            dossier, now = _dossier_of(session, event), self.clock.now()
            news = circles.News(event=event, dossier=dossier, day=legal_day(now))
            readers = [(notice, reader) for notice in notices for reader in circles.find_readers(session, notice.circle, news)]
        writer = Writer(event, self.delivery.event_id, dossier, self.settings.public_url, now)
        written = [message for notice, reader in readers for message in writer.write(notice, reader)]
        self.db.at_once(messages.QUEUE, messages.queued(written))
        if not readers and notices:
            log.warning("nobody-to-tell", about=type(event).__name__, subject=event.subject())


def _dossier_of(session: Session, event: Event) -> Dossier | None:
    """Find the file that a fact concerns; keep it when the fact is its submission. Of a draft nothing is kept: its mandate says it all."""
    if not isinstance(event, DossierEvent) or isinstance(event, MandateRequested | MandateWithdrawn):
        return None
    if isinstance(event, DossierSubmitted):
        dossiers.keep(session, Dossier.announced_by(event), event.submitted_at)
    return dossiers.load_announced(session, event.dossier)
