"""Notification at work: facts become messages, people read what they were told."""

from typing import Any

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
from contracts.review import ComplementRequested, DecisionReached, OpinionRequested
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

BROKEN_GLASS = Counter("rokhas_glass_broken_total", "Administrators whom the operator made by himself")


class Settings(DependencyProvider):
    """The settings of notification: `self.settings`."""

    def setup(self) -> None:
        """Read them when the service starts, so that a missing one stops it."""
        self.settings = read_notification_settings()

    def get_dependency(self, worker_ctx: Any) -> NotificationSettings:
        """Give them."""
        return self.settings


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

    @on(DossierSubmitted)
    def tell_of_submission(self, event: DossierSubmitted) -> None:
        """Confirm to the parties, and call the clerks of the window."""
        self._tell(event)

    @on(ComplementRequested)
    def tell_of_complement(self, event: ComplementRequested) -> None:
        """Ask the parties for what is missing."""
        self._tell(event)

    @on(OpinionRequested)
    def tell_of_opinion(self, event: OpinionRequested) -> None:
        """Call the reviewers of the body."""
        self._tell(event)

    @on(DecisionReached)
    def tell_of_decision(self, event: DecisionReached) -> None:
        """Tell the parties what was decided."""
        self._tell(event)

    @on(FeesAssessed)
    def tell_of_fees(self, event: FeesAssessed) -> None:
        """Tell the parties what is due."""
        self._tell(event)

    @on(FeesSettled)
    def tell_of_payment(self, event: FeesSettled) -> None:
        """Confirm the payment to the parties."""
        self._tell(event)

    @on(SurplusHeld)
    def tell_of_surplus(self, event: SurplusHeld) -> None:
        """Call the treasurer to let go of money that was not due."""
        self._tell(event)

    @on(SignatureRequested)
    def tell_of_signature(self, event: SignatureRequested) -> None:
        """Call the president to sign."""
        self._tell(event)

    @on(PermitIssued)
    def tell_of_permit(self, event: PermitIssued) -> None:
        """Tell the parties that the permit is in their space."""
        self._tell(event)

    @on(DossierWithdrawn)
    def tell_of_withdrawal(self, event: DossierWithdrawn) -> None:
        """Confirm the withdrawal to the parties."""
        self._tell(event)

    @on(SigningKeyProposed)
    def tell_of_proposed_key(self, event: SigningKeyProposed) -> None:
        """Warn the holder, those whose keys sign for the commune, and the auditors that a key is wanted."""
        self._tell(event)

    @on(SigningKeyConfirmed)
    def tell_of_confirmed_key(self, event: SigningKeyConfirmed) -> None:
        """Tell the same people that the key is being handed over."""
        self._tell(event)

    @on(SigningKeyActivated)
    def tell_of_key(self, event: SigningKeyActivated) -> None:
        """Warn the holder that his key can sign from now on."""
        self._tell(event)

    @on(OfficeChangeProposed)
    def tell_of_proposed_office(self, event: OfficeChangeProposed) -> None:
        """Tell whom it concerns, who watches, and who could confirm it."""
        self._tell(event)

    @on(OfficeChanged)
    def tell_of_office(self, event: OfficeChanged) -> None:
        """Tell whom it concerns, and who watches, that an office was given or taken."""
        self._tell(event)

    @on(GlassBroken)
    def tell_of_broken_glass(self, event: GlassBroken) -> None:
        """Tell everybody who watches that the operator made an administrator by himself; operators see it in logs and figures."""
        self._tell(event)
        BROKEN_GLASS.inc()
        log.error("glass-broken", account=event.account, role=event.role, until=event.until.isoformat())

    @on(MandateRequested)
    def tell_of_mandate(self, event: MandateRequested) -> None:
        """Ask the person in whose name a professional wants to file."""
        self._tell(event)

    @on(MandateWithdrawn)
    def tell_of_mandates_end(self, event: MandateWithdrawn) -> None:
        """Tell the professional that he acts no longer."""
        self._tell(event)

    @on(RegistrationRepeated)
    def tell_of_account(self, event: RegistrationRepeated) -> None:
        """Tell a person that he has an account, when somebody wanted another one for him."""
        self._tell(event)

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
