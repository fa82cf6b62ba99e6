"""The gateway as it runs: granian's first process and its worker, on a database, keys and a broker of the test."""

import os
import select
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

COMMAND = (sys.executable, "-m", "gateway.serving")


class Ear:
    """The end of a pipe at which a supervisor reads what its process says."""

    def __init__(self) -> None:
        """Begin to listen; a process writes to `mouth`."""
        self._end, self.mouth = os.pipe()
        self._deaf = threading.Event()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def close(self) -> None:
        """Hear nothing more: whoever writes now is told that the pipe is broken."""
        self._deaf.set()
        self._listening.join()

    def _listen(self) -> None:
        watch = select.poll()
        watch.register(self._end, select.POLLIN)
        while not self._deaf.is_set():
            if watch.poll(20) and not os.read(self._end, 65_536):
                break
        os.close(self._end)


@dataclass
class Running:
    """A gateway at work; its output goes to a pipe, as its supervisor has it."""

    environment: dict[str, str]
    process: "subprocess.Popen[bytes]" = field(init=False)
    ear: Ear = field(init=False)

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.ear = Ear()
        self.process = subprocess.Popen(
            COMMAND,
            env=self.environment,
            stdout=self.ear.mouth,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        os.close(self.ear.mouth)
        wait_until(self.is_ready, lambda: "the gateway is not ready")

    def lose_first(self) -> None:
        """Kill the first process alone, and stop listening, as its supervisor does then."""
        self.process.kill()
        self.process.wait()
        self.ear.close()

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
        self.ear.close()


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
        "REQUESTS_AT_ONCE": "0",
        "REQUESTS_PER_MINUTE": "0",
        "REQUESTS_PER_MINUTE_FROM_ONE_ADDRESS": "0",
        "TRIES_PER_MINUTE_FOR_ONE_EMAIL": "0",
        "GATEWAY_PORT": str(free_port()),
        "METRICS_PORT": str(free_port()),
    }
    running = Running({name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | own)
    try:
        running.start()
        yield running
    finally:
        running.end()
