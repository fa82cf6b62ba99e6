"""
How a request arrives: as much of it as we wait for before a thread takes it, and how long we wait for the rest.

Until its head and the first 64 KiB of its body are here, a request costs a place in the poller and no thread. A thread that reads more of
a large body waits for it patiently while other threads are free, and less so when half of them wait like this. A client that sends
steadily is waited for, however slow, down to `SLOWEST`.
"""

import re
import select
import socket
import time
from threading import Lock

from gunicorn.http.unreader import SocketUnreader

HEAD_SECONDS = 10  # from the first byte of a head to its last one
SILENCE_SECONDS = 10  # of a body, from one byte to the next
HURRIED_SECONDS = 2  # the same, while half of the threads wait for clients
GRACE_SECONDS = 20  # of waiting, before the speed counts
SLOWEST = 500  # bytes of a body a second
FIRST_PART = 64 * 1024
LONGEST_HEAD = 64 * 1024  # a longer one is for gunicorn to judge
PIECE = 8192

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n")


class ClientLate(Exception):
    """The client did not send what it announced in time."""


class Patience:
    """How long a thread waits for its client: the more threads wait, the shorter."""

    def __init__(self, threads: int) -> None:
        """Begin with nobody waiting."""
        self._threads = threads
        self._waiting = 0
        self._counting = Lock()

    def wait(self, sock: socket.socket) -> bool:
        """Wait until the client sends something; tell whether it did."""
        watch = select.poll()
        watch.register(sock, select.POLLIN)
        try:
            return bool(watch.poll(1000 * self._seconds_for_one_more()))
        finally:
            with self._counting:
                self._waiting -= 1

    def _seconds_for_one_more(self) -> int:
        with self._counting:
            self._waiting += 1
            return SILENCE_SECONDS if 2 * self._waiting <= self._threads else HURRIED_SECONDS


class Arrivals(SocketUnreader):
    """What arrives on one connection. The poller gathers it without waiting; a thread reads on, with patience."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        """Begin with nothing."""
        super().__init__(sock)
        self._patience = patience
        self._gathering_since = 0.0
        self._wanted = 0  # bytes of the request, once its head is here
        self._received = 0
        self._waited = 0.0

    def gather(self) -> bool:
        """Take what is there; tell whether a thread can go on: with enough of a request, or with the end of the connection."""
        held = self.buf.getvalue()
        if held and self._is_enough(held):
            return True  # it came along with the last one
        try:
            piece = self.sock.recv(max(PIECE, self._wanted - len(held)), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            piece = b""  # the connection is broken: reading on will tell
        self.buf.seek(0, 2)
        self.buf.write(piece)
        return not piece or self._is_enough(held + piece)

    def deadline(self, idle_seconds: float) -> float:
        """Tell until when we wait for more, `idle_seconds` when nothing has come yet (monotonic clock)."""
        now, held = time.monotonic(), len(self.buf.getvalue())
        if not held:
            return now + idle_seconds
        self._gathering_since = self._gathering_since or now
        if not self._wanted:
            return self._gathering_since + HEAD_SECONDS
        return min(now + SILENCE_SECONDS, self._gathering_since + GRACE_SECONDS + held / SLOWEST)

    def is_empty(self) -> bool:
        """Tell whether nothing of a request is here."""
        return not self.buf.getvalue()

    def begin(self) -> None:
        """Measure anew: a thread takes the next request."""
        self._gathering_since, self._wanted, self._received, self._waited = 0.0, 0, 0, 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Receive more, for a thread; raise `ClientLate` when the client keeps it too long."""
        size = max(self.mxchunk, min(size_hint or 0, self.max_body_chunk))
        try:
            piece: bytes = self.sock.recv(size, socket.MSG_DONTWAIT)
        except BlockingIOError:
            self._wait()
            piece = self.sock.recv(size, socket.MSG_DONTWAIT)
        self._received += len(piece)
        return piece

    def _wait(self) -> None:
        started = time.monotonic()
        came = self._patience.wait(self.sock)
        self._waited += time.monotonic() - started
        if not came or self._waited > GRACE_SECONDS + self._received / SLOWEST:
            raise ClientLate

    def _is_enough(self, held: bytes) -> bool:
        if not self._wanted:
            end = held.find(HEAD_ENDS)
            if end < 0:
                return len(held) > LONGEST_HEAD or held.count(b"\n") > held.count(b"\r\n")  # this head will never end
            self._wanted = end + len(HEAD_ENDS) + _first_part(held[: end + 2].lower())
        return len(held) >= self._wanted


def _first_part(head: bytes) -> int:
    """Tell how much of the body comes before a thread: none when its length is unknown, or when the client waits for our word."""
    length = LENGTH.search(head)
    return min(int(length[1]), FIRST_PART) if length and b"\r\nexpect:" not in head else 0
