"""
How many threads may wait for services at once.

A thread that waits for a service does nothing else. So no service may take all of them, and all services together leave some to those who
need none: whoever logs in, looks at the map, or at the procedures.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Semaphore

PATIENCE_SECONDS = 0.5
"""How long a call waits for a slot among those that wait."""


class NoSlot(Exception):
    """Too many wait already."""


@dataclass
class Slots:
    """Slots for those who wait: so many for each service, so many in all (a gateway has 32 threads)."""

    for_each: int = 24
    in_all: int = 28
    _in_all: Semaphore = field(init=False)
    _for_each: dict[str, Semaphore] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with every slot free."""
        self._in_all = Semaphore(self.in_all)
        self._for_each = defaultdict(partial(Semaphore, self.for_each))

    @contextmanager
    def slot(self, service: str) -> Iterator[None]:
        """Take a slot; raise `NoSlot` when none is free in time. Who waits for a crowded service takes no slot from the others."""
        end, these = time.monotonic() + PATIENCE_SECONDS, self._for_each[service]
        take(these, end)
        try:
            take(self._in_all, end)
            try:
                yield
            finally:
                self._in_all.release()
        finally:
            these.release()


def take(slots: Semaphore, end: float) -> None:
    """Take one of the slots, waiting for it until `end`; raise `NoSlot` when none becomes free."""
    if not slots.acquire(timeout=max(0.0, end - time.monotonic())):
        raise NoSlot
