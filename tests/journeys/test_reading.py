"""The president reads what he signs; a gateway that shows him something else, or gives a key of its own, gets neither PIN nor signature."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from joserfc.jwk import ECKey

from demo import steps
from demo.people import Cast, Person
from demo.sealing import NotTrusted, Trust
from tests.journeys import stories

pytestmark = pytest.mark.journey

OTHER = stories.PLAN  # a PDF, but not the permit
Answer = Callable[[str, bytes], bytes]


@contextmanager
def crooked(cast: Cast, change: Answer) -> Iterator[Person]:
    """Give the president, led astray to a gateway that passes everything on and changes answers: `change(path, content)`."""

    class Gateway(BaseHTTPRequestHandler):
        """Stands between."""

        def do_GET(self) -> None:
            """Pass on, and change."""
            self.pass_on()

        def do_POST(self) -> None:
            """Pass on, and change."""
            self.pass_on()

        def pass_on(self) -> None:
            """Ask the real gateway, and answer what pleases this one."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            wanted = {name: self.headers[name] for name in ("Authorization", "Content-Type", "Idempotency-Key") if name in self.headers}
            real = httpx.request(self.command, f"{cast.base_url}{self.path}", content=body, headers=wanted, timeout=40)
            content = change(self.path, real.content)
            self.send_response(real.status_code)
            self.send_header("Content-Type", real.headers.get("Content-Type", ""))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Leave no trace."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        victim = Person(f"http://127.0.0.1:{server.server_port}", cast["president"].email, cast["president"].password)
        yield victim
        victim.leave()
        server.shutdown()


@pytest.fixture(scope="module")
def request_to_sign(cast: Cast) -> stories.Json:
    """Bring a file before the president."""
    return steps.to_sign(cast, stories.ready_to_sign(cast))


def test_the_president_reads_the_permit_and_signs_the_very_bytes_that_he_read(cast: Cast) -> None:
    dossier = stories.ready_to_sign(cast)
    request = steps.to_sign(cast, dossier)

    read = cast["president"].download(f"/v1/signature-requests/{request['id']}/document")
    steps.sign(cast, dossier, request)
    signed = steps.collect(cast, dossier)

    assert hashlib.sha256(read).hexdigest() == request["document"]
    assert signed.startswith(read)
    assert len(signed) > len(read)


def test_a_part_of_it_can_be_read(cast: Cast, request_to_sign: stories.Json) -> None:
    answer = cast["president"].send("GET", path_of(request_to_sign), headers={"Range": "bytes=0-4"})

    assert (answer.status_code, answer.content) == (206, b"%PDF-")


@pytest.mark.parametrize(
    "name", ["president-tanger", "clerk", "reviewer-commune", "treasurer", "auditor", "administrator", "key-officer", "owner"]
)
def test_for_whoever_may_not_sign_there_is_nothing_to_read(cast: Cast, request_to_sign: stories.Json, name: str) -> None:
    with stories.refused(404, "signature-request-unknown"):
        cast[name].get(path_of(request_to_sign))


def test_a_gateway_that_swaps_the_document_is_found_out_by_the_device(cast: Cast, request_to_sign: stories.Json) -> None:
    with crooked(cast, lambda path, content: OTHER if path.endswith("/document") else content) as president, pytest.raises(NotTrusted):
        steps.read(president, request_to_sign)


def test_a_gateway_that_swaps_document_and_hash_gets_no_signature(cast: Cast, request_to_sign: stories.Json) -> None:
    swapped = hashlib.sha256(OTHER).hexdigest()

    def swap(path: str, content: bytes) -> bytes:
        return OTHER if path.endswith("/document") else content.replace(request_to_sign["document"].encode(), swapped.encode())

    with crooked(cast, swap) as president, stories.refused(403, "activation-mismatch"):
        shown = steps.waiting(president, request_to_sign["dossier"])
        activation = steps.sealed(cast, president, {"pin": steps.PIN, "documents": [steps.read(president, shown)]})
        president.post("/v1/signature-requests/signatures", {"requests": [shown["id"]], "activation": activation})

    assert steps.to_sign(cast, request_to_sign["dossier"])["status"] == "ready"


@pytest.mark.parametrize("keeps_the_word", [True, False])
def test_a_gateway_that_gives_a_key_of_its_own_gets_no_pin(cast: Cast, *, keeps_the_word: bool) -> None:
    own = ECKey.generate_key("P-256", {"use": "enc"}, auto_kid=True).as_dict(private=False)

    def swap(_: str, content: bytes) -> bytes:
        word = {"certified": json.loads(content)["certified"]} if keeps_the_word else {}
        return json.dumps(own | word).encode()

    with crooked(cast, swap) as president, pytest.raises(NotTrusted):
        Trust(cast.trust.fingerprint).recipient(lambda: httpx.get(f"{president.base_url}/v1/pki/recipient-key", timeout=10).json())


def test_what_is_sealed_to_another_key_is_refused_aloud(cast: Cast, request_to_sign: stories.Json) -> None:
    own = ECKey.generate_key("P-256", {"use": "enc"})
    recipient = cast.trust.recipient(lambda: cast["president"].get("/v1/pki/recipient-key"))
    foreign = type(recipient)(own, recipient.until).seal({"pin": "271828", "documents": [request_to_sign["document"]]})

    with stories.refused(409, "activation-for-another-key"):
        cast["president"].post("/v1/signature-requests/signatures", {"requests": [request_to_sign["id"]], "activation": foreign})


def path_of(request: stories.Json) -> str:
    """Say where the document of a request is read."""
    return f"/v1/signature-requests/{request['id']}/document"
