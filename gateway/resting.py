"""
Connections whose client does not listen: their next request is read when it was told to come, and no thread waits for that.

Each is read at a moment of its own within the second after: many connections of one client that all go on at once would hold up others.

Only where clients connect to us themselves: a proxy's connection carries the requests of many, and whoever listens would wait too.
"""

import random
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from heapq import heappop, heappush
from itertools import count
from typing import Any

LONGEST_SECONDS = 5.0
SCATTER_SECONDS = 1.0
Held = tuple[float, int, Any, "Future[bool]"]


class Resting:
    """The connections of one worker that rest; sockets are noted by threads, connections kept by the main one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody."""
        self._clock = clock
        self._until: dict[socket.socket, float] = {}
        self._held: list[Held] = []  # a heap: the next one first
        self._numbers = count()

    def note(self, sock: socket.socket, seconds: float) -> None:
        """Say that whoever is at the other end came before he was told to, and has so many seconds left."""
        scattered = random.uniform(0, SCATTER_SECONDS)  # noqa: S311 - a pace, no secret
        self._until[sock] = self._clock() + min(seconds, LONGEST_SECONDS) + scattered

    def is_noted(self, sock: socket.socket) -> bool:
        """Tell whether a connection is to rest."""
        return sock in self._until

    def hold(self, connection: Any, answered: "Future[bool]") -> bool:
        """Keep a connection until its time has come; tell whether it has to rest at all."""
        until = self._until.pop(connection.sock, 0.0)
        if until > self._clock():
            heappush(self._held, (until, next(self._numbers), connection, answered))
            return True
        return False

    def over(self, *, everybody: bool) -> Iterator[tuple[Any, "Future[bool]"]]:
        """Let those go on whose time has come; `everybody`, when the worker ends."""
        while self._held and (everybody or self._held[0][0] <= self._clock()):
            _, _, connection, answered = heappop(self._held)
            yield connection, answered
