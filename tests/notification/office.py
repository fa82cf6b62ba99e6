"""The room of notification on its database, without a broker, worked in by one delivery after another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from chassis.clock import FixedClock
from chassis.database import Transactions
from chassis.dependencies import InHand
from chassis.receipts import Errand
from contracts.accounts import GlassBroken, OfficeChanged, OfficeChangeProposed, RegistrationRepeated
from contracts.events import Event
from contracts.filing import DossierSubmitted, DossierWithdrawn, MandateRequested, MandateWithdrawn, PartiesChanged, PermitIssued
from contracts.identifiers import new_id
from contracts.payment import FeesAssessed, FeesSettled, SurplusHeld
from contracts.people import Principal
from contracts.review import ComplementRequested, DecisionReached, OpinionRequested
from contracts.signature import SignatureRequested, SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed
from services.notification.channels.mail import MailCarrier
from services.notification.channels.sms import FileProvider, SmsCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.domain.message import Channel
from services.notification.service import Notification
from services.notification.settings import NotificationSettings
from services.notification.store import messages
from tests.notification.makers import (
    NOW,
)
from tests.notification.test_channels import Mailbox
from tests.rooms import some_errand


class Office:
    """The room, with its servers, worked in by one delivery after another."""

    def __init__(self, database: sa.Engine, mailbox: Mailbox, folder: Path) -> None:
        """Stand on `database`, write to `mailbox` and into `folder`."""
        self.database, self.mailbox, self.sms_folder = database, mailbox, folder / "sms"
        self.clock = FixedClock(NOW)
        self.settings = NotificationSettings(
            smtp_url=mailbox.url,
            mail_from="ne-pas-repondre@rokhas.example",
            sms_folder=self.sms_folder,
            public_url="https://rokhas.example",
        )

    def room(self, caller: Principal | None = None, event_id: str = "", errand: Errand | None = None) -> Notification:
        """Give the room as nameko would prepare it for one delivery."""
        room = Notification()
        vars(room).update(
            db=Transactions(self.database, errand or some_errand()),
            caller=caller or Principal(account=""),
            clock=self.clock,
            delivery=InHand(event_id or new_id()),
            settings=self.settings,
            carriers={
                Channel.MAIL: MailCarrier(read_mail_server(self.settings.smtp_url), self.settings.mail_from, timeout=5),
                Channel.SMS: SmsCarrier(FileProvider(self.sms_folder)),
            },
        )
        return room

    def told(self, event: Event) -> None:
        """Deliver a fact to the reaction that listens to it."""
        room = self.room()
        reactions: dict[type[Event], Callable[[Any], None]] = {
            PartiesChanged: room.change_parties,
            DossierSubmitted: room.tell_of_submission,
            ComplementRequested: room.tell_of_complement,
            OpinionRequested: room.tell_of_opinion,
            DecisionReached: room.tell_of_decision,
            FeesAssessed: room.tell_of_fees,
            FeesSettled: room.tell_of_payment,
            SurplusHeld: room.tell_of_surplus,
            SignatureRequested: room.tell_of_signature,
            PermitIssued: room.tell_of_permit,
            DossierWithdrawn: room.tell_of_withdrawal,
            SigningKeyProposed: room.tell_of_proposed_key,
            SigningKeyConfirmed: room.tell_of_confirmed_key,
            SigningKeyActivated: room.tell_of_key,
            OfficeChangeProposed: room.tell_of_proposed_office,
            OfficeChanged: room.tell_of_office,
            GlassBroken: room.tell_of_broken_glass,
            RegistrationRepeated: room.tell_of_account,
            MandateRequested: room.tell_of_mandate,
            MandateWithdrawn: room.tell_of_mandates_end,
        }
        reactions[type(event)](event)

    def knows(self, *changes: Any) -> None:
        """Learn how to reach people."""
        for change in changes:
            self.room().keep_contact(change)

    def sent(self) -> None:
        """Let a tick of each sender pass."""
        self.room().send_mails()
        self.room().send_sms()

    def letters(self, dossier: str) -> list[tuple[str, str, str]]:
        """List every message that was written about a file, or about none: template, account, channel."""
        with self.database.begin() as session:
            return [(message.template, message.account, message.channel) for message in messages.find(session, dossier, "", 200)]

    def waiting(self, dossier: str) -> set[tuple[str, str, str]]:
        """List what was written about a file: template, account, channel."""
        return set(self.letters(dossier))
