"""
Keys of one local platform, generated once under `secrets/`.

- `jwt/<kid>.pem` and `jwt/jwks.json`: the gateway signs tokens (ES256), everybody verifies with the public set (RFC 7517).
- `signer-recipient.json`: the signer's private JWK; PINs are encrypted to it (ECDH-ES on P-256, RFC 7518).
- `ca-key.pem`, `ca.pem`: the project's development authority, which certifies signatories' keys.
"""

import json
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey

from deploy.local.folder import RunFolder, write_private

AUTHORITY_YEARS = 10
KEPT_AS = {
    "SIGNER_RECIPIENT_KEY_FILE": "signer-recipient.json",
    "SIGNER_CA_KEY_FILE": "ca-key.pem",
    "SIGNER_CA_CERTIFICATE_FILE": "ca.pem",
}
"""The files that are made here, by the variables that name them."""


def create_keys(folder: RunFolder) -> None:
    """Generate whatever key does not exist yet."""
    makers = {
        "jwt/jwks.json": create_token_key,
        "signer-recipient.json": create_recipient_key,
        "ca.pem": create_authority,
    }
    for file, create in makers.items():
        if not (folder.secrets / file).exists():
            create(folder)


def create_token_key(folder: RunFolder) -> None:
    """Generate the key that signs access tokens, and the public set that verifies them."""
    keys = folder.secrets / "jwt"
    keys.mkdir(mode=0o700, exist_ok=True)
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    write_private(keys / f"{key.kid}.pem", key.as_pem(private=True).decode())
    write_private(keys / "jwks.json", json.dumps({"keys": [key.as_dict(private=False)]}, indent=2))


def create_recipient_key(folder: RunFolder) -> None:
    """Generate the key to which people's PINs are encrypted."""
    key = ECKey.generate_key("P-256", {"use": "enc"}, auto_kid=True)
    write_private(folder.secrets / "signer-recipient.json", json.dumps(key.as_dict(private=True)))


def create_authority(folder: RunFolder) -> None:
    """Generate the development authority: a P-256 key and its self-signed certificate (RFC 5280)."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(folder.secrets / "ca-key.pem", private.decode())
    write_private(folder.secrets / "ca.pem", _self_signed(key).public_bytes(Encoding.PEM).decode())


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "MA"),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Rokhas"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "Rokhas Development CA"),
        ]
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(days=365 * AUTHORITY_YEARS))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    builder = builder.add_extension(_certificate_signing_only(), critical=True)
    return builder.sign(key, SHA256())


def _certificate_signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
