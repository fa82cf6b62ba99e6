"""
How gunicorn runs the gateway: one process of threads, no eventlet (ADR 0006); more capacity is more replicas.

The application, with its RPC client, is made in the worker, after the fork.
"""

from typing import Any

from environs import Env

from chassis.collecting import spare_what_stays
from chassis.lifeline import end_with
from chassis.probe import serve_probe
from gateway.api.resources import EXTENSION, Resources
from gateway.insisting import RESTS_FOR

env = Env()

bind = f"{env.str('GATEWAY_HOST', '127.0.0.1')}:{env.int('GATEWAY_PORT')}"
worker_class = "gateway.worker.SparingWorker"
workers = 1
threads = env.int("GATEWAY_THREADS", 32)
timeout = 60  # seconds without a sign of life of the worker, not of a request
graceful_timeout = 20
keepalive = 15
limit_request_line = 8190
accesslog = None  # the application writes its own lines, without personal data
errorlog = "-"
loglevel = "warning"

control_socket_disable = True

DISCARDED = 64 * 1024  # bytes of a body nobody read that gunicorn discards to keep a connection; beyond, it closes


def pre_request(worker: Any, request: Any) -> None:
    """
    Let a connection that carries a large body serve this one request, and say so to the client (`Connection: close`).

    When such a body is refused unread, gunicorn closes after all, and a client that was told otherwise would lose its next request.
    """
    headers = dict(request.headers)
    length = headers.get("CONTENT-LENGTH", "0")
    if "TRANSFER-ENCODING" in headers or not length.isdecimal() or int(length) > DISCARDED:
        request.force_close()


def post_fork(server: Any, worker: Any) -> None:
    """
    End with the first process, which supervisors know and kill.

    By itself the worker notices, stops accepting, and goes on for up to `graceful_timeout` on the connections that it has, with the port
    of the keepers, for which the next gateway then waits in vain.
    """
    end_with(server.pid)


def post_request(worker: Any, _: Any, environ: dict[str, Any], __: Any) -> None:
    """Let a connection rest whose client came before he was told to."""
    if seconds := environ.get(RESTS_FOR):
        worker.resting.note(environ["gunicorn.socket"], seconds)


def post_worker_init(worker: Any) -> None:
    """Answer the process's keepers on a port of their own."""
    resources: Resources = worker.wsgi.extensions[EXTENSION]
    platform = resources.settings.platform
    serve_probe(platform.metrics_host, platform.metrics_port, resources.is_ready)
    spare_what_stays()
