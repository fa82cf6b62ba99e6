"""Mail to a server that demands TLS and a login; what it does not give is never done without."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from services.notification.channels.mail import AddressNotUnderstood, MailCarrier
from services.notification.channels.smtp import MailServer, MailServerNotUnderstood, Protection, read_mail_server
from services.notification.domain.attempt import Attempt, Result
from services.notification.settings import read_notification_settings
from tests.notification.guarded_mailbox import PASSWORD, USER, GuardedMailbox
from tests.notification.makers import a_message

SENDER = "ne-pas-repondre@rokhas.example"
DEMANDING: dict[str, Any] = {"require_starttls": True, "auth_required": True}

Opens = Callable[..., GuardedMailbox]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opens]:
    """Open mail servers."""
    servers: list[GuardedMailbox] = []

    def open_server(**demands: Any) -> GuardedMailbox:
        servers.append(GuardedMailbox(tmp_path / f"server-{len(servers)}", **demands))
        return servers[-1]

    yield open_server
    for server in servers:
        server.stop()


def tried(server: MailServer) -> tuple[list[Attempt], list[Any]]:
    """Try to send one mail; give what came of it, and what was logged."""
    with capture_logs() as logged:
        attempts = list(MailCarrier(server, SENDER, timeout=5).deliver([a_message()]))
    return attempts, list(logged)


def spoken_to(
    mailbox: GuardedMailbox, scheme: str = "smtp", *, user: str = USER, password: str = PASSWORD, trusted: bool = True
) -> MailServer:
    """Give a server as the settings name it, its password apart."""
    url = f"{scheme}://{user}@127.0.0.1:{mailbox.port}" if user else f"{scheme}://127.0.0.1:{mailbox.port}"
    return read_mail_server(url, password if user else "", str(mailbox.ca_file) if trusted else "")


def test_a_mail_goes_through_starttls_and_a_login(opened: Opens) -> None:
    mailbox = opened(**DEMANDING)

    attempts, logged = tried(spoken_to(mailbox))

    assert [attempt.result for attempt in attempts] == [Result.SENT]
    assert len(mailbox.letters.newest()) == 1
    assert mailbox.logins.tried == [(USER.encode(), PASSWORD.encode())]
    assert logged == []


def test_a_mail_goes_through_tls_from_the_first_octet(opened: Opens) -> None:
    mailbox = opened(implicit=True)

    attempts, _ = tried(spoken_to(mailbox, "smtps"))

    assert [attempt.result for attempt in attempts] == [Result.SENT]
    assert len(mailbox.letters.newest()) == 1
    assert mailbox.logins.tried == [(USER.encode(), PASSWORD.encode())]


def test_a_password_may_stand_in_the_address(opened: Opens) -> None:
    mailbox = opened(**DEMANDING)
    url = f"smtp://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{mailbox.port}"

    attempts, _ = tried(read_mail_server(url, ca_file=str(mailbox.ca_file)))

    assert [attempt.result for attempt in attempts] == [Result.SENT]


def test_a_server_without_starttls_is_told_nothing(opened: Opens) -> None:
    mailbox = opened(auth_required=False)

    attempts, logged = tried(spoken_to(mailbox))

    assert [(attempt.result, attempt.reason) for attempt in attempts] == [
        (Result.POSTPONED, "not offered by the server: STARTTLS extension not supported by server.")
    ]
    assert (mailbox.letters.newest(), mailbox.logins.tried) == ([], [])
    assert [(line["event"], line["reason"]) for line in logged] == [("mail-server-refused", attempts[0].reason)]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_an_unknown_authority_is_not_believed(opened: Opens, scheme: str) -> None:
    mailbox = opened(implicit=True) if scheme == "smtps" else opened(**DEMANDING)

    attempts, _ = tried(spoken_to(mailbox, scheme, trusted=False))

    assert [attempt.result for attempt in attempts] == [Result.POSTPONED]
    assert attempts[0].reason.startswith("certificate not trusted: self-signed certificate")
    assert (mailbox.letters.newest(), mailbox.logins.tried) == ([], [])


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_another_server_is_not_believed(opened: Opens, scheme: str) -> None:
    demands = {"implicit": True} if scheme == "smtps" else DEMANDING
    mailbox = opened(certificate_for="mail.example", **demands)

    attempts, _ = tried(spoken_to(mailbox, scheme))

    assert [attempt.result for attempt in attempts] == [Result.POSTPONED]
    assert "IP address mismatch" in attempts[0].reason
    assert (mailbox.letters.newest(), mailbox.logins.tried) == ([], [])


def test_a_wrong_password_postpones_and_is_said_nowhere(opened: Opens) -> None:
    mailbox = opened(**DEMANDING)

    attempts, logged = tried(spoken_to(mailbox, password="another-secret"))

    assert [(attempt.result, attempt.reason) for attempt in attempts] == [(Result.POSTPONED, "login refused: 535")]
    assert "another-secret" not in f"{attempts}{logged}{spoken_to(mailbox, password='another-secret')}"


def test_a_login_that_the_server_does_not_offer_is_not_done_without(opened: Opens) -> None:
    mailbox = opened(require_starttls=True, auth_exclude_mechanism=["LOGIN", "PLAIN"])

    attempts, _ = tried(spoken_to(mailbox))

    assert [attempt.result for attempt in attempts] == [Result.POSTPONED]
    assert mailbox.letters.newest() == []


def test_green_threads_speak_tls_too(opened: Opens) -> None:
    """The service runs under eventlet, whose sockets and TLS are its own."""
    mailbox = opened(**DEMANDING)
    program = (
        "import eventlet; eventlet.monkey_patch()\n"
        "from tests.notification.test_mail_server import MailCarrier, SENDER, a_message, read_mail_server\n"
        f"server = read_mail_server('smtp://{USER}@127.0.0.1:{mailbox.port}', {PASSWORD!r}, {str(mailbox.ca_file)!r})\n"
        "print([str(each.result) for each in MailCarrier(server, SENDER).deliver([a_message()])])"
    )

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False, timeout=60)

    assert (done.stdout, done.returncode) == ("['sent']\n", 0), done.stderr
    assert len(mailbox.letters.newest()) == 1


@pytest.mark.parametrize(
    ("url", "host", "port", "protection"),
    [
        ("smtp://mail.example", "mail.example", 587, Protection.STARTTLS),
        ("smtp://mail.example:2587/", "mail.example", 2587, Protection.STARTTLS),
        ("smtps://mail.example", "mail.example", 465, Protection.TLS),
        ("smtp+clear://mailbox:2525", "mailbox", 2525, Protection.NONE),
        ("smtp+clear://user:word@[::1]", "::1", 25, Protection.NONE),
        ("smtp+clear://user:word@localhost", "localhost", 25, Protection.NONE),
    ],
)
def test_an_address_says_how_the_conversation_is_hidden(url: str, host: str, port: int, protection: Protection) -> None:
    server = read_mail_server(url)

    assert (server.host, server.port, server.protection) == (host, port, protection)
    assert (server.trust is None) == (protection is Protection.NONE)


@pytest.mark.parametrize(
    ("url", "password"),
    [
        ("mail.example:587", ""),
        ("http://mail.example", ""),
        ("smtp://", ""),
        ("smtp://:587", ""),
        ("smtp://mail.example:0", ""),
        ("smtp://mail.example:port", ""),
        ("smtp://user:sec/ret@mail.example", ""),  # not escaped
        ("smtp://user:sec#ret@mail.example", ""),
        ("smtp://user:secret@mail.example?starttls=no", ""),
        ("smtp://user:secret@mail.example", "secret"),  # twice
        ("smtp://user@mail.example", ""),
        ("smtp://mail.example", "secret"),
        ("smtp://:secret@mail.example", ""),
        ("smtp+clear://user:secret@mail.example", ""),  # across the network
        ("smtp+clear://user@192.0.2.7", "secret"),
        ("smtp://user@mail.example", "secret-é"),
    ],
)
def test_what_cannot_be_honoured_is_refused_at_the_start_without_repeating_it(url: str, password: str) -> None:
    with pytest.raises(MailServerNotUnderstood) as refused:
        read_mail_server(url, password)

    assert not [word for word in ("sec", "ret") if word in str(refused.value)]
    assert refused.value.__cause__ is None


def test_an_authority_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")

    for file in ("empty.pem", "missing.pem"):
        with pytest.raises(MailServerNotUnderstood):
            read_mail_server("smtp://mail.example", ca_file=str(tmp_path / file))


@pytest.mark.parametrize("sender", ["", "rokhas", "a@b\r\nBcc: c@d.example", "x <a@b.example>"])
def test_a_sender_to_whom_nobody_could_answer_is_refused_at_the_start(sender: str) -> None:
    with pytest.raises(AddressNotUnderstood):
        MailCarrier(read_mail_server("smtp://mail.example"), sender)


def test_a_subject_of_two_lines_adds_no_header() -> None:
    carrier = MailCarrier(read_mail_server("smtp://mail.example"), SENDER)

    written = carrier.compose(a_message(subject="Permis\r\nBcc: thief@example.ma", text="x"))

    assert b"\r\nBcc:" not in written


def test_the_password_comes_in_a_file_and_is_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    settings = {
        "SMTP_URL": f"smtp://{USER}@mail.example",
        "SMTP_PASSWORD_FILE": str(tmp_path / "password"),
        "MAIL_FROM": SENDER,
        "SMS_FOLDER": "/sms",
        "PUBLIC_URL": "https://rokhas.example",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    read = read_notification_settings()

    assert read.smtp_password == PASSWORD
    assert PASSWORD not in repr(read)
