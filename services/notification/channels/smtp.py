"""
The mail server that takes our mails: how it is reached, and as whom. What cannot be honoured is refused when the process starts.

smtp://         STARTTLS is demanded before anything is said (RFC 3207); port 587 unless named
smtps://        TLS from the first octet (RFC 8314); port 465
smtp+clear://   clear text, for a simulator or a server on the same machine; port 25; no credentials, except on the loopback
"""

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPException, SMTPNotSupportedError
from urllib.parse import SplitResult, unquote, urlsplit


class Protection(StrEnum):
    """How a conversation is hidden from others, by the scheme that asks for it."""

    STARTTLS = "smtp"
    TLS = "smtps"
    NONE = "smtp+clear"


PORTS = {Protection.STARTTLS: 587, Protection.TLS: 465, Protection.NONE: 25}


class MailServerNotUnderstood(ValueError):
    """The settings of the mail server ask for what is not known or not safe; the text repeats none of them."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server; `user` is empty when it asks for no login, `trust` is absent when the conversation is not hidden."""

    host: str
    port: int
    protection: Protection
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)

    def open(self, name: str, timeout: float) -> SMTP:
        """Begin a conversation as `name`, hidden and logged in as the settings want it, never less; raise OSError or SMTPException."""
        server = self._connected(name, timeout)
        try:
            if self.protection is Protection.STARTTLS:
                server.starttls(context=self.trust)
            if self.user:
                server.login(self.user, self.password)
        except (OSError, SMTPException):
            server.close()
            raise
        return server

    def _connected(self, name: str, timeout: float) -> SMTP:
        """Connect; the name given at EHLO is ours, which spares a question to the DNS."""
        if self.protection is Protection.TLS:
            return SMTP_SSL(self.host, self.port, local_hostname=name, timeout=timeout, context=self.trust)
        return SMTP(self.host, self.port, local_hostname=name, timeout=timeout)


def read_mail_server(url: str, password: str = "", ca_file: str = "") -> MailServer:
    """
    Read `smtp[s]://[user[:password]@]host[:port]`; the password may come apart, certificates are checked against `ca_file` (PEM) if given.

    Raise MailServerNotUnderstood for what cannot be honoured.
    """
    address = _address(url)
    protection = Protection(address.scheme)
    user, said = unquote(address.username or ""), unquote(address.password or "")
    _refuse_if(bool(said and password), "a password is given twice, in the address and in a file")
    secret = said or password
    _refuse_if(bool(user) != bool(secret), "a login needs both a user and a password")
    _refuse_if(not (user + secret).isascii(), "a login must be plain ASCII")
    host = address.hostname or ""
    _refuse_if(bool(user) and protection is Protection.NONE and not _is_here(host), "a login would cross the network in clear text")
    trust = None if protection is Protection.NONE else _trust(ca_file)
    port = address.port or PORTS[protection]
    return MailServer(host=host, port=port, protection=protection, user=user, password=secret, trust=trust)


def why(error: Exception) -> str:
    """Say in one line why a conversation could not begin; it repeats nothing that was secret."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"certificate not trusted: {error.verify_message}"
        case SMTPAuthenticationError():
            return f"login refused: {error.smtp_code}"
        case SMTPNotSupportedError():
            return f"not offered by the server: {error}"
        case _:
            return f"server lost: {type(error).__name__}"


def _address(url: str) -> SplitResult:
    """Take an address apart; the parser's own complaints would repeat pieces of a password."""
    try:
        address = urlsplit(url)
        _refuse_if(address.scheme not in list(Protection), f"the scheme is none of {', '.join(Protection)}")
        _refuse_if(not address.hostname or address.port == 0, "the address names no host and port")
    except MailServerNotUnderstood:
        raise
    except ValueError:
        raise MailServerNotUnderstood("the address cannot be read") from None
    _refuse_if(bool(address.path.strip("/") or address.query or address.fragment), "the address has more than a host and a port")
    return address


def _trust(ca_file: str) -> ssl.SSLContext:
    """Believe the authorities in `ca_file`, or those of the system; names are checked."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError:  # ssl.SSLError is one
        raise MailServerNotUnderstood(f"{ca_file} holds no certificate") from None


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_if(wrong: bool, why: str) -> None:
    if wrong:
        raise MailServerNotUnderstood(f"SMTP_URL: {why}")
