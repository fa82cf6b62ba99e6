"""A client that a program writes from `/openapi.json`: it sends documents up and fetches them, byte for byte."""

import io
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from demo import steps
from demo.people import Cast
from tests.journeys import stories

pytestmark = pytest.mark.journey

BYTES_FOR_THIS_GENERATOR = """
content_type_overrides:
  application/pdf: application/octet-stream
  application/pkix-cert: application/octet-stream
  image/jpeg: application/octet-stream
  image/png: application/octet-stream
post_hooks: []
"""
"""openapi-python-client writes bytes only where it reads `application/octet-stream`."""


@pytest.fixture(scope="module")
def written(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a client, as openapi-python-client writes it; it must have understood every call."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "config.yaml").write_text(BYTES_FOR_THIS_GENERATOR)
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--url", f"{cast.base_url}/openapi.json", "--meta", "none"]
    told = subprocess.run(
        [*command, "--output-path", "rokhas_client", "--config", "config.yaml", "--fail-on-warning"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return folder


@pytest.fixture
def client(cast: Cast, written: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Its calls, in the architect's name."""
    monkeypatch.syspath_prepend(str(written))
    token = stories.token_of(cast["architect"])
    with import_module("rokhas_client").AuthenticatedClient(base_url=cast.base_url, token=token) as connected:

        def call(family: str, name: str, *path: str, **rest: Any) -> Any:
            return import_module(f"rokhas_client.api.{family}.{name}").sync_detailed(*path, client=connected, **rest)

        yield SimpleNamespace(call=call, file=import_module("rokhas_client.types").File)


def test_it_sends_a_document_up_and_fetches_it_and_the_receipt(cast: Cast, client: SimpleNamespace) -> None:
    dossier = steps.draft(cast)

    sent = client.call("documents", "documents_attach_document", dossier, "boundary-plan", body=client.file(io.BytesIO(stories.PLAN)))
    fetched = client.call("documents", "documents_document", dossier, "boundary-plan")
    steps.attach(cast, dossier)
    steps.submit(cast, dossier)
    receipt = client.call("documents", "documents_receipt", dossier)

    assert (sent.status_code, sent.parsed.media_type) == (httpx.codes.OK, "application/pdf")
    assert fetched.parsed.payload.read() == stories.PLAN
    assert receipt.parsed.payload.read() == cast["architect"].download(f"/v1/dossiers/{dossier}/receipt")


def test_it_gets_a_problem_in_its_own_type(client: SimpleNamespace) -> None:
    unknown = client.call("documents", "documents_document", "unknown", "boundary-plan")

    assert (unknown.status_code, unknown.parsed.code) == (httpx.codes.NOT_FOUND, "no-such-dossier")
