"""A cable between a client and the broker, which a test can cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 65_536


class Cable:
    """Carries connections from a loopback port to the broker; `cut()` ends all of them at once, and new ones go through again."""

    def __init__(self, amqp_url: str) -> None:
        """Lead to the broker of `amqp_url`; `self.url` is the same address through the cable."""
        address = urlsplit(amqp_url)
        self._target = (address.hostname or "", address.port or 5672)
        self._entrance = socket.create_server(("127.0.0.1", 0))
        port = self._entrance.getsockname()[1]
        self.url = address._replace(netloc=f"{address.username}:{address.password}@127.0.0.1:{port}").geturl()
        self._ends: list[socket.socket] = []
        self._flows = threading.Event()
        self._flows.set()
        self.arrived = self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection that goes through."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hold(self) -> None:
        """Let new connections wait at the entrance (`arrived` counts them) until `let_through`."""
        self._flows.clear()

    def let_through(self) -> None:
        """Let those who wait go on."""
        self._flows.set()

    def remove(self) -> None:
        """Cut, and let nothing through any more."""
        with suppress(OSError):
            self._entrance.shutdown(socket.SHUT_RDWR)
        self._entrance.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):  # the entrance is closed: the cable is removed
            while True:
                near, _ = self._entrance.accept()
                self.arrived += 1
                self._flows.wait()
                far = socket.create_connection(self._target)
                self._ends += [near, far]
                self.connections += 1
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while chunk := one.recv(CHUNK):
                other.sendall(chunk)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def cable_to(amqp_url: str) -> Iterator[Cable]:
    """Lay a cable to the broker for the time of a test."""
    cable = Cable(amqp_url)
    yield cable
    cable.remove()
