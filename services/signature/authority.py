"""The project's certification authority: certificates of signatories, and of what vouches for the signer's own key (X.509, RFC 5280)."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from catalogue.territory.agencies import find_agency
from contracts.people import CHAIRS
from services.signature.domain.keys import SigningKey

LIFE = timedelta(days=730)  # two years, as the certificates that officials hold today
CLOCK_SKEW = timedelta(minutes=5)
LONGEST_ORGANISATION = 64  # RFC 5280, ub-organization-name

VOUCHING = x509.ObjectIdentifier("2.25.240452974330190324728548839934541894694")
"""Extended key usage of who may vouch for the signer's key, and of nobody else (an arc of our own: ITU-T X.667)."""


def _usage(*, commits: bool) -> x509.KeyUsage:
    """Allow signatures; `commits`: such as bind a person (non-repudiation)."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


class Authority:
    """The key and the certificate that stand above every signatory's."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        """Refuse a key and a certificate that do not belong together."""
        if key.public_key() != certificate.public_key():
            raise ValueError("the authority's key and certificate do not belong together")
        self._key, self.certificate = key, certificate

    @classmethod
    def from_pem(cls, key: bytes, certificate: bytes) -> "Authority":
        """Read the two PEM texts."""
        private = serialization.load_pem_private_key(key, password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise ValueError("the authority's key is not an elliptic-curve key")
        return cls(private, x509.load_pem_x509_certificate(certificate))

    def pem(self) -> str:
        """Give the certificate that anybody may download, as PEM text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def fingerprint(self) -> str:
        """Give the SHA-256 of the certificate as `openssl x509 -fingerprint -sha256` prints it: by it people know the authority."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def certify(self, key: SigningKey, public_key: ec.EllipticCurvePublicKey, now: datetime) -> x509.Certificate:
        """Certify that this public key is in the hand of that signatory: name, office, organisation; for signatures only, two years."""
        builder = self._certificate(_subject(key), public_key, now, LIFE)
        return builder.add_extension(_usage(commits=True), critical=True).sign(self._key, hashes.SHA256())

    def certify_voucher(self, public_key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta) -> x509.Certificate:
        """Certify that this public key vouches for the signer's own; the usage, which no signatory's certificate has, is critical."""
        builder = self._certificate(VOUCHER, public_key, now, life).add_extension(_usage(commits=False), critical=True)
        return builder.add_extension(x509.ExtendedKeyUsage([VOUCHING]), critical=True).sign(self._key, hashes.SHA256())

    def _certificate(
        self, subject: x509.Name, public_key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
    ) -> x509.CertificateBuilder:
        """Begin a certificate of somebody who certifies nobody."""
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.certificate.subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - CLOCK_SKEW)
            .not_valid_after(now + life)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(issuer, critical=False)
        )


VOUCHER = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "MA"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Rokhas"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Rokhas signer"),
    ]
)


def _subject(key: SigningKey) -> x509.Name:
    """Name the signatory; the account stands as serial number, so that two people of one name are told apart (RFC 5280)."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation_of(key)),
            x509.NameAttribute(NameOID.TITLE, key.role),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, key.holder),
            x509.NameAttribute(NameOID.COMMON_NAME, key.holder_name),
        ]
    )


def organisation_of(key: SigningKey) -> str:
    """Name for whom a key signs: an urban agency by its name, a commune or a province by its code."""
    agency = find_agency(key.commune)
    if agency is not None:
        return agency.name_fr[:LONGEST_ORGANISATION]
    return f"{'Commune' if key.role in CHAIRS else 'Province'} {key.commune}"
