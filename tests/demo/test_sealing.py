"""The device of a signatory: which key it seals to, which document it takes for the one that is to be signed."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey

from demo.platform import fingerprint_of
from demo.sealing import NotTrusted, Trust, certified, hash_of
from services.signature.activation import Recipient
from services.signature.authority import Authority
from services.signature.vouching import TYPE, Voucher
from tests.signature.makers import HASH, PIN, a_key, an_authority

NOW = datetime.now(UTC)


@dataclass
class Platform:
    """An authority, a signer's key, and what the platform answers about it."""

    authority: Authority = field(default_factory=lambda: Authority.from_pem(*an_authority()))
    recipient: Recipient = field(default_factory=lambda: Recipient(ECKey.generate_key("P-256", private=True)))

    @property
    def fingerprint(self) -> str:
        """Give what the device pins."""
        return self.authority.fingerprint().replace(":", "").lower()

    def answer(self, now: datetime = NOW) -> dict[str, Any]:
        """Give what `/v1/pki/recipient-key` answers."""
        return self.recipient.public_jwk() | {"certified": Voucher(self.recipient, self.authority).statement(now)}


@pytest.fixture
def platform() -> Platform:
    return Platform()


def stated(
    platform: Platform, *, jwk: Mapping[str, Any] | None = None, key: ec.EllipticCurvePrivateKey | None = None, **header: Any
) -> dict[str, Any]:
    """Make an answer like the signer's, but for what is named."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    leaf = platform.authority.certify_voucher(key.public_key(), NOW, timedelta(hours=1))
    wanted = {"typ": TYPE, "x5c": in_base64(leaf, platform.authority.certificate)} | header
    said = {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 60, "jwk": jwk or platform.recipient.public_jwk()}
    return {"certified": jwt.encode(said, key, algorithm="ES256", headers=wanted), **(jwk or platform.recipient.public_jwk())}


def in_base64(*certificates: x509.Certificate) -> list[str]:
    """Write certificates as x5c does."""
    return [b64encode(each.public_bytes(Encoding.DER)).decode() for each in certificates]


def test_what_is_sealed_to_the_certified_key_is_opened_by_the_signer_alone(platform: Platform) -> None:
    sealed = certified(platform.answer(), platform.fingerprint, NOW).seal({"pin": PIN, "documents": [HASH]})

    assert platform.recipient.open_ceremony(sealed).pin == PIN


def test_an_answer_made_by_hand_is_believed_when_it_is_right(platform: Platform) -> None:
    assert certified(stated(platform), platform.fingerprint, NOW).key.thumbprint() == platform.recipient.kid


def test_a_bare_key_is_refused(platform: Platform) -> None:
    with pytest.raises(NotTrusted):
        certified(platform.recipient.public_jwk(), platform.fingerprint, NOW)


def test_a_key_under_another_authority_is_refused(platform: Platform) -> None:
    with pytest.raises(NotTrusted, match="another authority"):
        certified(Platform().answer(), platform.fingerprint, NOW)


def test_a_certificate_that_only_shows_the_pinned_authority_is_refused(platform: Platform) -> None:
    attacker = Platform()
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = attacker.authority.certify_voucher(key.public_key(), NOW, timedelta(hours=1))

    with pytest.raises(NotTrusted):
        certified(stated(attacker, key=key, x5c=in_base64(leaf, platform.authority.certificate)), platform.fingerprint, NOW)


def test_a_statement_signed_by_somebody_else_than_its_certificate_is_refused(platform: Platform) -> None:
    leaf = platform.authority.certify_voucher(ec.generate_private_key(ec.SECP256R1()).public_key(), NOW, timedelta(hours=1))

    with pytest.raises(NotTrusted):
        certified(stated(platform, x5c=in_base64(leaf, platform.authority.certificate)), platform.fingerprint, NOW)


def test_a_signatory_of_the_same_authority_vouches_for_nothing(platform: Platform) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    signatory = platform.authority.certify(a_key(), key.public_key(), NOW)

    with pytest.raises(NotTrusted):
        certified(stated(platform, key=key, x5c=in_base64(signatory, platform.authority.certificate)), platform.fingerprint, NOW)


@pytest.mark.parametrize("elapsed", [timedelta(days=-1), timedelta(hours=24), timedelta(days=400)])
def test_a_statement_out_of_its_time_is_refused(platform: Platform, elapsed: timedelta) -> None:
    answer = platform.answer(NOW)

    with pytest.raises(NotTrusted):
        certified(answer, platform.fingerprint, NOW + elapsed)


def test_a_statement_that_outlives_its_certificate_or_the_reverse_is_refused(platform: Platform) -> None:
    with pytest.raises(NotTrusted):
        certified(stated(platform), platform.fingerprint, NOW + timedelta(seconds=61))


@pytest.mark.parametrize("header", [{"typ": "at+jwt"}, {"typ": None}, {"x5c": []}, {"x5c": None}, {"x5c": ["####", "####"]}])
def test_a_statement_of_another_kind_is_refused(platform: Platform, header: dict[str, Any]) -> None:
    with pytest.raises(NotTrusted):
        certified(stated(platform, **header), platform.fingerprint, NOW)


def test_a_statement_whose_kid_is_not_that_of_its_key_is_refused(platform: Platform) -> None:
    foreign = platform.recipient.public_jwk() | {"kid": Platform().recipient.kid}

    with pytest.raises(NotTrusted):
        certified(stated(platform, jwk=foreign), platform.fingerprint, NOW)


def test_another_key_shown_beside_the_certified_one_is_refused(platform: Platform) -> None:
    answer = platform.answer()

    with pytest.raises(NotTrusted):
        certified(Platform().recipient.public_jwk() | {"certified": answer["certified"]}, platform.fingerprint, NOW)


@pytest.mark.parametrize("garbage", ["", "a.b.c", "e30.e30.e30", 7, None])
def test_what_is_no_statement_is_refused(platform: Platform, garbage: object) -> None:
    with pytest.raises(NotTrusted):
        certified(platform.answer() | {"certified": garbage}, platform.fingerprint, NOW)


def test_the_key_is_asked_for_once_as_long_as_it_is_certified(platform: Platform) -> None:
    asked = []

    def ask() -> Mapping[str, Any]:
        asked.append(1)
        return platform.answer()

    trust = Trust(platform.fingerprint)

    assert trust.recipient(ask) is trust.recipient(ask)
    assert len(asked) == 1


def test_the_fingerprint_is_read_where_the_installer_keeps_the_certificate(platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(platform.authority.pem())

    assert fingerprint_of(tmp_path / "ca.pem") == platform.fingerprint


def test_the_hash_is_that_of_the_bytes_that_were_read() -> None:
    assert hash_of(b"%PDF permit", hashlib.sha256(b"%PDF permit").hexdigest()) == hashlib.sha256(b"%PDF permit").hexdigest()


def test_a_document_that_is_not_the_one_announced_is_not_read_as_it() -> None:
    with pytest.raises(NotTrusted):
        hash_of(b"%PDF one more floor", hashlib.sha256(b"%PDF permit").hexdigest())
