"""Clients that are silent or slow: they hold no thread for long, and whoever sends steadily is waited for."""

import select
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from deploy.local.waiting import wait_until
from tests.chaos.killing import frozen
from tests.gateway.doors import REQUEST, THREADS, Door, a_door

MANY = 10 * THREADS
HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHo"
LAST_REQUEST = b"GET / HTTP/1.0\r\n\r\n"
LARGE = 200_000
LARGE_ANSWER = b"GET /large HTTP/1.1\r\nHost: door\r\n\r\n"
IN_CHUNKS = b"PUT / HTTP/1.1\r\nHost: door\r\nTransfer-Encoding: chunked\r\n\r\n"
APPLICATION = """
from gateway import answers, bodies, serving

if {hurried}:
    serving.HEAD_SECONDS = bodies.SILENCE_SECONDS = answers.SENDING_SECONDS = 1
    bodies.GRACE_SECONDS = 2


def app(environ, start_response):
    status, answer = "200 OK", bytes(30_000_000)
    if environ["PATH_INFO"] == "/refusing":
        status, answer = "413 Content Too Large", b""
    elif environ["PATH_INFO"] != "/large":
        try:
            answer = b"%d" % len(environ["wsgi.input"].read())
        except bodies.ClientLate:
            status, answer = "408 Request Timeout", b""
        except bodies.ClientGone:
            status, answer = "400 Bad Request", b""
    start_response(status, [("Content-Length", str(len(answer)))])
    return [answer]


def make():
    return app
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
    told = HTTPResponse(connection)
    told.begin()
    told.read()
    return told


def read(connection: socket.socket) -> tuple[int, bytes]:
    """Read a whole answer; give its status and its body."""
    told = HTTPResponse(connection)
    told.begin()
    return told.status, told.read()


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
    held = hold(hurried, LARGE_ANSWER, MANY)

    assert is_answered(hurried)
    wait_until(lambda: hurried.output.read_text().count("answer-not-taken") == len(held), lambda: hurried.output.read_text())


@pytest.mark.parametrize("sent", [b"", HALF_HEAD])
def test_whoever_stops_before_the_end_of_a_head_is_hung_up_on(hurried: Door, sent: bytes) -> None:
    (connection,) = hold(hurried, sent, 1)

    assert connection.recv(1) == b""


@pytest.mark.parametrize("size", [50, LARGE])
def test_whoever_stops_half_way_through_a_body_is_told_that_it_took_too_long(hurried: Door, size: int) -> None:
    (connection,) = hold(hurried, upload(size, sent=1), 1)

    assert answer(connection).status == 408


@pytest.mark.parametrize("size", [50, LARGE])
def test_a_server_that_stood_still_takes_its_own_silence_for_nobodys(hurried: Door, size: int) -> None:
    (connection,) = hold(hurried, upload(size, sent=1), 1)
    wait_until(lambda: is_answered(hurried), lambda: hurried.output.read_text())  # by now it waits for the rest

    with frozen(hurried.process.pid):
        connection.sendall(b"x" * (size - 1))
        assert not select.select([connection], [], [], 3)[0]  # longer than its patience

    assert read(connection) == (200, b"%d" % size)


def test_a_connection_on_which_nothing_more_is_asked_has_an_end(hurried: Door) -> None:
    (connection,) = hold(hurried, REQUEST, 1)
    answer(connection)

    assert connection.recv(1) == b""


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


@pytest.mark.parametrize("size", [LARGE, 10 * LARGE])
def test_a_connection_whose_body_was_refused_unread_is_said_to_be_closed(door: Door, size: int) -> None:
    connection = door.plug()
    connection.sendall(upload(size, sent=70_000).replace(b"/ ", b"/refusing ", 1))

    told = answer(connection)

    assert (told.status, told.headers["Connection"]) == (413, "close")


def test_a_connection_whose_small_body_was_refused_unread_goes_on(door: Door) -> None:
    connection = door.plug()
    for request in (upload(10, 10).replace(b"/ ", b"/refusing ", 1), REQUEST):
        connection.sendall(request)
        assert answer(connection).headers["Connection"] is None


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /%s HTTP/1.1\r\n\r\n" % (b"x" * 20_000), 431),
        (b"GET / HTTP/1.1\r\nHost: door\r\nX: %s\r\n\r\n" % (b"x" * 20_000), 431),
        (b"GET / HTTP/1.1\r\n%s\r\n" % b"".join(b"X%d: x\r\n" % place for place in range(200)), 431),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : door\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 400),
        (b"PUT / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345", 400),
        (b"PUT / HTTP/1.1\r\nContent-Length: +5\r\n\r\n12345", 400),
        (b"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        (b"PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (IN_CHUNKS + b"zz\r\n\r\n", 400),
        (IN_CHUNKS + b"5\r\n12345678\r\n0\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_refused_and_its_connection_ends(door: Door, sent: bytes, status: int) -> None:
    connection = door.plug()
    connection.sendall(sent + REQUEST)

    told = connection.makefile("rb").read()

    assert told.startswith(b"HTTP/1.1 %d " % status)
    assert told.count(b"HTTP/1.") == 1
    assert "Traceback" not in door.output.read_text()


def test_of_two_lengths_that_contradict_each_other_nobody_makes_a_second_request(door: Door) -> None:
    """Chunks are believed, and nothing more on that connection (RFC 9112, 6.3)."""
    connection = door.plug()
    connection.sendall(IN_CHUNKS.replace(b"Host", b"Content-Length: 5\r\nHost") + b"0\r\n\r\n" + REQUEST)

    told = connection.makefile("rb").read()

    assert told.startswith(b"HTTP/1.1 200 ")
    assert told.count(b"HTTP/1.") == 1


def test_a_length_that_is_said_twice_counts_once(door: Door) -> None:
    connection = door.plug()
    connection.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n12345")

    assert read(connection) == (200, b"5")


@pytest.mark.parametrize("chunks", [1, 3, 30])
def test_a_body_may_come_in_chunks(door: Door, chunks: int) -> None:
    connection = door.plug()
    connection.sendall(IN_CHUNKS + b"2000\r\n%s\r\n" % (b"x" * 0x2000) * chunks + b"0\r\n\r\n")

    assert read(connection) == (200, b"%d" % (0x2000 * chunks))


def test_a_client_that_waits_for_our_word_gets_it(door: Door) -> None:
    connection = door.plug()
    connection.sendall(upload(5, sent=0).replace(b"Host", b"Expect: 100-continue\r\nHost"))

    assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
    connection.sendall(b"12345")
    assert read(connection) == (200, b"5")


def test_a_large_answer_arrives_whole(door: Door) -> None:
    connection = door.plug()
    connection.sendall(LARGE_ANSWER)

    assert read(connection) == (200, bytes(30_000_000))
