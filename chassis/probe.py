"""The port on which a process answers its keepers: `/metrics` for Prometheus, `/healthz` (it runs), `/readyz` (it can work)."""

import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app

Ready = Callable[[], bool]


class Quiet(WSGIRequestHandler):
    """Answer without writing an access log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def serve_probe(port: int, ready: Ready, host: str = "") -> None:
    """Answer on `port` from a daemon thread (a green one where threads are green); port 0 means no probe."""
    if not port:
        return
    metrics: Callable[..., Iterable[bytes]] = make_wsgi_app()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start_response)
        known = {"/healthz": lambda: True, "/readyz": ready}
        good = path in known and known[path]()
        status = "200 OK" if good else "503 Service Unavailable" if path in known else "404 Not Found"
        start_response(status, [("Content-Type", "text/plain")])
        return [status.encode()]

    server = make_server(host, port, answer, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, name="probe", daemon=True).start()
