"""Makers for the tests of signature: requests and their facts, keys, tokens, sealed activations, PDF documents."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwe
from joserfc.jwk import ECKey
from pypdf import PdfWriter

from catalogue.territory.extents import extent_of
from chassis.tokens import ALGORITHM, AUDIENCE, ISSUER, TYPE
from contracts.calls.signature import Awaited
from contracts.events import reference_of
from contracts.filing import PermitPrepared
from contracts.payment import Moment
from contracts.people import Office, Principal, Role
from contracts.signature import SignatureRequested
from services.signature.domain.keys import SigningKey
from services.signature.domain.requests import Mandate, Signature, SignatureRequest
from services.signature.settings import SignerSettings
from tests.files import NUMBERED, File, parties
from tests.people import a_caller

TAROUDANNT = "09.541.01.13"
AGADIR = "09.001.01.01"
TALIOUINE = "09.541.01.11"
AGENCY, AGENCY_ELSEWHERE = "agency-taroudannt", "agency-agadir"
PERMIT, REPAIR, NOTE = NUMBERED["procedure"], "repair-permit@2026-01", "planning-information-note@2026-01"
FILE = File()
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PIN = "480267"
ACT = "Arrêté n° 12/2026"
HASH = "ab" * 32


LEARN: dict[str, Callable[[SignatureRequest], SignatureRequested | None]] = {
    "decision": lambda request: request.learn_grant(Awaited.DECISION, NOW, NOW),
    "opinions": lambda request: request.learn_grant(Awaited.OPINIONS, NOW, NOW),
    "request-fees": lambda request: request.learn_settlement(Moment.REQUEST, NOW, NOW),
    "decision-fees": lambda request: request.learn_settlement(Moment.DECISION, NOW, NOW),
    "document": lambda request: request.learn_document(a_prepared_permit(), NOW),
    "parties": lambda request: request.learn_parties(parties(), NOW, NOW),
}
"""What a request may be told, by a name; who grants another kind of paper, or another moment's fees, is told of too."""


def a_request(
    *, procedure: str = PERMIT, commune: str = TAROUDANNT, waiting_for: str = "", signed: bool = False, withdrawn: bool = False
) -> SignatureRequest:
    """Make a request that is ready, but for what is named: `decision`, `opinions`, `fees`, `document`, `parties`."""
    request = SignatureRequest(**reference_of(File(str(uuid4()), commune, procedure)), id=str(uuid4()))
    for name, learn in LEARN.items():
        if not (waiting_for and name.endswith(waiting_for)):
            learn(request)
    if signed:
        request.sign(a_signature())
    if withdrawn:
        request.cancel(NOW)
    return request


def a_director(agency: str = AGENCY, account: str = "director-1") -> Principal:
    """Make the director of an urban agency, whose office holds the provinces that it serves."""
    return Principal(account=account, offices=(Office(role=Role.DIRECTOR, territory=agency, extent=extent_of(agency, NOW.date())),))


def a_prepared_permit(file: File = FILE, *, number: str = "PC-1", document: str = HASH) -> PermitPrepared:
    """Make the fact that filing has composed a paper."""
    return PermitPrepared(**reference_of(file), permit_number=number, document=document, prepared_at=NOW)


def a_mandate(*, key: str = "key-1", signed_by: str = "president-1") -> Mandate:
    """Make the mandate of the president of Taroudannt."""
    return Mandate(key=key, signed_by=signed_by, signer_name="Amina El Fassi", role="president", commune=TAROUDANNT, serial="1f")


def a_signature(*, document: str = "cd" * 32) -> Signature:
    """Make a signature."""
    return Signature(document=document, signed_at=NOW, mandate=a_mandate())


def a_proposed_key(
    *,
    holder: str = "president-1",
    commune: str = TAROUDANNT,
    name: str = "Amina El Fassi",
    act: str = ACT,
    by: str = "officer-1",
    role: Role = Role.PRESIDENT,
) -> SigningKey:
    """Make a key that one officer wants made."""
    return SigningKey(
        id=str(uuid4()), holder=holder, holder_name=name, commune=commune, act=act, proposed_by=by, proposed_at=NOW, role=role
    )


def a_key(
    *, holder: str = "president-1", commune: str = TAROUDANNT, name: str = "Amina El Fassi", role: Role = Role.PRESIDENT
) -> SigningKey:
    """Make a key that waits for its holder."""
    key = a_proposed_key(holder=holder, commune=commune, name=name, role=role)
    key.confirm("officer-2", NOW)
    return key


def an_active_key(*, holder: str = "president-1", until: datetime = NOW + timedelta(days=730)) -> SigningKey:
    """Make a key in its holder's hand."""
    key = a_key(holder=holder)
    key.activate("certificate", "1f", until, NOW)
    return key


def a_pdf(text: str = "permit") -> bytes:
    """Make a small PDF, different for each text."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": text})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def an_authority() -> tuple[bytes, bytes]:
    """Make a certification authority: key and certificate, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test CA")])
    now = datetime.now(UTC)
    others = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "encipher_only",
        "decipher_only",
    )
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **dict.fromkeys(others, False)), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, certificate.public_bytes(serialization.Encoding.PEM)


def signer_secrets() -> SignerSettings:
    """Make everything secret that a signer holds."""
    recipient = ECKey.generate_key("P-256", {"use": "enc"}, auto_kid=True)
    authority_key, authority_certificate = an_authority()
    return SignerSettings(
        database_url="",
        recipient_key=json.dumps(recipient.as_dict(private=True)),
        authority_key=authority_key,
        authority_certificate=authority_certificate,
        secret=b"s" * 32,
    )


def sealed(recipient: Mapping[str, Any], content: Any, *, algorithm: str = "ECDH-ES", kid: str = "") -> str:
    """Seal a content to the signer's public key, as a client does; `kid`: the key that the header names instead."""
    key = ECKey.import_key(dict(recipient))
    header = {"alg": algorithm, "enc": "A256GCM", "kid": kid or key.thumbprint()}
    return jwe.encrypt_compact(header, json.dumps(content), key, algorithms=[algorithm, "A256GCM"])


@dataclass
class Gateway:
    """Issues tokens as the gateway does; `jwks_file` holds its public key."""

    jwks_file: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        """Publish the key."""
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        self.jwks_file.write_text(json.dumps({"keys": [{**public, "kid": "k1", "use": "sig", "alg": ALGORITHM}]}))

    def token(
        self, account: str = "president-1", *, roles: tuple[str, ...] = ("president",), territory: str = TAROUDANNT, age: int = 0
    ) -> str:
        """Issue a token good for ten minutes, `age` seconds ago, for somebody with the roles over one territory."""
        return self.token_of(a_caller(account, *roles, territory=territory), age=age)

    def token_of(self, person: Principal, *, age: int = 0) -> str:
        """Issue a token with all offices of a person."""
        issued = int(datetime.now(UTC).timestamp()) - age
        times = {"iat": issued, "exp": issued + 600, "jti": str(uuid4())}
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": person.account, "offices": msgspec.to_builtins(person.offices), **times}
        return jwt.encode(claims, self.key, algorithm=ALGORITHM, headers={"kid": "k1", "typ": TYPE})
