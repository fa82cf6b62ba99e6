"""Whoever comes before he was told to gets the refusal that he had, without anybody being asked."""

from collections.abc import Iterable
from typing import Any

from gateway.insisting import REFUSED_FOR, RESTS_FOR, Insisting

Answer = tuple[str, dict[str, str], bytes]


class Desk:
    """An application that refuses whoever `refuses` names for some seconds, and counts who came."""

    def __init__(self) -> None:
        """Refuse nobody."""
        self.refuses: dict[str, int] = {}
        self.now, self.came = 100.0, list[str]()
        self.door = Insisting(self.answer, clock=lambda: self.now)

    def answer(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        token = environ.get("HTTP_AUTHORIZATION", "")
        self.came.append(token)
        wait = self.refuses.get(token, 0)
        environ[REFUSED_FOR["account"]] = wait
        environ[REFUSED_FOR["address"]] = self.refuses.get(environ.get("REMOTE_ADDR", ""), 0)
        start("429 TOO MANY REQUESTS" if wait else "200 OK", [("Retry-After", str(wait))] if wait else [])
        return [b"later" if wait else b"here"]

    def asked_by(self, token: str) -> Answer:
        begun: list[Any] = []
        body = b"".join(self.door({"HTTP_AUTHORIZATION": token} if token else {}, lambda *what: begun.extend(what)))
        return begun[0], dict(begun[1]), body


def test_who_was_told_to_come_later_is_told_so_again_without_asking_anybody() -> None:
    desk = Desk()
    desk.refuses = {"greedy": 3}

    first = desk.asked_by("greedy")
    desk.now += 1.5
    again = desk.asked_by("greedy")

    assert first == ("429 TOO MANY REQUESTS", {"Retry-After": "3"}, b"later")
    assert again == ("429 TOO MANY REQUESTS", {"Retry-After": "2"}, b"later")
    assert desk.came == ["greedy"]


def test_others_are_answered_meanwhile_and_he_himself_when_his_time_has_come() -> None:
    desk = Desk()
    desk.refuses = {"greedy": 3}
    desk.asked_by("greedy")
    desk.refuses = {}

    assert desk.asked_by("patient")[2] == b"here"
    assert desk.asked_by("")[2] == b"here"
    desk.now += 3
    assert desk.asked_by("greedy")[2] == b"here"


def test_strangers_without_a_token_are_never_taken_for_each_other() -> None:
    desk = Desk()
    desk.refuses = {"": 3}

    assert [desk.asked_by("")[0] for _ in range(2)] == ["429 TOO MANY REQUESTS"] * 2
    assert desk.came == ["", ""]


def test_the_connection_of_who_insists_rests_where_he_connects_himself() -> None:
    desk = Desk()
    desk.refuses = {"greedy": 3}
    direct = Insisting(desk.answer, clock=lambda: desk.now, rests=True)
    first, again, proxied = (dict[str, Any](HTTP_AUTHORIZATION="greedy") for _ in range(3))

    for door, environ in ((direct, first), (direct, again), (desk.door, dict(first)), (desk.door, proxied)):
        list(door(environ, lambda *_: None))

    assert RESTS_FOR not in first
    assert again[RESTS_FOR] == 3
    assert RESTS_FOR not in proxied


def test_an_address_that_was_refused_is_refused_again_whoever_comes_from_there_unless_it_is_a_proxys() -> None:
    desk = Desk()
    desk.refuses = {"127.0.0.66": 3}
    direct = Insisting(desk.answer, clock=lambda: desk.now, rests=True)

    for door, token in ((direct, "one"), (direct, "another"), (desk.door, "one"), (desk.door, "another")):
        list(door({"HTTP_AUTHORIZATION": token, "REMOTE_ADDR": "127.0.0.66"}, lambda *_: None))

    assert desk.came == ["one", "one", "another"]


def test_what_is_refused_for_what_it_asks_leaves_the_account_its_other_requests() -> None:
    came = []

    def refuses_documents(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        came.append(environ["PATH_INFO"])
        rests = "documents" in environ["PATH_INFO"]
        environ[REFUSED_FOR["request"]] = 10 if rests else 0
        start("429 TOO MANY REQUESTS" if rests else "200 OK", [("Retry-After", "10")] if rests else [])
        return [b""]

    door, bomb = Insisting(refuses_documents), {"HTTP_AUTHORIZATION": "bomber", "REQUEST_METHOD": "PUT", "PATH_INFO": "/documents/plan"}
    for environ in (bomb, bomb, bomb | {"PATH_INFO": "/me"}, bomb | {"HTTP_AUTHORIZATION": "architect"}):
        list(door(dict(environ), lambda *_: None))

    assert came == ["/documents/plan", "/me", "/documents/plan"]
