"""Notification at work: facts become messages, messages go out every second, people read what they were told."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from nameko.extensions import DependencyProvider
from prometheus_client import Counter

from catalogue.calendar import legal_day
from chassis import parties
from chassis.database import Session
from chassis.log import log
from chassis.paging import page, page_size
from chassis.reactions import on
from chassis.room import Room
from chassis.rpc import question
from chassis.scheduler import every
from contracts.accounts import ContactChanged, GlassBroken, OfficeChanged, OfficeChangeProposed, RegistrationRepeated
from contracts.events import DossierEvent, Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, MandateWithdrawn, PartiesChanged, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.people import CITIZENS, Role
from contracts.review import ComplementRequested, DecisionReached, OpinionRequested
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from services.notification.channels import Carrier
from services.notification.channels.mail import MailCarrier
from services.notification.channels.sms import FileProvider, SmsCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.message import TIME_TO_SEND, Channel, Message
from services.notification.domain.notice import NOTICES
from services.notification.domain.refusals import MessagesNotFound
from services.notification.domain.view import shown, traced
from services.notification.domain.writing import Writer
from services.notification.settings import NotificationSettings, read_notification_settings
from services.notification.store import circles, contacts, dossiers, messages

BATCH = 50  # messages claimed at once, sent on one connection
HANDFUL = 10  # outcomes noted at once: at most so many go out twice after a crash, under the same Message-ID
BATCHES_PER_TICK = 20
BROKEN_GLASS = Counter("rokhas_glass_broken_total", "Administrators whom the operator made by himself")


class Settings(DependencyProvider):
    """The settings of notification: `self.settings`."""

    def setup(self) -> None:
        """Read them when the service starts, so that a missing one stops it."""
        self.settings = read_notification_settings()

    def get_dependency(self, worker_ctx: Any) -> NotificationSettings:
        """Give them."""
        return self.settings


class Carriers(DependencyProvider):
    """What carries the messages of each channel: `self.carriers[channel]`."""

    def setup(self) -> None:
        """Prepare the carriers; a mail server that cannot be spoken to as demanded stops the service."""
        settings = read_notification_settings()
        server = read_mail_server(settings.smtp_url, settings.smtp_password, settings.smtp_ca_file)
        self.carriers: Mapping[Channel, Carrier] = {
            Channel.MAIL: MailCarrier(server, settings.mail_from),
            Channel.SMS: SmsCarrier(FileProvider(settings.sms_folder)),
        }

    def get_dependency(self, worker_ctx: Any) -> Mapping[Channel, Carrier]:
        """Give them."""
        return self.carriers


class Notification(Room):
    """The room of notification."""

    name = "notification"

    settings = Settings()
    carriers = Carriers()

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

    @every(seconds=1)
    def send_mails(self) -> None:
        """Send the mails that are due."""
        self._send(Channel.MAIL)

    @every(seconds=1)
    def send_sms(self) -> None:
        """Send the SMS that are due."""
        self._send(Channel.SMS)

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

    def _send(self, channel: Channel) -> None:
        """Claim what is due and hand it over, batch after batch; no transaction is open while a server is spoken to."""
        for _ in range(BATCHES_PER_TICK):
            with self.db.begin() as session:
                claimed = messages.claim(session, channel, self.clock.now(), BATCH)
            attempts = self._in_time(channel, claimed)
            while handful := list(islice(attempts, HANDFUL)):
                with self.db.begin() as session:
                    messages.settle(session, handful, self.clock.now())
                for attempt in handful:
                    note_attempt(attempt)
            if len(claimed) < BATCH:
                return

    def _in_time(self, channel: Channel, claimed: Sequence[Message]) -> Iterator[Attempt]:
        """Hand messages over while their lease is safe; what a slow server has not been offered by then waits for another batch."""
        if not claimed:
            return
        end, offered = self.clock.now() + TIME_TO_SEND, 0
        for attempt in self.carriers[channel].deliver(claimed):
            offered += 1
            yield attempt
            if self.clock.now() >= end:
                break
        for message in claimed[offered:]:
            yield Attempt(message, Result.POSTPONED, "not offered in time")


def note_attempt(attempt: Attempt) -> None:
    """Log what came of one attempt: which message about which file to which account; no address, no word of it."""
    message = attempt.message
    concerned = {"dossier": message.dossier, "told": message.account, "message": message.id}
    log.info(f"message-{attempt.result.value}", **concerned, channel=message.channel, template=message.template)


def _dossier_of(session: Session, event: Event) -> Dossier | None:
    """Find the file that a fact concerns; keep it when the fact is its submission. Of a draft nothing is kept: its mandate says it all."""
    if not isinstance(event, DossierEvent) or isinstance(event, MandateRequested | MandateWithdrawn):
        return None
    if isinstance(event, DossierSubmitted):
        dossiers.keep(session, Dossier.announced_by(event), event.submitted_at)
    return dossiers.load_announced(session, event.dossier)
