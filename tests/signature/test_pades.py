"""PAdES signatures, checked by three independent verifiers: poppler, OpenSSL, pyHanko."""

import io
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from services.signature.appearance import composed
from services.signature.authority import Authority
from services.signature.keystore import SoftwareKeystore
from services.signature.pades import NotSignable, OpenKeySigner, sign_pdf
from tests.signature.makers import NOW, PIN, a_key, a_pdf, an_active_key, an_authority


@dataclass
class Desk:
    """A signatory with an open key under an authority."""

    authority: Authority
    certificate: x509.Certificate
    signer: OpenKeySigner
    appearance: PdfFileReader


@pytest.fixture
def desk() -> Desk:
    authority = Authority.from_pem(*an_authority())
    keystore = SoftwareKeystore(b"s" * 32)
    public_key, stored = keystore.generate("owner", PIN)
    certificate = authority.certify(a_key(), public_key, datetime.now(UTC))
    with keystore.open("owner", stored, PIN) as sign:
        return Desk(authority, certificate, OpenKeySigner(sign, certificate, authority.certificate), composed(an_active_key(), NOW))


def test_poppler_finds_a_valid_signature_over_the_whole_document(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "permit.pdf").write_bytes(sign_pdf(a_pdf(), desk.signer, "09.541.01.13", desk.appearance))

    said = subprocess.run(["pdfsig", "-nocert", "permit.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Amina El Fassi" in said


def test_openssl_verifies_the_signature_up_to_the_authority(desk: Desk, tmp_path: Path) -> None:
    signed = sign_pdf(a_pdf(), desk.signer, "09.541.01.13", desk.appearance)

    assert openssl_accepts(signed, desk.authority, tmp_path)


def test_openssl_refuses_a_document_changed_after_the_signature(desk: Desk, tmp_path: Path) -> None:
    signed = sign_pdf(a_pdf("one floor"), desk.signer, "09.541.01.13", desk.appearance)

    changed = signed.replace(b"one floor", b"ten floor")

    assert changed != signed
    assert not openssl_accepts(changed, desk.authority, tmp_path)


def test_openssl_refuses_a_signature_under_another_authority(desk: Desk, tmp_path: Path) -> None:
    signed = sign_pdf(a_pdf(), desk.signer, "09.541.01.13", desk.appearance)

    assert not openssl_accepts(signed, Authority.from_pem(*an_authority()), tmp_path)


def test_pyhanko_finds_an_intact_trusted_signature_that_covers_everything(desk: Desk) -> None:
    signed = sign_pdf(a_pdf(), desk.signer, "09.541.01.13", desk.appearance)
    root = asn1_x509.Certificate.load(desk.authority.certificate.public_bytes(Encoding.DER))

    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))

    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"


def test_each_certificate_is_in_the_signature_once(desk: Desk) -> None:
    signed = cms.ContentInfo.load(cms_of(sign_pdf(a_pdf(), desk.signer, "09.541.01.13", desk.appearance)))

    within = [each.chosen.dump() for each in signed["content"]["certificates"]]

    assert sorted(within) == sorted(each.public_bytes(Encoding.DER) for each in (desk.certificate, desk.authority.certificate))


def test_the_certificate_names_the_signatory_his_office_and_his_commune_for_signatures_only(desk: Desk) -> None:
    names = {attribute.rfc4514_attribute_name: attribute.value for attribute in desk.certificate.subject}
    usage = desk.certificate.extensions.get_extension_for_class(x509.KeyUsage).value

    assert names["CN"] == "Amina El Fassi"
    assert "president" in names.values()
    assert names["O"] == "Commune 09.541.01.13"
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    desk.certificate.verify_directly_issued_by(desk.authority.certificate)


@pytest.mark.parametrize("content", [b"", b"not a pdf", a_pdf()[:200]])
def test_what_is_not_a_pdf_cannot_be_signed(desk: Desk, content: bytes) -> None:
    with pytest.raises(NotSignable):
        sign_pdf(content, desk.signer, "09.541.01.13", desk.appearance)


def test_an_authority_whose_key_and_certificate_do_not_belong_together_is_refused() -> None:
    (key, _), (_, certificate) = an_authority(), an_authority()

    with pytest.raises(ValueError, match="do not belong together"):
        Authority.from_pem(key, certificate)


def test_a_certificate_is_for_a_p256_key(desk: Desk) -> None:
    public_key = desk.certificate.public_key()

    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    assert public_key.curve.name == "secp256r1"


def openssl_accepts(signed: bytes, authority: Authority, folder: Path) -> bool:
    """Ask OpenSSL whether the CMS inside the PDF signs its byte range under the authority (non-repudiation is no S/MIME purpose)."""
    start, length, rest, tail = byte_range(signed)
    (folder / "cms.der").write_bytes(cms_of(signed))
    (folder / "content").write_bytes(signed[start : start + length] + signed[rest : rest + tail])
    (folder / "ca.pem").write_text(authority.pem())
    command = "openssl cms -verify -binary -inform DER -in cms.der -content content -CAfile ca.pem -purpose any -out verified"
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode == 0


def byte_range(signed: bytes) -> tuple[int, int, int, int]:
    """Find what the signature covers: start and length, twice."""
    found = re.search(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) ?\]", signed)
    assert found
    start, length, rest, tail = (int(number) for number in found.groups())
    return start, length, rest, tail


def cms_of(signed: bytes) -> bytes:
    """Take the signature out of the PDF, with the zeros that fill its room."""
    start, length, rest, _ = byte_range(signed)
    return bytes.fromhex(signed[start + length + 1 : rest - 1].decode())
