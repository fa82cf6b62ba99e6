"""What the signer reads from its environment, beside the settings of every process; all of its secrets come in files."""

from dataclasses import dataclass

from environs import Env


@dataclass(frozen=True, kw_only=True)
class SignerSettings:
    """The signer's own secrets and its door to the schema `keys`."""

    database_url: str
    recipient_key: str  # private JWK, P-256: opens activations
    authority_key: bytes  # PEM
    authority_certificate: bytes  # PEM
    secret: bytes  # strengthens PINs: without it a stolen database is of no use


def read_signer_settings(env: Env | None = None) -> SignerSettings:
    """Read the settings and the files they name; whatever is missing stops the signer at once."""
    env = env or Env()
    return SignerSettings(
        database_url=env.str("SIGNER_DATABASE_URL"),
        recipient_key=env.path("SIGNER_RECIPIENT_KEY_FILE").read_text(),
        authority_key=env.path("SIGNER_CA_KEY_FILE").read_bytes(),
        authority_certificate=env.path("SIGNER_CA_CERTIFICATE_FILE").read_bytes(),
        secret=env.path("SIGNER_SECRET_FILE").read_bytes().strip(),
    )
