"""What one account and one address may ask: in a minute, at once, and what the others notice of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from contracts.people import Role
from deploy.local.waiting import wait_until
from gateway.api.buckets import Buckets, Slots
from gateway.api.turnstile import Turnstile, client_address
from gateway.settings import RequestLimits
from tests.gateway.doors import Door, a_door
from tests.gateway.makers import Gateway, a_gateway

QUOTA = 60


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.seconds = 0.0

    def __call__(self) -> float:
        """Give the seconds."""
        return self.seconds


def test_a_bucket_gives_its_quota_at_once_and_then_as_it_fills() -> None:
    clock = Hand()
    buckets = Buckets(QUOTA, clock)

    granted = [buckets.spend("a", 10).wait for _ in range(7)]
    clock.seconds = 10

    assert granted == [0] * 6 + [10]
    assert buckets.spend("a", 10).wait == 0
    assert buckets.spend("a", 10).wait == 10


def test_who_is_refused_spends_nothing_and_may_come_when_he_was_told() -> None:
    clock = Hand()
    buckets = Buckets(QUOTA, clock)
    buckets.spend("a", QUOTA)

    waits = [buckets.spend("a", 3).wait for _ in range(50)]
    clock.seconds = waits[-1]

    assert set(waits) == {3}
    assert buckets.spend("a", 3).wait == 0


def test_a_bucket_says_what_is_left_and_when_it_is_full() -> None:
    standing = Buckets(QUOTA, Hand()).spend("a", 20)

    assert (standing.quota, standing.left, standing.wait, standing.full_in) == (QUOTA, QUOTA - 20, 0, 20)


@given(some.lists(some.tuples(some.integers(1, 20), some.floats(0, 5)), max_size=80))
def test_nobody_spends_more_than_a_quota_and_what_has_filled_since(requests: list[tuple[int, float]]) -> None:
    clock, spent = Hand(), 0
    buckets = Buckets(QUOTA, clock)

    for cost, pause in requests:
        spent += cost if not buckets.spend("a", cost).wait else 0
        clock.seconds += pause

    assert spent <= QUOTA + clock.seconds * QUOTA / 60 + 1e-6


def test_hostile_names_are_remembered_only_so_many_at_a_time() -> None:
    buckets, places = Buckets(QUOTA, Hand(), most_names=100), Slots(1)

    for number in range(10_000):
        buckets.spend(f"2001:db8::{number:x}", 1)
        assert places.enter(str(number))
        places.leave(str(number))

    assert (len(buckets), len(places)) == (100, 0)


def test_places_are_counted_for_each_name() -> None:
    places = Slots(2)

    assert [places.enter(name) for name in ("a", "a", "a", "b")] == [True, True, False, True]
    places.leave("a")
    assert places.enter("a")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_an_address_is_what_one_site_has(address: str, name: str) -> None:
    with Flask("any").test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert client_address() == name


Limited = Callable[..., Gateway]


@pytest.fixture
def limited(database: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Limited]:
    """Give a function: limits -> a gateway that keeps them, for which no time passes."""
    monkeypatch.setattr("gateway.api.turnstile.Turnstile", partial(Turnstile, clock=Hand()))
    made: list[Gateway] = []

    def make(**limits: int) -> Gateway:
        made.append(a_gateway(database, tmp_path, requests=RequestLimits(**limits)))
        return made[-1]

    yield make
    for each in made:
        each.app.extensions["rokhas"].engine.dispose()


def test_an_account_that_has_spent_its_share_is_told_when_to_come_back(limited: Limited) -> None:
    gateway = limited(per_minute=4)
    greedy, honest = gateway.person(), gateway.person(Role.CLERK, territory="09.541")

    answers = [greedy.get("/v1/me") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"account";q=4;w=60'
    assert answers[0].headers["RateLimit"] == '"account";r=3;t=15'
    assert (answers[-1].get_json(force=True)["code"], answers[-1].headers["Retry-After"]) == ("too-many-requests", "15")
    assert honest.get("/v1/me").status_code == 200


def test_a_change_costs_more_than_a_read_and_an_upload_most(limited: Limited) -> None:
    person = limited(per_minute=100).person()

    left = [
        person.get("/v1/dossiers/d-1"),
        person.post("/v1/dossiers/d-1/withdrawal", json={}),
        person.put("/v1/dossiers/d-1/documents/plan", data=b"%PDF-", content_type="application/pdf"),
    ]

    assert [answer.headers["RateLimit"].partition(";t")[0] for answer in left] == ['"account";r=99', '"account";r=96', '"account";r=86']


def test_strangers_are_counted_by_their_address_also_with_tokens_that_are_none(limited: Limited) -> None:
    gateway = limited(per_minute_from_one_address=3)
    forged = {"Authorization": "Bearer forged"}

    one = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    answers = [gateway.client.get("/v1/me", headers=forged, **one) for _ in range(4)]
    public = gateway.client.get("/v1/territory/regions", **one)
    other = gateway.client.get("/v1/territory/regions", environ_base={"REMOTE_ADDR": "192.0.2.2"})

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert (public.status_code, other.status_code) == (429, 200)
    assert other.headers["RateLimit"] == '"address";r=2;t=20'


def test_the_probes_cost_nothing(limited: Limited) -> None:
    client = limited(per_minute_from_one_address=1, at_once=1).client

    assert {client.get("/healthz").status_code for _ in range(5)} == {200}


def test_without_limits_nothing_is_counted_and_nothing_said(limited: Limited) -> None:
    person = limited().person()

    answers = [person.get("/v1/me") for _ in range(20)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[-1].headers


@pytest.mark.parametrize("path", ["/v1/me", "/v1/no-such-thing", "/v1/users", "/v1/dossiers/d-1/permit"])
def test_a_place_is_given_back_whatever_the_answer_was(limited: Limited, path: str) -> None:
    person = limited(at_once=1).person()

    codes = []
    for _ in range(3):
        with person.get(path) as answer:  # its end, as a server closes it
            codes.append(answer.status_code)

    assert 429 not in codes


GATEWAY = """
from pathlib import Path
from threading import Event
from typing import Any

import sqlalchemy as sa

from gateway.settings import RequestLimits
from tests.gateway.makers import a_gateway


def make():
    gateway = a_gateway(sa.create_engine("{url}"), Path("{folder}"), requests=RequestLimits(at_once={at_once}))

    class Slow(type(gateway.services)):
        def call(self, *asked: Any) -> Any:
            Event().wait({seconds})
            return {{"id": "d-1", "version": 1}}

    gateway.services.__class__ = Slow
    return gateway.app
"""
ROOM_SECONDS = 0.2
GREEDY_CONNECTIONS = 12


@contextmanager
def a_slow_house(gateway: Gateway, folder: Path, at_once: int) -> Iterator[Door]:
    """Run a gateway of four threads whose rooms take their time."""
    url = gateway.engine.url.render_as_string(hide_password=False)
    folder.mkdir()
    with a_door(folder, GATEWAY.format(url=url, folder=gateway.folder, at_once=at_once, seconds=ROOM_SECONDS)) as door:
        yield door


def ask(door: Door, token: str) -> tuple[int, float]:
    """Read a file on a connection of one's own; give the status, and how many seconds it took."""
    began = time.monotonic()
    with door.plug() as plug, plug.makefile("rwb") as line:
        line.write(f"GET /v1/dossiers/d-1 HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        line.flush()
        answer = line.read()
    return int(answer.split(b" ", 2)[1]), time.monotonic() - began


def slowest_but_one(door: Door, token: str) -> float:
    """Read a file twenty times; give the 95th percentile of the time, all having been answered."""
    answers = [ask(door, token) for _ in range(20)]
    assert {status for status, _ in answers} == {200}
    return sorted(seconds for _, seconds in answers)[-2]


@contextmanager
def greed(door: Door, token: str) -> Iterator[list[int]]:
    """Let one account ask on many connections as fast as it is answered; give the statuses that it got."""
    statuses: list[int] = []
    enough = threading.Event()

    def insist() -> None:
        while not enough.is_set():
            statuses.append(ask(door, token)[0])

    threads = [threading.Thread(target=insist) for _ in range(GREEDY_CONNECTIONS)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(statuses) > GREEDY_CONNECTIONS, lambda: "nobody is greedy")
    try:
        yield statuses
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def test_a_greedy_account_is_refused_at_once_and_the_others_are_answered_as_if_it_were_not_there(gateway: Gateway, tmp_path: Path) -> None:
    greedy, honest = gateway.person(), gateway.person(Role.CLERK, territory="09.541")

    with a_slow_house(gateway, tmp_path / "limited", at_once=2) as door:
        quiet = slowest_but_one(door, honest.token)
        with greed(door, greedy.token) as statuses:
            beside_greed = slowest_but_one(door, honest.token)
    with a_slow_house(gateway, tmp_path / "open", at_once=0) as door, greed(door, greedy.token):
        without_limit = slowest_but_one(door, honest.token)

    assert set(statuses) == {200, 429}
    assert statuses.count(200) > 0
    assert beside_greed < quiet + ROOM_SECONDS
    assert beside_greed < without_limit
