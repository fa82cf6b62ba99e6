"""The server as it runs the gateway, around small applications."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRWPair
from pathlib import Path
from typing import Any, TypeAlias

from deploy.local.waiting import wait_until
from tests.chassis.house import free_port

Connection: TypeAlias = "BufferedRWPair[Any, Any]"
THREADS = 4
PATIENCE_SECONDS = 10
AGAIN_SECONDS = 5
REQUEST = b"GET / HTTP/1.1\r\nHost: door\r\n\r\n"
SERVED = f"""
from gateway.bridge import Bridge
from gateway.serving import serve


def door():
    return Bridge(make(), threads={THREADS})


if __name__ == "__main__":
    serve("telling:door")
"""


@dataclass(frozen=True)
class Door:
    """A running server; what it says is in a file."""

    process: "subprocess.Popen[bytes]"
    port: int
    output: Path
    opened: ExitStack

    def plug(self) -> socket.socket:
        """Open a connection, closed when the test ends."""
        return self.opened.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS))

    def connect(self) -> Connection:
        """Open a connection to write to and read from."""
        return self.opened.enter_context(self.plug().makefile("rwb"))


@contextmanager
def a_door(folder: Path, application: str) -> Iterator[Door]:
    """Run a server with a few threads around what a text makes (`make()`, a WSGI application)."""
    (folder / "telling.py").write_text(application + SERVED)
    port, output = free_port(), folder / "output"
    environment = os.environ | {"PYTHONPATH": str(Path.cwd()), "GATEWAY_PORT": str(port)}
    with output.open("wb") as heard:
        process = subprocess.Popen([sys.executable, "telling.py"], cwd=folder, env=environment, stdout=heard, stderr=heard)
    try:
        wait_until(lambda: listens(port), lambda: f"the server did not open: {output.read_text()}")
        with ExitStack() as opened:
            yield Door(process, port, output, opened)
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Let a server end; one that has just opened may lose the first word of it."""
    while process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(AGAIN_SECONDS)


def listens(port: int) -> bool:
    """Tell whether somebody answers there."""
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0
