"""What the chaos run does to the processes, before it is let loose on a platform."""

import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from demo.people import until
from tests.chaos.deeds import Act, Deed, draw
from tests.chaos.killing import family, frozen

NAMES = (
    *("filing", "review", "payment", "signature", "notification", "signer", "gateway", "postgres", "rabbitmq"),
    *("relay-filing", "relay-gateway", "mailbox"),
)
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"


def drawn(seed: int, names: Iterable[str] = NAMES) -> list[Deed]:
    """Draw the deeds of a run."""
    return draw(names, random.Random(seed))  # noqa: S311 - chance that can be drawn again


def test_the_same_seed_draws_the_same_again() -> None:
    assert drawn(7) == drawn(7, reversed(NAMES))
    assert drawn(7) != drawn(8)


def test_everybody_is_killed_once_and_those_with_children_also_alone() -> None:
    deeds = drawn(7)

    assert sorted(deed.victim for deed in deeds if deed.act is Act.KILL) == sorted(NAMES)
    assert {deed.victim for deed in deeds if deed.act is Act.KILL_FIRST} == {"gateway", "postgres", "rabbitmq"}


def test_the_gateway_the_signer_a_relay_and_a_room_are_always_among_the_frozen() -> None:
    for seed in range(50):
        victims = [victim for act, victim in drawn(seed) if act is Act.FREEZE]

        assert len(victims) == len(set(victims)) == 5
        assert {"gateway", "signer"} <= set(victims)
        assert any(victim.startswith("relay-") for victim in victims)
        assert {"filing", "review", "payment", "signature", "notification"} & set(victims)


def test_the_frozen_stand_still_with_their_children_and_then_go_on() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE) as parent:
        until("it has a child", lambda: len(list(family(parent.pid))) == 2)

        with frozen(parent.pid):
            until("both stand still", lambda: {state(pid) for pid in family(parent.pid)} == {"T"})
        assert "T" not in {state(pid) for pid in family(parent.pid)}

        parent.communicate(b"\n", timeout=20)
    assert parent.returncode == 0


def state(pid: int) -> str:
    """Read the state of a process as the kernel writes it: T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
