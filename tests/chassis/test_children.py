"""Processes for work that may go wrong: bounded in time, replaced when they die, without our secrets."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.children import Child, ChildLost, Nursery, WorkTooMuch
from deploy.local.waiting import wait_until

WORKER = "tests.chassis.worker"


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery(WORKER, seconds=0.5)
    yield made
    made.close()


def test_a_child_stays_for_the_next_question(nursery: Nursery) -> None:
    first, second = (nursery.ask({"do": "tell"}) for _ in range(2))

    assert first["pid"] == second["pid"] != os.getpid()


def test_a_child_knows_no_secret_of_ours(nursery: Nursery) -> None:
    os.environ["SECRET_OF_OURS"] = "postgresql://filing:secret@database/filing"

    assert "SECRET_OF_OURS" not in nursery.ask({"do": "tell"})["environment"]
    assert "eventlet" not in nursery.ask({"do": "tell"})["modules"]


@pytest.mark.parametrize("deed", ["wait for ever", "die of it"])
def test_work_that_is_too_much_ends_the_child_and_not_the_next_one(nursery: Nursery, deed: str) -> None:
    before = nursery.ask({"do": "tell"})["pid"]

    with pytest.raises(WorkTooMuch):
        nursery.ask({"do": deed})

    assert not Path(f"/proc/{before}").exists()
    assert nursery.ask({"do": "tell"})["pid"] != before


@pytest.mark.parametrize("deed", ["be killed", "leave", "babble", "answer a list", "babble without end"])
def test_a_child_that_is_lost_or_talks_nonsense_is_replaced(nursery: Nursery, deed: str) -> None:
    with pytest.raises(ChildLost):
        nursery.ask({"do": deed})

    assert nursery.ask({"do": "tell"})["pid"]


def test_a_child_that_died_in_its_sleep_is_replaced_before_it_is_asked(nursery: Nursery) -> None:
    asleep = nursery.ask({"do": "tell"})["pid"]
    os.kill(asleep, signal.SIGKILL)
    os.waitid(os.P_PID, asleep, os.WEXITED | os.WNOWAIT)

    assert nursery.ask({"do": "tell"})["pid"] != asleep


def test_a_worn_child_is_replaced(nursery: Nursery) -> None:
    worn = nursery.ask({"do": "wear out"})["pid"]

    assert nursery.ask({"do": "tell"})["pid"] != worn


def test_a_child_that_cannot_start_is_lost_and_not_the_works_fault() -> None:
    with pytest.raises(ChildLost):
        Child("no.such.module")


def test_children_end_with_their_parent() -> None:
    program = (
        f"from chassis.children import Child; import os; print(Child({WORKER!r}).ask({{'do': 'tell'}}, 5)['pid'], flush=True); os._exit(9)"
    )
    read, write = os.pipe()
    parent = os.posix_spawn(sys.executable, [sys.executable, "-c", program], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    with os.fdopen(read) as said:
        orphan = int(said.readline())
    os.waitpid(parent, 0)

    wait_until(lambda: has_ended(orphan), lambda: "the child outlived its parent")


def has_ended(pid: int) -> bool:
    """Tell whether a process is gone, or waits to be buried."""
    place = Path(f"/proc/{pid}/stat")
    return not place.exists() or place.read_text().rpartition(")")[2].split()[0] == "Z"
