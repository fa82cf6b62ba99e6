"""Threads stay with connections that are busy, and leave room for others."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.gateway.doors import PATIENCE_SECONDS, REQUEST, THREADS, Connection, Door, a_door

APPLICATION = """
import threading

def app(environ, start_response):
    answer = b"%d\\n" % threading.get_ident()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A server whose answers tell which thread gave them."""
    with a_door(tmp_path, APPLICATION) as opened:
        yield opened


def send(connection: Connection, requests: int) -> None:
    """Send requests in one piece."""
    connection.write(REQUEST * requests)
    connection.flush()


def thread_of(connection: Connection) -> int:
    """Read an answer: its head, then its one line."""
    assert connection.readline() == b"HTTP/1.1 200 OK\r\n"
    while connection.readline() != b"\r\n":
        pass
    return int(connection.readline())


def ask(connection: Connection, requests: int = 1) -> list[int]:
    """Send requests in one piece; give the thread that answered each."""
    send(connection, requests)
    return [thread_of(connection) for _ in range(requests)]


def test_a_thread_stays_while_the_next_request_is_there(door: Door) -> None:
    """Of connections whose requests come one upon the other each has a thread; gunicorn alone would mix them."""
    connections = [door.connect() for _ in range(THREADS - 1)]
    for connection in connections:
        send(connection, requests=300)
    threads = [{thread_of(connection) for _ in range(300)} for connection in connections]
    assert [len(each) for each in threads] == [1] * len(connections)


def test_an_idle_connection_holds_no_thread(door: Door) -> None:
    """Many may stay connected; whoever comes is answered, and those who come back as well."""
    idle = [door.connect() for _ in range(THREADS * 4)]
    for _ in range(3):
        assert all(ask(connection) for connection in idle)


def test_those_who_never_pause_leave_room_for_others(door: Door) -> None:
    """As many connections as there are threads, each with a next request always there: another one is answered all the same."""
    enough = threading.Event()

    def hurry(connection: Connection) -> None:
        while not enough.is_set():
            ask(connection, requests=3)

    with ThreadPoolExecutor(THREADS) as others:
        hurrying = [others.submit(hurry, door.connect()) for _ in range(THREADS)]
        try:
            for _ in range(20):
                assert ask(door.connect())
        finally:
            enough.set()
        for each in hurrying:
            each.result()


def test_a_stop_waits_for_no_connection(door: Door) -> None:
    """A connection that stays open does not keep the server from ending."""
    connection = door.connect()
    ask(connection)
    door.process.terminate()
    assert door.process.wait(PATIENCE_SECONDS) == 0
