"""The run folder: where one local platform keeps its ports, secrets, servers, logs and documents."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class RunFolder:
    """One local platform's folder; every path of the platform is told here."""

    path: Path

    @classmethod
    def chosen(cls) -> "RunFolder":
        """Give the folder that RUN_FOLDER names (relative to the checkout), else `.run`."""
        return cls((CHECKOUT / os.environ.get("RUN_FOLDER", ".run")).resolve())

    @property
    def secrets(self) -> Path:
        """Passwords and keys, readable by the owner alone."""
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        """The PostgreSQL cluster."""
        return self.path / "postgres"

    @property
    def rabbitmq(self) -> Path:
        """The RabbitMQ node: database, configuration, home."""
        return self.path / "rabbitmq"

    @property
    def documents(self) -> Path:
        """Documents at rest, by hash."""
        return self.path / "documents"

    @property
    def accounts(self) -> Path:
        """The demo accounts and their passwords."""
        return self.path / "accounts.json"

    @property
    def name(self) -> str:
        """A short name that no other run folder of this machine has."""
        return "rokhas-" + hashlib.sha256(str(self.path).encode()).hexdigest()[:8]

    def create(self) -> None:
        """Make the folders; PostgreSQL's own account must be able to pass through, but not to list."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711)
        for inner in (self.secrets, self.logs, self.rabbitmq, self.documents):
            inner.mkdir(exist_ok=True)
            inner.chmod(0o700)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time change this platform (test workers start it together)."""
        self.create()
        with (self.path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read_json(self, name: str) -> Any:
        """Read `<folder>/<name>`; None when it does not exist yet."""
        file = self.path / name
        return json.loads(file.read_text()) if file.exists() else None

    def write_json(self, name: str, content: Any) -> None:
        """Write `<folder>/<name>` whole or not at all, for the owner alone."""
        write_private(self.path / name, json.dumps(content, indent=2) + "\n")


def write_private(file: Path, text: str) -> None:
    """Write a file whole or not at all, mode 0600 from its first byte; leave an identical one alone."""
    if file.exists() and file.read_text() == text:
        return
    half = file.with_name(f".{file.name}.{os.getpid()}")
    with open(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
    half.replace(file)
