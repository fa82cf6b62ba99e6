"""The signer's word for its own key, read by PyJWT and by OpenSSL, which know nothing of us."""

import subprocess
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey

from services.signature.activation import Recipient
from services.signature.authority import VOUCHING, Authority
from services.signature.domain.keys import MAX_NAME
from services.signature.vouching import LIFE, Voucher
from tests.signature.conftest import Office
from tests.signature.makers import a_key, an_authority

NOW = datetime.now(UTC)


@pytest.fixture
def recipient() -> Recipient:
    return Recipient(ECKey.generate_key("P-256", private=True))


@pytest.fixture
def authority() -> Authority:
    return Authority.from_pem(*an_authority())


@pytest.fixture
def voucher(recipient: Recipient, authority: Authority) -> Voucher:
    return Voucher(recipient, authority)


def chain_of(statement: str) -> list[x509.Certificate]:
    """Read the certificates of a statement."""
    return [x509.load_der_x509_certificate(b64decode(each)) for each in jwt.get_unverified_header(statement)["x5c"]]


def test_the_key_of_the_first_certificate_verifies_the_statement_and_the_statement_names_the_key(
    voucher: Voucher, recipient: Recipient
) -> None:
    statement = voucher.statement(NOW)

    leaf, _ = chain_of(statement)
    said = jwt.decode(statement, leaf.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), algorithms=["ES256"])

    assert said["jwk"] == recipient.public_jwk()
    assert "d" not in said["jwk"]
    assert said["exp"] - said["iat"] == LIFE.total_seconds()


def test_openssl_finds_the_certificate_issued_by_the_authority(voucher: Voucher, authority: Authority, tmp_path: Path) -> None:
    leaf, above = chain_of(voucher.statement(NOW))
    (tmp_path / "leaf.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
    (tmp_path / "ca.pem").write_text(authority.pem())

    command = "openssl verify -ignore_critical -CAfile ca.pem leaf.pem"
    verified = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    printed = subprocess.run(
        ["openssl", "x509", "-in", "ca.pem", "-noout", "-fingerprint", "-sha256"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout

    assert verified.returncode == 0, verified.stderr
    assert above == authority.certificate
    assert printed.strip().partition("=")[2] == authority.fingerprint()


def test_a_certificate_that_vouches_signs_nothing_for_a_person_and_a_signatorys_vouches_for_nothing(
    voucher: Voucher, authority: Authority
) -> None:
    leaf, _ = chain_of(voucher.statement(NOW))
    signatory = authority.certify(a_key(name="R" * MAX_NAME), leaf.public_key(), NOW)  # type: ignore[arg-type]  # it is a P-256 key

    purpose = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value

    assert (list(purpose.value), purpose.critical) == ([VOUCHING], True)
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, False, False)
    with pytest.raises(x509.ExtensionNotFound):
        signatory.extensions.get_extension_for_class(x509.ExtendedKeyUsage)


def test_a_statement_is_good_for_half_a_day_at_least_and_renewed_before_its_end(voucher: Voucher) -> None:
    first = voucher.statement(NOW)

    assert voucher.statement(NOW + timedelta(hours=11, minutes=59)) == first
    later = NOW + timedelta(hours=12)
    assert voucher.statement(later) != first
    assert jwt.decode(voucher.statement(later), options={"verify_signature": False})["exp"] == int((later + LIFE).timestamp())
    assert chain_of(voucher.statement(later))[0].public_key() != chain_of(first)[0].public_key()


def test_the_signer_gives_the_plain_key_and_its_word_for_it(office: Office) -> None:
    given = office.signer.recipient_key("")

    said = jwt.decode(given["certified"], options={"verify_signature": False})
    assert {**said["jwk"], "certified": given["certified"]} == given
