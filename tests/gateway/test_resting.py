"""Connections that rest: held without a thread until their time has come."""

import socket
from collections.abc import Iterator
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from gateway.resting import LONGEST_SECONDS, SCATTER_SECONDS, Resting


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with socket.socket() as opened:
        yield opened


def test_a_connection_rests_as_long_as_its_client_was_told_and_then_goes_on(sock: socket.socket) -> None:
    now = [100.0]
    resting, answered = Resting(lambda: now[0]), Future[bool]()
    connection = SimpleNamespace(sock=sock)
    resting.note(sock, 2)

    assert resting.is_noted(sock)
    assert resting.hold(connection, answered)
    assert list(resting.over(everybody=False)) == []
    now[0] += 1.99
    assert list(resting.over(everybody=False)) == []
    now[0] += 0.01 + SCATTER_SECONDS
    assert list(resting.over(everybody=False)) == [(connection, answered)]
    assert not resting.is_noted(sock)
    assert not resting.hold(connection, answered)


def test_nobody_rests_for_long_and_a_worker_that_ends_lets_everybody_go(sock: socket.socket) -> None:
    now = [100.0]
    resting, connection = Resting(lambda: now[0]), SimpleNamespace(sock=sock)
    resting.note(sock, 3600)
    resting.hold(connection, Future())

    assert len(list(resting.over(everybody=True))) == 1
    resting.note(sock, 3600)
    resting.hold(connection, Future())
    now[0] += LONGEST_SECONDS + SCATTER_SECONDS
    assert len(list(resting.over(everybody=False))) == 1


def test_many_connections_of_one_client_do_not_go_on_all_at_once() -> None:
    now = [100.0]
    resting = Resting(lambda: now[0])
    socks = [socket.socket() for _ in range(40)]
    for each in socks:
        resting.note(each, 1)
        resting.hold(SimpleNamespace(sock=each), Future())

    gone: list[int] = []
    while sum(gone) < len(socks):
        now[0] += 0.1
        gone.append(len(list(resting.over(everybody=False))))

    assert max(gone) < len(socks) / 2
    for each in socks:
        each.close()
