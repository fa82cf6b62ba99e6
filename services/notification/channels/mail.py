"""
Mail by SMTP (RFC 5321), several messages on one connection.

The Message-ID is derived from the message's own identifier and the date is the one of its writing: a mail sent again because the first
outcome was lost is the same mail to the octet, and mail servers and readers that compare Message-IDs keep one.
"""

import smtplib
from collections import deque
from collections.abc import Iterator, Sequence
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from chassis.log import log
from services.notification.channels.smtp import MailServer, why
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import Message

TIMEOUT = 10.0  # seconds, for each answer of the server; a message needs four, which the lease of a message allows for
PERMANENT = 500  # RFC 5321, 4.2.1: 4yz try again, 5yz do not
WIRE = compat32.clone(linesep="\r\n")  # the newer policies take five times as long to write the same octets
SENDER_NAME = {"ar": "رخص", "fr": "Rokhas"}


class AddressNotUnderstood(ValueError):
    """The address is none to which a mail can go."""


class MailCarrier:
    """Hands mails to one SMTP server."""

    def __init__(self, server: MailServer, sender: str, timeout: float = TIMEOUT) -> None:
        """Speak to `server` as `sender`; raise AddressNotUnderstood when nobody could answer that."""
        self._server = server
        self._sender = read_address(sender)
        self._timeout = timeout

    def deliver(self, messages: Sequence[Message]) -> Iterator[Attempt]:
        """Hand messages over on one connection; when the server goes away, what it has not taken is postponed."""
        waiting = deque(messages)
        try:
            with self._conversation() as server:
                while waiting:
                    yield self._hand_over(server, waiting[0])
                    waiting.popleft()
        except (OSError, smtplib.SMTPException) as error:
            for message in waiting:
                yield Attempt(message, Result.POSTPONED, why(error))

    def compose(self, message: Message) -> bytes:
        """Write the mail as it goes over the wire; raise AddressNotUnderstood."""
        mail = MIMEText(message.text, "plain", "utf-8")
        domain = self._sender.rpartition("@")[2]
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Date"] = format_datetime(message.queued_at)
        mail["From"] = formataddr((SENDER_NAME.get(message.locale, "Rokhas"), self._sender))
        mail["To"] = read_address(message.address)
        mail["Subject"] = Header(message.subject, "utf-8", header_name="Subject")  # type: ignore[assignment]  # typeshed knows texts only
        mail["Content-Language"] = message.locale
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no robot answers
        return mail.as_bytes(policy=WIRE)

    def _conversation(self) -> smtplib.SMTP:
        """Begin a conversation, as the sender's domain; say so when the server is there and does not give what we demand."""
        try:
            return self._server.open(self._sender.rpartition("@")[2], self._timeout)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail-server-refused", server=f"{self._server.host}:{self._server.port}", reason=why(error))
            raise

    def _hand_over(self, server: smtplib.SMTP, message: Message) -> Attempt:
        """Send one mail and read the answer as RFC 5321 wants it read."""
        try:
            server.sendmail(self._sender, [message.address], self.compose(message))
        except AddressNotUnderstood:
            return Attempt(message, Result.REFUSED, "address not understood")
        except smtplib.SMTPRecipientsRefused as refused:
            code, _ = refused.recipients[message.address]
            return Attempt(message, _result(code), f"recipient refused: {code}")
        except smtplib.SMTPSenderRefused as refused:  # our own setting is wrong: nothing is the matter with this message
            return Attempt(message, Result.POSTPONED, f"sender refused: {refused.smtp_code}")
        except smtplib.SMTPResponseException as refused:
            return Attempt(message, _result(refused.smtp_code), f"message refused: {refused.smtp_code}")
        return Attempt(message, Result.SENT)


def read_address(text: str) -> str:
    """Read an address; it must be plain ASCII, because not every server on the way speaks SMTPUTF8; raise AddressNotUnderstood."""
    if not text.isascii():
        raise AddressNotUnderstood
    try:
        return Address(addr_spec=text).addr_spec
    except (ValueError, IndexError, MessageError):  # the parser of the standard library trips over what is no address at all
        raise AddressNotUnderstood from None


def _result(code: int) -> Result:
    """Read a reply code: try again, or never."""
    return Result.REFUSED if code >= PERMANENT else Result.POSTPONED
