"""The mailbox, written to over SMTP and read over HTTP."""

import json
import smtplib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from simulators.mailbox.faults import Faults
from simulators.mailbox.letters import Letters
from simulators.mailbox.pages import create_app
from simulators.mailbox.smtp import serve
from tests.simulators.card_house import served


@dataclass
class Mailbox:
    """A running mailbox, and the two ways into it."""

    folder: Path
    port: int
    reader: httpx.Client

    def send(self, message: EmailMessage) -> None:
        """Deliver one message."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as smtp:
            smtp.send_message(message)

    def listed(self, **filters: str | int) -> list[dict[str, object]]:
        """Read the list."""
        return list(self.reader.get("/messages", params=filters).json())

    def misbehaves(self, fault: str, **details: object) -> httpx.Response:
        """Order misbehaviour."""
        return self.reader.post("/control", json={"misbehave": fault, **details})


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """An empty mailbox on free ports."""
    letters, faults = Letters(tmp_path), Faults()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = serve(letters, faults, port)
    with served(create_app(letters, faults)) as address, httpx.Client(base_url=address, trust_env=False) as reader:
        yield Mailbox(tmp_path, port, reader)
    controller.stop()


def a_message(
    message_id: str = "<1@rokhas.test>", to: str = "owner@example.test", subject: str = "Bonjour", text: str = "Un texte"
) -> EmailMessage:
    """One message."""
    message = EmailMessage()
    message["Message-ID"], message["From"], message["To"], message["Subject"] = message_id, "rokhas@example.test", to, subject
    message.set_content(text)
    message["Content-Language"] = "ar" if "ر" in text else "fr"
    return message


def test_a_message_is_kept_and_read_decoded(mailbox: Mailbox) -> None:
    mailbox.send(a_message(subject="رخصة البناء جاهزة", text="رخصتكم جاهزة.\n"))

    (letter,) = mailbox.listed()
    assert (letter["subject"], letter["text"], letter["recipients"]) == ("رخصة البناء جاهزة", "رخصتكم جاهزة.\n", ["owner@example.test"])
    page = mailbox.reader.get(f"/messages/{letter['id']}").text
    assert "رخصتكم جاهزة." in page
    assert '<article dir="rtl">' in page


def test_the_same_message_sent_again_replaces_itself_and_is_counted(mailbox: Mailbox) -> None:
    for _ in range(3):
        mailbox.send(a_message())

    (letter,) = mailbox.listed()
    assert letter["deliveries"] == 3
    assert len(list(mailbox.folder.glob("*.eml"))) == 1
    deliveries = [json.loads(line) for line in (mailbox.folder / "deliveries.jsonl").read_text().splitlines()]
    assert [delivery["message_id"] for delivery in deliveries] == ["<1@rokhas.test>"] * 3


def test_messages_are_listed_newest_first_and_by_recipient(mailbox: Mailbox) -> None:
    mailbox.send(a_message("<1@t>", to="a@example.test"))
    mailbox.send(a_message("<2@t>", to="b@example.test"))
    mailbox.send(a_message("<3@t>", to="a@example.test"))

    assert [letter["message_id"] for letter in mailbox.listed()] == ["<3@t>", "<2@t>", "<1@t>"]
    assert [letter["message_id"] for letter in mailbox.listed(to="A@example.test")] == ["<3@t>", "<1@t>"]
    assert [letter["message_id"] for letter in mailbox.listed(limit=1)] == ["<3@t>"]
    assert mailbox.reader.get("/", params={"to": "b@example.test"}).text.count("<tr><td>") == 1


def test_messages_survive_a_restart_and_a_torn_line(mailbox: Mailbox) -> None:
    mailbox.send(a_message())
    log = mailbox.folder / "deliveries.jsonl"
    log.write_bytes(log.read_bytes() + b'{"at": "2026')

    again = Letters(mailbox.folder)

    assert [letter.message_id for letter in again.newest()] == ["<1@rokhas.test>"]
    assert log.read_bytes().endswith(b"}\n")


def test_the_source_of_a_message_can_be_had(mailbox: Mailbox) -> None:
    mailbox.send(a_message())

    (letter,) = mailbox.listed()

    assert b"Message-ID: <1@rokhas.test>" in mailbox.reader.get(f"/messages/{letter['id']}.eml").content


def test_an_unknown_message_is_not_found(mailbox: Mailbox) -> None:
    assert mailbox.reader.get("/messages/nothing").status_code == 404
    assert mailbox.reader.get("/messages/nothing.eml").status_code == 404


def test_a_message_cannot_run_a_script_on_the_page(mailbox: Mailbox) -> None:
    mailbox.send(a_message(subject="<script>alert(1)</script>", text="<script>alert(2)</script>"))

    (letter,) = mailbox.listed()
    pages = mailbox.reader.get("/").text + mailbox.reader.get(f"/messages/{letter['id']}").text

    assert "<script>" not in pages


@pytest.mark.parametrize(("fault", "code"), [("refuse-temporarily", 451), ("refuse-permanently", 550)])
def test_it_refuses_one_address_on_command(mailbox: Mailbox, fault: str, code: int) -> None:
    mailbox.misbehaves(fault, address="a@example.test", times=1)
    mailbox.send(a_message("<1@t>", to="b@example.test"))

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        mailbox.send(a_message("<2@t>", to="a@example.test"))
    mailbox.send(a_message("<2@t>", to="a@example.test"))

    assert refusal.value.recipients["a@example.test"][0] == code
    assert [letter["deliveries"] for letter in mailbox.listed()] == [1, 1]


def test_it_hangs_up_after_it_kept_the_message(mailbox: Mailbox) -> None:
    mailbox.misbehaves("drop-after-data")

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        mailbox.send(a_message())
    mailbox.send(a_message())

    (letter,) = mailbox.listed()
    assert letter["deliveries"] == 2


def test_it_takes_its_time_on_command(mailbox: Mailbox) -> None:
    mailbox.misbehaves("slow", seconds=0.2)
    began = time.monotonic()

    mailbox.send(a_message())

    assert time.monotonic() - began >= 0.2
    assert len(mailbox.listed()) == 1


def test_misbehaviour_can_be_called_off(mailbox: Mailbox) -> None:
    mailbox.misbehaves("refuse-permanently", times=5)
    assert mailbox.misbehaves("refuse-permanently", times=0).json() == []

    mailbox.send(a_message())

    assert len(mailbox.listed()) == 1


@pytest.mark.parametrize(
    "order", [{}, [], {"misbehave": "explode"}, {"misbehave": "slow", "seconds": "x"}, {"misbehave": "slow", "times": None}]
)
def test_an_order_to_misbehave_that_makes_no_sense_is_refused(mailbox: Mailbox, order: object) -> None:
    assert mailbox.reader.post("/control", json=order).status_code == 422
