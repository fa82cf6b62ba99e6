"""
How gunicorn's threads share connections: a thread stays with a connection whose next request comes at once (ADR 0016).

gunicorn gives every connection back to its main thread after each request, to be watched and handed out again. Between a proxy and a
gateway the next request is often there already, and the way there and back costs a quarter of the gateway's time.
"""

import select
from threading import Lock
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

PATIENCE_MS = 20


class StayingWorker(ThreadWorker):
    """Threads that stay with a busy connection, as long as another thread is free for whoever comes next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with all threads free."""
        super().__init__(*args, **kwargs)
        self._occupied = 0
        self._counting = Lock()

    def handle(self, conn: TConn) -> Any:
        """Answer the requests of a connection; give what gunicorn expects after the last one (true: watch it for a next one)."""
        self._occupy(1)
        try:
            again = super().handle(conn)
            while again is True and self._may_stay() and next_is_here(conn):
                again = super().handle(conn)
            return again
        finally:
            self._occupy(-1)

    def _may_stay(self) -> bool:
        return bool(self.alive and self._occupied < self.cfg.threads)

    def _occupy(self, threads: int) -> None:
        with self._counting:
            self._occupied += threads


def next_is_here(conn: TConn) -> bool:
    """Tell whether a connection's next request, or its end, is there within our patience."""
    if conn.parser.unreader.buf.getvalue():
        return True  # it was read along with the last one
    watch = select.poll()
    watch.register(conn.sock, select.POLLIN)
    return bool(watch.poll(PATIENCE_MS))
