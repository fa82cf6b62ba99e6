"""Connections hold no thread while nothing is asked on them, leave room for others, and end in order."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.bridge import LONGEST_REST_SECONDS, SCATTER_SECONDS, rest
from tests.gateway.doors import PATIENCE_SECONDS, REQUEST, THREADS, Connection, Door, a_door

APPLICATION = """
import time


def app(environ, start_response):
    time.sleep(1 if environ["PATH_INFO"] == "/slow" else 0)
    environ["rokhas.rests_for"] = 2 if environ["PATH_INFO"] == "/insisting" else 0
    answer = environ.get("HTTP_X_FORWARDED_FOR", environ["REMOTE_ADDR"]).encode() + b"\\n"
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


def make():
    return app
"""
SLOW, INSISTING = (REQUEST.replace(b"/ ", path, 1) for path in (b"/slow ", b"/insisting "))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A server whose answers tell who it thinks is asking."""
    with a_door(tmp_path, APPLICATION) as opened:
        yield opened


def send(connection: Connection, request: bytes) -> None:
    """Send requests in one piece."""
    connection.write(request)
    connection.flush()


def told(connection: Connection) -> bytes:
    """Read an answer: its head, then its one line."""
    assert connection.readline() == b"HTTP/1.1 200 OK\r\n"
    while connection.readline() != b"\r\n":
        pass
    return connection.readline()


def ask(connection: Connection, requests: int = 1) -> list[bytes]:
    """Send requests in one piece; give what each was told."""
    send(connection, REQUEST * requests)
    return [told(connection) for _ in range(requests)]


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


def test_who_is_asking_is_known_by_his_address(door: Door) -> None:
    assert ask(door.connect()) == [b"127.0.0.1\n"]


def test_a_name_with_an_underscore_does_not_pass_for_the_header_of_a_proxy(door: Door) -> None:
    connection = door.connect()

    send(connection, REQUEST.replace(b"Host", b"X_Forwarded_For: 192.0.2.1\r\nHost"))

    assert told(connection) == b"127.0.0.1\n"


def test_whoever_insists_waits_for_his_refusal_and_keeps_nobody_else_waiting(door: Door) -> None:
    """Nor does a thread wait with him."""
    insisting = [door.connect() for _ in range(4 * THREADS)]
    began = time.monotonic()
    for connection in insisting:
        send(connection, INSISTING)

    assert ask(door.connect())
    answered = time.monotonic() - began
    told(insisting[0])

    assert answered < 2 <= time.monotonic() - began


def test_nobody_waits_long_for_his_refusal_and_many_do_not_go_on_all_at_once() -> None:
    rests = [rest(3600) for _ in range(40)]

    assert LONGEST_REST_SECONDS <= min(rests) < max(rests) <= LONGEST_REST_SECONDS + SCATTER_SECONDS
    assert max(rests) - min(rests) > SCATTER_SECONDS / 2


def test_a_stop_waits_for_no_connection(door: Door) -> None:
    """A connection that stays open does not keep the server from ending."""
    connection = door.connect()
    ask(connection)

    door.process.terminate()

    assert door.process.wait(PATIENCE_SECONDS) == 0


def test_a_stop_waits_for_the_requests_in_hand(door: Door) -> None:
    connections = [door.connect() for _ in range(2 * THREADS)]
    for connection in connections:
        ask(connection)
        send(connection, SLOW)

    door.process.terminate()

    assert {told(connection) for connection in connections} == {b"127.0.0.1\n"}
    assert door.process.wait(PATIENCE_SECONDS) == 0
