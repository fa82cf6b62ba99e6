"""Find the running platform and its people."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from demo.people import Cast
from demo.sealing import Trust
from deploy.local.platform import Platform


def cast(patience: float = 0.0) -> Cast:
    """Give the people of the running platform; refuse, saying what to do, when none runs."""
    platform = Platform.running()
    trust = Trust(fingerprint_of(platform.folder.secrets / "ca.pem"))
    return Cast.of(platform.base_url, platform.addresses.mailbox_url, platform.folder.accounts, trust, patience)


def fingerprint_of(certificate: Path) -> str:
    """Give the SHA-256 of a certificate (PEM), in hexadecimal: as the installer sees it, not as the platform tells it."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(SHA256()).hex()
