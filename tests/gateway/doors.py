"""gunicorn as it runs the gateway, around small applications."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedRWPair
from pathlib import Path
from typing import Any, TypeAlias

from deploy.local.waiting import wait_until

Connection: TypeAlias = "BufferedRWPair[Any, Any]"
THREADS = 4
PATIENCE_SECONDS = 10
REQUEST = b"GET / HTTP/1.1\r\nHost: door\r\n\r\n"


@dataclass(frozen=True)
class Door:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    address: Path
    opened: ExitStack

    def plug(self) -> socket.socket:
        """Open a connection, closed when the test ends."""
        connection = self.opened.enter_context(socket.socket(socket.AF_UNIX))
        connection.settimeout(PATIENCE_SECONDS)
        connection.connect(str(self.address))
        return connection

    def connect(self) -> Connection:
        """Open a connection to write to and read from."""
        return self.opened.enter_context(self.plug().makefile("rwb"))


@contextmanager
def a_door(folder: Path, application: str) -> Iterator[Door]:
    """Run a server with a few threads, at an address in a folder."""
    (folder / "telling.py").write_text(application)
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gateway.worker.SparingWorker", "--no-control-socket"]
    process = subprocess.Popen(
        [*command, "--threads", str(THREADS), "--keep-alive", "15", "--bind", "unix:door", "telling:app"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    try:
        wait_until(lambda: listens(folder / "door"), lambda: "the server did not open")
        with ExitStack() as opened:
            yield Door(process, folder / "door", opened)
    finally:
        process.terminate()
        process.wait()


def listens(address: Path) -> bool:
    """Tell whether somebody answers there; the address exists a little earlier."""
    with socket.socket(socket.AF_UNIX) as knocking:
        return knocking.connect_ex(str(address)) == 0
