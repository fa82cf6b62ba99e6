"""Clients that never finish their sentence: connections that send a byte now and then, in the head of a request or in a document."""

import socket
import time
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

from deploy.local.platform import Platform
from tests.attack.strangers import HOSTILE_ADDRESS

CONNECTIONS = 120
BEAT_SECONDS = 1.0
HEAD = b"GET /v1/procedures HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = b"POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 90000000\r\n\r\n%PDF-"


def never_finish(platform: Platform, end: float) -> Counter[str]:
    """Hold connections open until the end, opening new ones for those that the gateway ends."""
    address = urlsplit(platform.base_url)
    held: list[socket.socket] = []
    seen: Counter[str] = Counter()
    while time.monotonic() < end:
        while len(held) < CONNECTIONS:
            with suppress(OSError):
                held.append(_begin(str(address.hostname), int(address.port or 80), HEAD if len(held) % 2 else BODY))
                seen["begun"] += 1
        alive = [each for each in held if _say_a_little(each)]
        seen["ended by the gateway"] += len(held) - len(alive)
        held = alive
        time.sleep(BEAT_SECONDS)
    for each in held:
        each.close()
    return seen


def _begin(host: str, port: int, opening: bytes) -> socket.socket:
    connection = socket.create_connection((host, port), timeout=5, source_address=(HOSTILE_ADDRESS, 0))
    connection.sendall(opening)
    return connection


def _say_a_little(connection: socket.socket) -> bool:
    """Send one byte more; tell whether anybody still listens."""
    try:
        connection.sendall(b"x")
        connection.settimeout(0.001)
        with suppress(TimeoutError):
            return connection.recv(1024) != b""
    except OSError:
        connection.close()
        return False
    return True
