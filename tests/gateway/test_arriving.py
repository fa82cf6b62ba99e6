"""Clients that are silent or slow: they hold no thread for long, and whoever sends steadily is waited for."""

import json
import select
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from tests.gateway.doors import REQUEST, THREADS, Door, a_door

MANY = 10 * THREADS
HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHo"
LAST_REQUEST = b"GET / HTTP/1.0\r\n\r\n"
LARGE = 200_000
LARGE_ANSWER = b"GET /large HTTP/1.1\r\nHost: door\r\n\r\n"
APPLICATION = """
from gateway import arriving, worker

if {hurried}:
    arriving.HEAD_SECONDS = arriving.SILENCE_SECONDS = worker.SENDING_SECONDS = 1
    arriving.GRACE_SECONDS = 2

def app(environ, start_response):
    if environ["PATH_INFO"] == "/large":
        answer = bytes(30_000_000)
    else:
        answer = b"%d" % len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A server that tells how much it was sent, with the gateway's own limits."""
    with a_door(tmp_path, APPLICATION.format(hurried=False)) as opened:
        yield opened


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[Door]:
    """The same in a hurry: a second for what has ten."""
    with a_door(tmp_path, APPLICATION.format(hurried=True)) as opened:
        yield opened


def upload(size: int, sent: int) -> bytes:
    """Write the beginning of a request with a body."""
    return b"PUT / HTTP/1.1\r\nHost: door\r\nContent-Length: %d\r\n\r\n" % size + b"x" * sent


def hold(door: Door, sent: bytes, connections: int) -> list[socket.socket]:
    """Open connections that send so much and no more."""
    held = [door.plug() for _ in range(connections)]
    for each in held:
        each.sendall(sent)
    return held


def answer(connection: socket.socket) -> HTTPResponse:
    """Read a whole answer."""
    read = HTTPResponse(connection)
    read.begin()
    read.read()
    return read


def is_answered(door: Door) -> bool:
    """Ask something, as anybody would."""
    connection = door.plug()
    connection.sendall(REQUEST)
    return answer(connection).status == 200


def drip(connection: socket.socket, drop: bytes, drops: int) -> bool:
    """Send drop after drop, ten a second; tell whether the server let us finish."""
    for _ in range(drops):
        if select.select([connection], [], [], 0.1)[0]:
            return False
        connection.sendall(drop)
    return True


@pytest.mark.parametrize(
    ("sent", "connections"),
    [(b"", MANY), (HALF_HEAD, MANY), (upload(50, sent=1), MANY), (upload(LARGE, sent=100_000), 2 * THREADS), (LAST_REQUEST, MANY)],
    ids=["nothing", "half a head", "half a body", "half a large body", "a last request, and does not leave"],
)
def test_whoever_sends_no_more_keeps_nobody_waiting(door: Door, sent: bytes, connections: int) -> None:
    hold(door, sent, connections)

    assert is_answered(door)


def test_whoever_does_not_take_his_answer_keeps_nobody_waiting(hurried: Door) -> None:
    hold(hurried, LARGE_ANSWER, THREADS)

    assert is_answered(hurried)


@pytest.mark.parametrize("sent", [HALF_HEAD, upload(50, sent=1)])
def test_whoever_stops_half_way_is_told_that_it_took_too_long(hurried: Door, sent: bytes) -> None:
    (connection,) = hold(hurried, sent, 1)

    told = answer(connection)

    assert (told.status, told.headers["Content-Type"]) == (408, "application/problem+json")


def test_a_head_that_comes_drop_by_drop_has_an_end(hurried: Door) -> None:
    (connection,) = hold(hurried, HALF_HEAD, 1)

    assert not drip(connection, b"o", drops=100)
    assert is_answered(hurried)


def test_a_body_that_comes_drop_by_drop_has_an_end(hurried: Door) -> None:
    (connection,) = hold(hurried, upload(LARGE, sent=100), 1)

    assert not drip(connection, b"x", drops=100)


def test_a_slow_upload_goes_on_as_long_as_it_is_steady(hurried: Door) -> None:
    connection = hurried.plug()
    connection.sendall(upload(LARGE, sent=0))

    assert drip(connection, b"x" * (LARGE // 50), drops=50)
    assert answer(connection).status == 200


def test_one_connection_is_used_again_after_large_and_small_bodies(door: Door) -> None:
    connection = door.plug()
    for request in (upload(LARGE, LARGE), REQUEST, upload(10, 10), upload(0, 0), REQUEST):
        connection.sendall(request)
        assert answer(connection).status == 200


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"GET /%s HTTP/1.1\r\n\r\n" % (b"x" * 9000), 414, "address-too-long"),
        (b"GET / HTTP/1.1\r\nHost: door\r\nX: %s\r\n\r\n" % (b"x" * 9000), 431, "headers-too-large"),
        (b"GET / HTTP/1.1\r\nHost: door\r\nExpect: miracles\r\n\r\n", 417, "expectation-failed"),
        (b"GET / HTTP/1.1\n\n", 400, "malformed-request"),
        (b"nonsense\r\n\r\n", 400, "malformed-request"),
    ],
)
def test_what_is_no_request_is_told_so_with_a_problem(door: Door, sent: bytes, status: int, code: str) -> None:
    connection = door.plug()
    connection.sendall(sent)

    told = connection.makefile("rb").read()

    head, _, body = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert (json.loads(body)["status"], json.loads(body)["code"]) == (status, code)
