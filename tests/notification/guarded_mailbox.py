"""A mail server that demands what those on the internet demand: TLS with a certificate of its own authority, and a login."""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from simulators.mailbox.faults import Faults
from simulators.mailbox.letters import Letters
from simulators.mailbox.smtp import Postman
from tests.notification.test_channels import free_port

USER, PASSWORD = "rokhas", "p@ss/word:1"


@dataclass
class Logins:
    """Who tried to log in, and with which words."""

    tried: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __call__(self, server: SMTP, connection: Any, envelope: Any, mechanism: str, said: LoginPassword) -> AuthResult:
        """Let one user in."""
        self.tried.append((said.login, said.password))
        return AuthResult(success=(said.login, said.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class GuardedMailbox:
    """A server on a free port of the loopback; `demands` are aiosmtpd's, `certificate_for` names whom its certificate names."""

    def __init__(self, folder: Path, *, certificate_for: str = "127.0.0.1", implicit: bool = False, **demands: Any) -> None:
        """Make the authority and the certificate, and serve."""
        self.letters, self.logins, self.ca_file = Letters(folder / "letters"), Logins(), folder / "ca.pem"
        context = a_certificate(folder, certificate_for)
        if implicit:
            demands |= {"ssl_context": context}
        elif demands.get("require_starttls"):
            demands |= {"tls_context": context}
        quiet = {"authenticator": self.logins, "auth_require_tls": not implicit}  # of TLS, aiosmtpd knows STARTTLS alone
        self.port = free_port()
        self._controller = Controller(Postman(self.letters, Faults()), hostname="127.0.0.1", port=self.port, **quiet, **demands)
        self._controller.start()

    def stop(self) -> None:
        """Serve no more."""
        self._controller.stop(no_assert=True)


def a_certificate(folder: Path, name: str) -> ssl.SSLContext:
    """Make an authority (`ca.pem`) and a server's certificate for an address or a name; give what the server needs."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    common, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test mail")]), datetime.now(UTC)
    alternative: x509.GeneralName = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder(issuer_name=common, subject_name=common, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context
