"""
A signer on a real database and a real folder, and the people around it.

The databases of this folder are made once and emptied for each test: making one costs more than most tests.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.documents import DocumentStore
from chassis.tokens import Verifier
from contracts.calls.signature import SigningKeyView
from contracts.calls.signer import SignedView, ToldKeyView
from contracts.people import Principal
from services.signature.signer import Signer, build_signer
from tests.conftest import create_database, drop_database
from tests.signature.makers import ACT, PIN, TAROUDANNT, Gateway, a_pdf, sealed, signer_secrets


@dataclass
class Office:
    """The signer, the database and the documents it works on, and the gateway whose tokens it believes."""

    signer: Signer
    database: sa.Engine
    documents: DocumentStore
    gateway: Gateway

    def seal(self, content: Any) -> str:
        """Seal a content to the signer."""
        return sealed(self.signer.recipient_key(""), content)

    def a_document(self, text: str = "permit") -> str:
        """Put a PDF at rest and give its SHA-256."""
        return self.documents.put(a_pdf(text))

    def officer(self, account: str = "officer-1", territory: str = "09.541") -> str:
        """Give the token of a key officer, of the province unless another territory is named."""
        return self.gateway.token(account, roles=("key-officer",), territory=territory)

    def president(self, account: str = "president-1") -> str:
        """Give the token of the president of Taroudannt."""
        return self.gateway.token(account)

    def propose_key(self, holder: str = "president-1", *, by: str = "officer-1", act: str = ACT) -> ToldKeyView:
        """Propose a key."""
        return self.signer.propose_key(self.officer(by), holder=holder, holder_name="Amina El Fassi", commune=TAROUDANNT, act=act)

    def propose_key_for(self, person: Principal, name: str = "Salma Bennis") -> ToldKeyView:
        """Propose a key for the one office of a person, whatever it is, and confirm it; its officers are of the whole country."""
        (held,) = person.offices
        about = {"holder": person.account, "holder_name": name, "commune": held.territory, "role": held.role.value}
        key = self.signer.propose_key(self.officer("officer-1", "national"), act=ACT, **about)
        return self.signer.confirm_key(self.officer("officer-2", "national"), key_id=key["id"])

    def activate_key_of(self, person: Principal, name: str = "Salma Bennis") -> SigningKeyView:
        """Have a key made for the one office of a person, and put it in his hand."""
        key = self.propose_key_for(person, name)
        letter = self.signer.letter(self.officer("officer-2", "national"), key_id=key["id"])
        sealed_code = self.seal({"pin": PIN, "code": letter["activation_code"]})
        return self.signer.activate_key(self.gateway.token_of(person), key_id=key["id"], activation=sealed_code)

    def confirm_key(self, key: SigningKeyView, *, by: str = "officer-2") -> ToldKeyView:
        """Confirm a proposed key."""
        return self.signer.confirm_key(self.officer(by), key_id=key["id"])

    def create_key(self, holder: str = "president-1") -> ToldKeyView:
        """Have a key made by two officers."""
        return self.confirm_key(self.propose_key(holder))

    def possession(self, key: SigningKeyView, pin: str = PIN) -> str:
        """Seal what takes possession of a key: a PIN, and the code of the letter that the second officer printed."""
        letter = self.signer.letter(self.officer("officer-2"), key_id=key["id"])
        return self.seal({"pin": pin, "code": letter["activation_code"]})

    def activate_key(self, holder: str = "president-1", pin: str = PIN) -> SigningKeyView:
        """Have a key made and put in its holder's hand."""
        key = self.create_key(holder)
        return self.signer.activate_key(self.president(holder), key_id=key["id"], activation=self.possession(key, pin))

    def sign(self, *documents: str, activation: str = "", token: str = "", pin: str = PIN) -> SignedView:
        """Hold a ceremony over the documents."""
        return self.signer.sign(
            token or self.president(),
            commune=TAROUDANNT,
            documents=list(documents),
            activation=activation or self.seal({"pin": pin, "documents": list(documents)}),
        )


@pytest.fixture(scope="session")
def databases(admin: sa.Engine, template_of: Callable[[str], str]) -> Iterator[dict[str, sa.Engine]]:
    """The databases of the signature service and of the signer, for the whole run."""
    names = {service: create_database(admin, template_of(service)) for service in ("signature", "signer")}
    engines = {service: sa.create_engine(admin.url.set(database=name)) for service, name in names.items()}
    yield engines
    for service, engine in engines.items():
        engine.dispose()
        drop_database(admin, names[service])


@pytest.fixture
def signature_database(databases: dict[str, sa.Engine]) -> sa.Engine:
    """The database of the signature service, empty."""
    return emptied(databases["signature"], "signature_requests", "outbox", "sequences", "receipts")


@pytest.fixture
def signer_database(databases: dict[str, sa.Engine]) -> sa.Engine:
    """The database of the signer, empty."""
    return emptied(databases["signer"], "keys.activations", "keys.signing_keys", "parked")


@pytest.fixture
def office(signer_database: sa.Engine, tmp_path: Path) -> Office:
    """An office whose signer has no key yet."""
    gateway = Gateway(tmp_path / "jwks.json")
    documents = DocumentStore(f"file://{tmp_path}/documents")
    signer = build_signer(signer_secrets(), signer_database, documents, Verifier(gateway.jwks_file))
    return Office(signer, signer_database, documents, gateway)


def emptied(database: sa.Engine, *tables: str) -> sa.Engine:
    """Empty the tables and give the database."""
    with database.begin() as connection:
        for table in tables:
            connection.execute(sa.text(f"delete from {table}"))  # noqa: S608 - names written above
    return database
