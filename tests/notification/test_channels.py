"""Mail against a real SMTP server, SMS against the development provider."""

import json
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from contracts.calls.notification import Channel
from services.notification.channels.mail import MailCarrier
from services.notification.channels.sms import FileProvider, NumberRefused, SmsCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import Message
from simulators.mailbox.faults import Fault, Faults, Order
from simulators.mailbox.letters import Letter, Letters
from simulators.mailbox.smtp import serve
from tests.notification.makers import a_message


class Mailbox:
    """The development mail server, with its own folder and its moods."""

    def __init__(self, folder: Path) -> None:
        """Listen on a free port of the loopback."""
        self.letters, self.faults = Letters(folder), Faults()
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Serve."""
        self._controller = serve(self.letters, self.faults, self.port)

    def stop(self) -> None:
        """Serve no more."""
        self._controller.stop(no_assert=True)

    @property
    def url(self) -> str:
        """Give the address of the server."""
        return f"smtp+clear://127.0.0.1:{self.port}"

    def only_letter(self) -> Letter:
        """Give the one mail that was received."""
        (letter,) = self.letters.newest()
        return letter


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """A mail server."""
    mailbox = Mailbox(tmp_path / "mailbox")
    yield mailbox
    mailbox.stop()


@pytest.fixture
def carrier(mailbox: Mailbox) -> MailCarrier:
    """What hands our mails to that server."""
    return MailCarrier(read_mail_server(mailbox.url), "ne-pas-repondre@rokhas.example", timeout=5)


def results(attempts: Iterator[Attempt]) -> list[Result]:
    """List what came of attempts."""
    return [attempt.result for attempt in attempts]


ARABIC = a_message(
    locale="ar",
    subject="تم إيداع ملفكم رقم 2026-000001",
    text="السلام عليكم،\nتم إيداع طلب رخصة البناء.\nhttps://rokhas.example/dossiers/1\n",
)


def test_a_mail_arrives_as_it_was_written(mailbox: Mailbox, carrier: MailCarrier) -> None:
    message = a_message()

    assert results(carrier.deliver([message])) == [Result.SENT]

    letter = mailbox.only_letter()
    assert (letter.subject, letter.text.splitlines(), letter.language) == (message.subject, message.text.splitlines(), "fr")
    assert letter.recipients == (message.address,)
    assert letter.message_id == f"<{message.id}@rokhas.example>"


def test_an_arabic_mail_arrives_readable_with_its_charset(mailbox: Mailbox, carrier: MailCarrier) -> None:
    list(carrier.deliver([ARABIC]))

    letter = mailbox.only_letter()
    raw = message_from_bytes(mailbox.letters.raw(letter.id), policy=default)
    assert (letter.subject, letter.text.splitlines()) == (ARABIC.subject, ARABIC.text.splitlines())
    assert (raw.get_content_type(), raw.get_content_charset(), raw["Content-Transfer-Encoding"]) == ("text/plain", "utf-8", "base64")
    assert all(byte < 128 for byte in mailbox.letters.raw(letter.id))


def test_a_mail_sent_again_is_the_same_mail_to_the_octet(carrier: MailCarrier) -> None:
    message = a_message()

    assert carrier.compose(message) == carrier.compose(message)


def test_a_mail_whose_outcome_is_unknown_is_postponed_and_its_second_sending_adds_no_message(
    mailbox: Mailbox, carrier: MailCarrier
) -> None:
    message = a_message()
    mailbox.faults.order(Order(Fault.DROP_AFTER_DATA))

    first = results(carrier.deliver([message]))
    second = results(carrier.deliver([message]))

    assert (first, second) == ([Result.POSTPONED], [Result.SENT])
    assert mailbox.only_letter().deliveries == 2


def test_several_mails_share_one_connection_and_one_refusal_does_not_stop_the_others(mailbox: Mailbox, carrier: MailCarrier) -> None:
    messages = [a_message(address=f"{name}@example.ma") for name in ("one", "two", "three", "four")]
    mailbox.faults.order(Order(Fault.REFUSE_PERMANENTLY, "two@example.ma"))
    mailbox.faults.order(Order(Fault.REFUSE_TEMPORARILY, "three@example.ma"))

    attempts = list(carrier.deliver(messages))

    assert [attempt.result for attempt in attempts] == [Result.SENT, Result.REFUSED, Result.POSTPONED, Result.SENT]
    assert [attempt.reason for attempt in attempts] == ["", "recipient refused: 550", "recipient refused: 451", ""]


def test_when_the_server_hangs_up_what_it_has_not_taken_is_postponed(mailbox: Mailbox, carrier: MailCarrier) -> None:
    messages = [a_message(address=f"{name}@example.ma") for name in ("one", "two", "three")]
    mailbox.faults.order(Order(Fault.DROP_AFTER_DATA, "two@example.ma"))

    assert results(carrier.deliver(messages)) == [Result.SENT, Result.POSTPONED, Result.POSTPONED]


def test_when_the_server_is_away_everything_is_postponed() -> None:
    carrier = MailCarrier(read_mail_server(f"smtp+clear://127.0.0.1:{free_port()}"), "ne-pas-repondre@rokhas.example", timeout=5)

    assert results(carrier.deliver([a_message(), a_message()])) == [Result.POSTPONED, Result.POSTPONED]


@pytest.mark.parametrize("address", ["", "@", "nobody", "étudiant@example.ma", "a@b\r\nBcc: c@d", "two words@example.ma"])
def test_an_address_that_is_none_is_refused_for_good(mailbox: Mailbox, carrier: MailCarrier, address: str) -> None:
    attempts = list(carrier.deliver([a_message(address=address), a_message()]))

    assert [attempt.result for attempt in attempts] == [Result.REFUSED, Result.SENT]


def an_sms(**what_matters: object) -> Message:
    """Make an SMS that waits to be sent."""
    return a_message(**{"channel": Channel.SMS, "address": "+212661000001", "subject": "", "text": "رخص: تم إيداع ملفكم", **what_matters})


def test_an_sms_is_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    carrier, message = SmsCarrier(FileProvider(tmp_path / "sms")), an_sms()

    assert results(carrier.deliver([message, message])) == [Result.SENT, Result.SENT]

    (written,) = (tmp_path / "sms").iterdir()
    assert written.name == f"{message.id}.json"
    assert json.loads(written.read_text("utf-8")) == {"id": message.id, "to": message.address, "text": message.text}


def test_an_sms_waits_while_the_provider_is_away(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file where the folder should be")
    carrier = SmsCarrier(FileProvider(tmp_path / "sms"))

    assert results(carrier.deliver([an_sms()])) == [Result.POSTPONED]


class LandlineRefuser:
    """A provider that carries nothing to fixed lines."""

    def send(self, message_id: str, number: str, text: str) -> None:
        """Refuse the numbers that begin like a fixed line."""
        if number.startswith("+2125"):
            raise NumberRefused(number[:5])


def test_an_sms_to_a_number_that_the_provider_refuses_is_given_up() -> None:
    carrier = SmsCarrier(LandlineRefuser())

    assert results(carrier.deliver([an_sms(address="+212528000000"), an_sms()])) == [Result.REFUSED, Result.SENT]
