"""The room of notification on its database, without a broker, worked in by one delivery after another."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from chassis.clock import FixedClock
from chassis.database import Transactions
from chassis.dependencies import InHand
from chassis.receipts import AlreadyDone, Errand
from chassis.room import reactions_of
from contracts.calls.notification import Channel
from contracts.events import Event, kebab
from contracts.identifiers import new_id
from contracts.people import Principal
from services.notification.channels.mail import MailCarrier
from services.notification.channels.sms import FileProvider, SmsCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.service import Notification
from services.notification.settings import NotificationSettings
from services.notification.store import messages
from services.notification.store.tables import untold
from tests.notification.makers import NOW
from tests.notification.test_channels import Mailbox
from tests.rooms import some_errand

REACTIONS = {reaction.event: method for method, reaction in reactions_of(Notification)}


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

    def told(self, event: Event, event_id: str = "") -> None:
        """Deliver a fact to the reaction that listens to it; raise AlreadyDone when it comes again under the same identifier."""
        method, name = REACTIONS[type(event)], event_id or new_id()
        errand = Errand(message_id=name, handler=f"notification.{kebab(method)}")
        getattr(self.room(event_id=name, errand=errand), method)(event)

    def told_again(self, event: Event, event_id: str) -> None:
        """Deliver a fact that may have been delivered before."""
        with suppress(AlreadyDone):
            self.told(event, event_id)

    def knows(self, *changes: Any) -> None:
        """Learn how to reach people."""
        for change in changes:
            self.told(change)

    def sent(self) -> None:
        """Let a tick of each sender pass."""
        self.room().send_mails()
        self.room().send_sms()

    def letters(self, dossier: str) -> list[tuple[str, str, str]]:
        """List every message that was written about a file, or about none: template, account, channel."""
        with self.database.begin() as connection:
            return [(message.template, message.account, message.channel) for message in messages.find(connection, dossier, "", 200)]

    def waiting(self, dossier: str) -> set[tuple[str, str, str]]:
        """List what was written about a file: template, account, channel."""
        return set(self.letters(dossier))

    def untold(self) -> list[str]:
        """Name the facts that wait, by their identifiers."""
        with self.database.begin() as connection:
            return list(connection.execute(sa.select(untold.c.id).order_by(untold.c.id)).scalars())
