"""Whether the broker is reached, and since when not."""

import threading
import time

GRACE_SECONDS = 0.5
"""
How long a new call waits for a broker that has just gone: the first pause before a new connection (0.1 s), and what it takes to make one.
Whoever comes later than that into an outage is told at once.
"""
RESEND_SECONDS = 2.0
"""How long a call in hand waits to be sent again: for a broker that restarts quickly, not for one that is down."""


class Reach:
    """The state of a connection, told by its thread, waited for by others."""

    def __init__(self) -> None:
        """Begin as if the broker had gone this moment."""
        self._there = threading.Event()
        self._gone_at = time.monotonic()
        self.was_there = False

    def __bool__(self) -> bool:
        """Tell whether the broker is reached."""
        return self._there.is_set()

    def found(self) -> None:
        """Say that it is reached."""
        self.was_there = True
        self._there.set()

    def lost(self) -> None:
        """Say that it is not; an attempt in vain changes nothing."""
        if self._there.is_set():
            self._gone_at = time.monotonic()
            self._there.clear()

    def wait(self) -> bool:
        """Wait for a broker that has just gone; tell whether it is reached."""
        return bool(self) or self._there.wait(max(0.0, self._gone_at + GRACE_SECONDS - time.monotonic()))

    def is_given_up(self) -> bool:
        """Tell whether it has been away for longer than a call in hand waits."""
        return not self and time.monotonic() > self._gone_at + RESEND_SECONDS
