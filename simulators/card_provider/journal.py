"""State on disk: one JSON line for each change, the last line of a key stands. A line torn by a kill is dropped."""

import json
import threading
from pathlib import Path
from typing import Any


class Journal:
    """A file of `{"key", "value"}` lines, replayed at start."""

    def __init__(self, path: Path) -> None:
        """Open or create the file and cut off what a kill left unfinished."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        written = path.read_bytes() if path.exists() else b""
        whole = written[: written.rfind(b"\n") + 1]
        self.state: dict[str, Any] = {}
        for line in whole.splitlines():
            entry = json.loads(line)
            self.state[entry["key"]] = entry["value"]
        self._file = path.open("ab")
        self._file.truncate(len(whole))

    def write(self, key: str, value: Any) -> None:
        """Make `value` the state of `key`, in the file before in memory."""
        line = json.dumps({"key": key, "value": value}, ensure_ascii=False).encode()
        with self._lock:
            self._file.write(line + b"\n")
            self._file.flush()
            self.state[key] = value

    def close(self) -> None:
        """Close the file."""
        self._file.close()
