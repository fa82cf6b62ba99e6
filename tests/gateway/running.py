"""The gateway as it runs: gunicorn's first process and its worker, on a database, keys and a broker of the test."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import sqlalchemy as sa

from deploy.local.waiting import wait_until
from tests.chassis.house import free_port

COMMAND = (sys.executable, "-m", "gunicorn", "-c", "python:gateway.gunicorn", "gateway.app:create_app()")


@dataclass
class Running:
    """A gateway at work; its output goes to a pipe, as its supervisor has it, whose other end `deafen` closes."""

    environment: dict[str, str]
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.process = subprocess.Popen(
            COMMAND, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(self.is_ready, lambda: "the gateway is not ready")

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.environment['GATEWAY_PORT']}"

    def is_ready(self) -> bool:
        """Tell whether it says that it can serve."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def worker(self) -> int:
        """Give the process number of the worker."""
        pid = self.process.pid
        (worker,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(worker)

    def end(self) -> None:
        """End all of it, whatever is left."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join()

    def _read(self) -> None:
        output = self.process.stdout
        assert output is not None
        with output:
            for _ in output:
                pass


@contextmanager
def a_running_gateway(engine: sa.Engine, folder: Path, amqp_url: str) -> Iterator[Running]:
    """Run a gateway on a database whose keys lie in `folder`."""
    own = {
        "SERVICE": "gateway",
        "DATABASE_URL": engine.url.set(drivername="postgresql").render_as_string(hide_password=False),
        "AMQP_URL": amqp_url,
        "JWKS_FILE": str(folder / "jwt/jwks.json"),
        "JWT_KEYS_FOLDER": str(folder / "jwt"),
        "DOCUMENTS_URL": (folder / "documents").as_uri(),
        "PUBLIC_URL": "http://localhost",
        "TRIES_PER_MINUTE": "0",
        "TRIES_PER_MINUTE_FOR_ONE_EMAIL": "0",
        "GATEWAY_PORT": str(free_port()),
        "METRICS_PORT": str(free_port()),
    }
    running = Running({name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | own)
    running.start()
    try:
        yield running
    finally:
        running.end()
