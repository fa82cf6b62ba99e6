"""Letters go out: what is due, by mail and SMS, is claimed and handed over every second."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from nameko.extensions import DependencyProvider

from chassis.log import log
from chassis.room import Room
from chassis.scheduler import every
from contracts.calls.notification import Channel
from services.notification.channels import Carrier
from services.notification.channels.mail import MailCarrier
from services.notification.channels.sms import FileProvider, SmsCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import TIME_TO_SEND, Message
from services.notification.settings import read_notification_settings
from services.notification.store import messages

BATCH = 50  # messages claimed at once, sent on one connection
HANDFUL = 10  # outcomes noted at once: at most so many go out twice after a crash, under the same Message-ID
BATCHES_PER_TICK = 20


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


class Letters(Room):
    """The part of the room that sends."""

    carriers = Carriers()

    @every(seconds=1)
    def send_mails(self) -> None:
        """Send the mails that are due."""
        self._send(Channel.MAIL)

    @every(seconds=1)
    def send_sms(self) -> None:
        """Send the SMS that are due."""
        self._send(Channel.SMS)

    def _send(self, channel: Channel) -> None:
        """Claim what is due and hand it over, batch after batch; no transaction is open while a server is spoken to."""
        for _ in range(BATCHES_PER_TICK):
            with self.db.begin() as connection:
                claimed = messages.claim(connection, channel, self.clock.now(), BATCH)
            attempts = self._in_time(channel, claimed)
            while handful := list(islice(attempts, HANDFUL)):
                with self.db.begin() as connection:
                    messages.settle(connection, handful, self.clock.now())
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
