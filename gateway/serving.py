"""
How granian runs the gateway (ADR 0031): one process of threads behind an event loop, no eventlet (ADR 0006); for more, more replicas.

`python -m gateway.serving` serves the gateway, `python -m gateway.serving module:door` what another function makes. This first process
only watches over the worker, in which the application is made (`gateway/opening.py`).
"""

import resource
import sys

from environs import Env
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

HEAD_SECONDS = 10  # from the last answer, or the beginning, to the end of a head
LONGEST_HEAD = 16 * 1024  # bytes
CONNECTIONS = 4096  # one that is silent costs 25 KB, one that waits for its client at the most 1 MB
GRACEFUL_SECONDS = 20


def serve(made_by: str = "gateway.opening:door") -> None:
    """Serve what a function makes (`module:function`) until this process is told to end."""
    env = Env()
    _, descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    Granian(
        made_by,
        factory=True,
        address=env.str("GATEWAY_HOST", "127.0.0.1"),
        port=env.int("GATEWAY_PORT"),
        interface=Interfaces.ASGINL,  # ASGI without its lifespan: nothing of ours has one
        http=HTTPModes.http1,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=1000 * HEAD_SECONDS, max_buffer_size=LONGEST_HEAD),
        backpressure=CONNECTIONS,
        workers=1,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACEFUL_SECONDS,
        log_level=LogLevels.warning,  # the application writes its own lines, without personal data
    ).serve()


if __name__ == "__main__":
    serve(*sys.argv[1:])
