"""
How gunicorn's threads are spent: on requests that are here, never on clients that are silent or slow (ADR 0016).

gunicorn gives a thread to each new connection, and lets it read until the request is there: whoever stops half-way keeps the thread.
Here a connection waits with the poller until enough of its request has come (`arriving`), and again after our last word, until the
client leaves.

gunicorn also gives every connection back to its main thread after each request, to be watched and handed out again. Between a proxy and a
gateway the next request is often there already, and the way there and back costs a seventh of the gateway's time: a thread stays with a
connection whose next request comes at once.
"""

import select
import selectors
import socket
import struct
import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from threading import Lock
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from gateway.arriving import Arrivals, Patience
from gateway.resting import Resting
from gateway.turning_away import refusal, status_for

PATIENCE_MS = 20
LOOK_SECONDS = 1  # how often the main thread looks for those who have waited too long
LEAVING_SECONDS = 2  # for a client to read our last answer (RFC 9112, 9.6)
SENDING_SECONDS = 30  # for a client to take the next piece of an answer


class SparingWorker(ThreadWorker):
    """Threads for requests that are here; one that is free stays with a busy connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with all threads free."""
        super().__init__(*args, **kwargs)
        self._occupied = 0
        self._counting = Lock()
        self._patience = Patience(self.cfg.threads)
        self._leaving: dict[TConn, float] = {}
        self.resting = Resting()
        self._next_look = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection to a thread when enough of its request is here; until then the poller watches it."""
        if not conn.initialized:
            self._welcome(conn)
        if conn.parser.unreader.gather():
            super().enqueue_req(conn)
            return
        conn.timeout = conn.parser.unreader.deadline(self.cfg.keepalive)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> bool:
        """Answer the requests of a connection; tell whether to watch it for a next one."""
        self._occupy(1)
        try:
            again = self._answer(conn)
            while again and self._may_stay(conn) and next_is_here(conn) and conn.parser.unreader.gather():
                again = self._answer(conn)
            return again
        finally:
            self._occupy(-1)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Answer a request; leave a client that does not take the answer."""
        try:
            return bool(super().handle_request(req, conn))
        except BlockingIOError as error:
            raise StopIteration from error  # SENDING_SECONDS have passed

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what is no request with a problem, and one line in the log; anything else is a failure of ours."""
        status = status_for(exc)
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("request not readable: %s", type(exc).__name__)
        with suppress(OSError):
            client.sendall(refusal(status))

    def finish_request(self, conn: TConn, fs: "Future[bool]") -> None:
        """Go on with a connection after its answer: part from it, or watch it (called on the main thread)."""
        if fs.cancelled() or fs.exception() or not fs.result():
            self._part(conn)
        elif not self.resting.hold(conn, fs):
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Let go on who has rested; close, each second, who has kept us waiting too long; when every place is taken, the first of them."""
        if self.nr_conns >= self.worker_connections and self.pending_conns:
            self._give_up(self.pending_conns[0])
        for conn, answered in self.resting.over(everybody=not self.alive):
            super().finish_request(conn, answered)
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_SECONDS
        for conn in [each for each in self.pending_conns if each.timeout <= now or self._is_idle_at_the_end(each)]:
            self._give_up(conn)
        for conn in [each for each, until in self._leaving.items() if until <= now]:
            self._leave(conn)

    def _welcome(self, conn: TConn) -> None:
        """Prepare a new connection."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SENDING_SECONDS, 0))
        conn.init()
        conn.parser.unreader = Arrivals(conn.sock, self._patience)

    def _answer(self, conn: TConn) -> bool:
        conn.parser.unreader.begin()
        return bool(super().handle(conn))

    def _may_stay(self, conn: TConn) -> bool:
        return bool(self.alive and self._occupied < self.cfg.threads and not self.resting.is_noted(conn.sock))

    def _occupy(self, threads: int) -> None:
        with self._counting:
            self._occupied += threads

    def _is_idle_at_the_end(self, conn: TConn) -> bool:
        return not self.alive and conn.parser.unreader.is_empty()

    def _give_up(self, conn: TConn) -> None:
        """Close a connection whose request has not come; whoever has begun one is told."""
        self.pending_conns.remove(conn)
        if not conn.parser.unreader.is_empty():
            with suppress(OSError):
                conn.sock.send(refusal(HTTPStatus.REQUEST_TIMEOUT), socket.MSG_DONTWAIT)
        self._close(conn)

    def _part(self, conn: TConn) -> None:
        """Send no more, and let the client read what was sent; nobody waits for it meanwhile."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self._leaving[conn] = time.monotonic() + LEAVING_SECONDS
            self.poller.register(conn.sock, selectors.EVENT_READ, lambda _: self._see_out(conn))
            self._see_out(conn)
        except OSError:
            self._leave(conn)

    def _see_out(self, conn: TConn) -> None:
        """Let go what a leaving client still sends, until it closes."""
        try:
            if not conn.sock.recv(65536):
                self._leave(conn)
        except BlockingIOError:
            return
        except OSError:
            self._leave(conn)

    def _leave(self, conn: TConn) -> None:
        self._leaving.pop(conn, None)
        self._close(conn)

    def _close(self, conn: TConn) -> None:
        with suppress(OSError, KeyError, ValueError):  # it may not be watched
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def next_is_here(conn: TConn) -> bool:
    """Tell whether a connection's next request, or its end, is there within our patience."""
    if not conn.parser.unreader.is_empty():
        return True  # it was read along with the last one
    watch = select.poll()
    watch.register(conn.sock, select.POLLIN)
    return bool(watch.poll(PATIENCE_MS))
