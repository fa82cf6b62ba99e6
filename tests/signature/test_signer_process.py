"""The signer as it really runs: a process of its own, called over RabbitMQ with the signature service's account."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pika
import pytest
import sqlalchemy as sa

from chassis.calls.client import RpcClient
from chassis.calls.wire import EXCHANGE, Context
from chassis.documents import DocumentStore
from chassis.health import idle_queues
from contracts.refusals import Refusal
from deploy.local.waiting import wait_until
from tests.signature.makers import ACT, PIN, TAROUDANNT, Gateway, a_pdf, sealed, signer_secrets


@dataclass
class Deployment:
    """A deployed signer: its environment, its process, the client that calls it."""

    environment: dict[str, str]
    folder: Path
    operator_url: str
    gateway: Gateway
    client: RpcClient
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; it is up once it reads its queue."""
        with (self.folder / "signer.log").open("ab") as log:
            command = [sys.executable, "-m", "services.signature.signer"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        wait_until(lambda: not idle_queues(self.operator_url, ["rpc-signer"]), self.log)

    def kill(self) -> None:
        """End the process at once, as a crash does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        """Read what the process has logged."""
        return (self.folder / "signer.log").read_text()

    def call(self, method: str, token: str = "", **arguments: Any) -> Any:
        """Call the signer as the signature service does."""
        return self.client.call("signer", method, arguments, Context(token=token or self.gateway.token()))

    def seal(self, content: Any) -> str:
        """Seal a content to the signer."""
        return sealed(self.call("recipient_key"), content)

    def activate_a_key(self) -> None:
        """Put an active key into the president's hand."""
        first, second = (self.gateway.token(f"officer-{number}", roles=("key-officer",), territory="09.541") for number in (1, 2))
        key = self.call("propose_key", first, holder="president-1", holder_name="Amina El Fassi", commune=TAROUDANNT, act=ACT)
        self.call("confirm_key", second, key_id=key["id"])
        code = self.call("letter", second, key_id=key["id"])["activation_code"]
        self.call("activate_key", key_id=key["id"], activation=self.seal({"pin": PIN, "code": code}))


@pytest.fixture
def deployment(signer_database: sa.Engine, amqp_urls: dict[str, str], tmp_path: Path) -> Iterator[Deployment]:
    """A running signer."""
    secrets = signer_secrets()
    files = {
        "SIGNER_RECIPIENT_KEY_FILE": secrets.recipient_key.encode(),
        "SIGNER_CA_KEY_FILE": secrets.authority_key,
        "SIGNER_CA_CERTIFICATE_FILE": secrets.authority_certificate,
        "SIGNER_SECRET_FILE": secrets.secret,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    database_url = signer_database.url.render_as_string(hide_password=False)
    gateway = Gateway(tmp_path / "jwks.json")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **{name: str(tmp_path / name) for name in files},
        "SERVICE": "signer",
        "DATABASE_URL": database_url,
        "SIGNER_DATABASE_URL": database_url,
        "AMQP_URL": amqp_urls["signer"],
        "JWKS_FILE": str(gateway.jwks_file),
        "DOCUMENTS_URL": f"file://{tmp_path}/documents",
    }
    client = RpcClient(amqp_urls["signature"], name="signature", timeout=40)
    deployed = Deployment(environment, tmp_path, amqp_urls["operator"], gateway, client)
    deployed.start()
    yield deployed
    deployed.kill()
    client.close()


def put_documents(folder: Path, count: int) -> list[str]:
    """Put different PDFs at rest, as filing does."""
    documents = DocumentStore(f"file://{folder}/documents")
    return [documents.put(a_pdf(str(number))) for number in range(count)]


def test_a_permit_is_signed_over_the_broker_and_the_pin_is_nowhere_in_the_log(deployment: Deployment) -> None:
    deployment.activate_a_key()
    (document,) = put_documents(deployment.folder, 1)
    activation = deployment.seal({"pin": PIN, "documents": [document]})

    answer = deployment.call("sign", commune=TAROUDANNT, documents=[document], activation=activation)

    assert [each["document"] for each in answer["signed"]] == [document]
    assert PIN not in deployment.log()


def test_a_forged_token_is_refused_over_the_broker(deployment: Deployment, tmp_path: Path) -> None:
    forged = Gateway(tmp_path / "forged.json").token()

    with pytest.raises(Refusal) as refusal:
        deployment.call("keys", forged, limit=1, cursor=None)

    assert refusal.value.code == "unauthenticated"


def test_a_signer_killed_in_the_middle_of_a_ceremony_holds_it_again_when_it_is_back(
    deployment: Deployment, signer_database: sa.Engine
) -> None:
    deployment.activate_a_key()
    documents = put_documents(deployment.folder, 80)
    activation = deployment.seal({"pin": PIN, "documents": documents})

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(deployment.call, "sign", commune=TAROUDANNT, documents=documents, activation=activation)
        wait_until(lambda: at_rest(deployment.folder) > len(documents), deployment.log)
        deployment.kill()
        interrupted = used_activations(signer_database)
        deployment.start()
        answer = asked.result()

    assert interrupted == 0
    assert [each["document"] for each in answer["signed"]] == documents
    assert used_activations(signer_database) == 1


def test_a_call_that_cannot_be_read_is_parked_and_the_signer_lives(deployment: Deployment, signer_database: sa.Engine) -> None:
    with pika.BlockingConnection(pika.URLParameters(deployment.operator_url)) as connection:
        connection.channel().basic_publish(EXCHANGE, "signer.sign", b"no call")

    wait_until(lambda: parked(signer_database) == [b"no call"], deployment.log)
    assert deployment.call("recipient_key")["crv"] == "P-256"


def at_rest(folder: Path) -> int:
    """Count the documents at rest."""
    return sum(path.is_file() for path in (folder / "documents" / "sha256").rglob("*"))


def used_activations(database: sa.Engine) -> int:
    """Count the ceremonies that were held to their end."""
    with database.connect() as session:
        return int(session.execute(sa.text("select count(*) from keys.activations where outcome ? 'signed'")).scalar_one())


def parked(database: sa.Engine) -> list[bytes]:
    """Read the bodies of the parked calls."""
    with database.connect() as session:
        return [bytes(body) for body in session.execute(sa.text("select body from parked")).scalars()]
