"""How much memory a process of the platform takes, its children included: looked at twice a second, the most is kept."""

import threading
from contextlib import suppress
from dataclasses import dataclass

import psutil

from deploy.local.platform import Platform

LOOKS_EVERY_SECONDS = 0.5


@dataclass
class Scales:
    """Weighs one process, by its name, until it is told to stop."""

    platform: Platform
    name: str
    most_bytes: int = 0

    def __post_init__(self) -> None:
        """Begin."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._weigh, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """End; give the most that was seen, in MiB."""
        self._over.set()
        self._thread.join()
        return self.most_bytes / 2**20

    def _weigh(self) -> None:
        while not self._over.wait(LOOKS_EVERY_SECONDS):
            with suppress(psutil.Error, KeyError):
                self.most_bytes = max(self.most_bytes, weight(self.platform.pids()[self.name]))


def weight(pid: int) -> int:
    """Sum what a process and its children hold for themselves, and their share of what they hold together (PSS), in bytes."""
    process, total = psutil.Process(pid), 0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += each.memory_full_info().pss
    return total
