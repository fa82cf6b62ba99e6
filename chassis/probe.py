"""
The port on which a process answers its keepers: `/metrics` for Prometheus, `/healthz` (it lives), `/readyz` (it can work).

Each keeper is answered in a thread of his own, and one who says nothing is hung up on: nobody can keep the others waiting.
"""

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

Tell = Callable[[], bool]


class Quiet(WSGIRequestHandler):
    """Answer without writing an access log; wait a few seconds for a question."""

    timeout = 5.0

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Answering(ThreadingMixIn, WSGIServer):
    """A thread (a green one where threads are green) for each question."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let go of a keeper who went away, or asked nothing in time."""


def serve_probe(host: str, port: int, ready: Tell, alive: Tell = lambda: True) -> None:
    """
    Answer at `host` and `port` from a daemon thread; `alive` tells whether it needs no restart; port 0 means no probe.

    Nobody is asked who he is: on one machine the host is the loopback, in a cluster a network policy lets Prometheus in alone.
    """
    if not port:
        return
    metrics: Callable[..., Iterable[bytes]] = make_wsgi_app()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start_response)
        known = {"/healthz": alive, "/readyz": ready}
        good = path in known and known[path]()
        status = "200 OK" if good else "503 Service Unavailable" if path in known else "404 Not Found"
        start_response(status, [("Content-Type", "text/plain")])
        return [status.encode()]

    server = make_server(host, port, answer, Answering, Quiet)
    threading.Thread(target=server.serve_forever, name="probe", daemon=True).start()
