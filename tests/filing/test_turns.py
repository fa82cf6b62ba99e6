"""Whose document is looked into now: few at once, one for each account, nobody behind another one's many."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest

from deploy.local.waiting import wait_until
from services.filing.domain.refusals import InspectionBusy, TooManyDocumentsAtOnce
from services.filing.turns import Rules, Turns


class Hall:
    """People who hold a turn until they are told to go, in the order in which they got it."""

    def __init__(self, rules: Rules, threads: ThreadPoolExecutor) -> None:
        """Open."""
        self.turns, self.served = Turns(rules), list[str]()
        self._threads = threads
        self._may_go: dict[str, Event] = {}

    def enter(self, who: str) -> "Future[None]":
        """Let somebody come: `account/document`."""
        self._may_go[who] = Event()
        return self._threads.submit(self._hold, who)

    def leave(self, who: str) -> None:
        """Let somebody go."""
        self._may_go[who].set()

    def wait_for(self, *served: str) -> None:
        """Wait until these, in any order, have had a turn."""
        wait_until(lambda: set(served) <= set(self.served), lambda: f"{served} not among {self.served}")

    def wait_until_queued(self, many: int) -> None:
        """Wait until so many hold a turn or wait for one."""
        wait_until(lambda: len(self.turns.present()) == many, lambda: str(self.turns.present()))

    def _hold(self, who: str) -> None:
        with self.turns.turn(who.partition("/")[0]):
            self.served.append(who)
            self._may_go[who].wait(30)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(10) as crowd:
        yield crowd


def test_one_account_has_one_place_and_another_the_next(threads: ThreadPoolExecutor) -> None:
    hall = Hall(Rules(), threads)
    coming = [hall.enter(who) for who in ("a/1", "a/2", "b/1")]

    hall.wait_for("b/1")
    first = next(who for who in hall.served if who.startswith("a/"))
    assert len(hall.served) == 2

    for who in ("b/1", first, *({"a/1", "a/2"} - {first})):
        hall.leave(who)
    assert [each.result(30) for each in coming] == [None] * 3


def test_who_was_served_longest_ago_comes_before_who_waited_longest(threads: ThreadPoolExecutor) -> None:
    hall = Hall(Rules(places=1), threads)
    coming = [hall.enter("greedy/1")]
    hall.wait_for("greedy/1")
    coming.append(hall.enter("greedy/2"))
    hall.wait_until_queued(2)
    coming.append(hall.enter("patient/1"))
    hall.wait_until_queued(3)

    for who in ("greedy/1", "patient/1", "greedy/2"):
        hall.leave(who)
    assert [each.result(30) for each in coming] == [None] * 3
    assert hall.served == ["greedy/1", "patient/1", "greedy/2"]


def test_who_may_not_even_wait_is_told_when_to_come_again(threads: ThreadPoolExecutor) -> None:
    hall = Hall(Rules(places=1, waiting=2, waiting_for_one=1), threads)
    coming = [hall.enter("a/1")]
    hall.wait_for("a/1")
    for number, who in enumerate(("a/2", "b/1"), start=2):
        coming.append(hall.enter(who))
        hall.wait_until_queued(number)

    with pytest.raises(TooManyDocumentsAtOnce) as own, hall.turns.turn("a"):
        pass
    with pytest.raises(InspectionBusy) as others, hall.turns.turn("c"):
        pass

    assert (own.value.facts["seconds"], others.value.facts["seconds"]) == (1, 1)
    for who in ("a/1", "b/1", "a/2"):
        hall.leave(who)
    assert [each.result(30) for each in coming] == [None] * 3


def test_nobody_waits_for_ever_and_leaves_the_queue_as_it_was() -> None:
    turns = Turns(Rules(places=1, patience=0.05))

    with turns.turn("a"), pytest.raises(InspectionBusy), turns.turn("b"):
        pass

    assert turns.present() == []
    with turns.turn("b"):
        pass


def test_whose_document_was_too_much_rests_and_then_comes_again() -> None:
    now = [100.0]
    turns = Turns(Rules(rest=10.0), clock=lambda: now[0])
    turns.let_rest("attacker")

    with pytest.raises(TooManyDocumentsAtOnce) as refusal:
        turns.refuse_if_resting("attacker")
    turns.refuse_if_resting("architect")
    assert refusal.value.facts == {"seconds": 10}

    now[0] += 10
    with ExitStack() as held:
        held.enter_context(turns.turn("attacker"))


def test_who_waits_behind_a_document_that_was_too_much_is_told_to_rest_too(threads: ThreadPoolExecutor) -> None:
    hall = Hall(Rules(), threads)
    dear = hall.enter("attacker/1")
    hall.wait_for("attacker/1")
    waiting = [hall.enter(f"attacker/{number}") for number in (2, 3)]
    hall.wait_until_queued(3)

    hall.turns.let_rest("attacker")

    assert [type(each.exception(30)) for each in waiting] == [TooManyDocumentsAtOnce] * 2
    hall.leave("attacker/1")
    assert dear.result(30) is None
    assert hall.served == ["attacker/1"]
