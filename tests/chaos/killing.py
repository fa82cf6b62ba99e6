"""The killer: each process once, by SIGKILL, some frozen, in an order drawn by chance, and the platform must come back by itself."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.platform import Platform
from deploy.local.waiting import wait_until
from tests.chaos.deeds import Act, Deed, draw

RECOVERY_SECONDS = 90.0
FREEZE_SECONDS = 20.0  # longer than the patience of a call, shorter than that of the broker


@dataclass
class Killer:
    """Does one deed after the other; `done` counts those from which the platform has come back."""

    platform: Platform
    seed: int
    done: int = 0
    deeds: list[Deed] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw what will be done."""
        self._chance = random.Random(self.seed)  # noqa: S311 - chance that can be drawn again
        self.deeds = draw(self.platform.pids(), self._chance)
        self._pause = threading.Event()

    def do_next(self) -> Deed:
        """Do the next deed, some moments after the files were let go on, and wait until its victim is back."""
        deed = self.deeds[self.done]
        self._pause.wait(self._chance.uniform(0, 0.4))  # an instant drawn by chance, inside whatever is going on
        pid = self.platform.pids()[deed.victim]
        if deed.act is Act.FREEZE:
            with frozen(pid):
                self._pause.wait(FREEZE_SECONDS)
        elif deed.act is Act.KILL_FIRST:
            os.kill(pid, signal.SIGKILL)
        else:
            self.platform.kill(deed.victim)
        wait_until(lambda: self.is_back(deed, pid), lambda: f"{deed.victim} did not come back", RECOVERY_SECONDS)
        self.done += 1
        return deed

    def is_back(self, deed: Deed, pid: int) -> bool:
        """Tell whether everybody runs, another process works in a dead one's place, and a server lets people in."""
        replaced = self.platform.pids().get(deed.victim, pid) != pid
        if self.platform.silent() or (deed.act is not Act.FREEZE and not replaced):
            return False
        if deed.victim == "postgres":
            self.platform.wait_for_postgres()
        if deed.victim == "rabbitmq":
            self.platform.wait_for_broker()
        return True


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Stop a process and all its descendants, the first one first, so that none is started meanwhile; let them go on afterwards."""
    stopped = []
    try:
        for each in family(pid):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP)
                stopped.append(each)
        yield
    finally:
        for each in stopped:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


def family(pid: int) -> Iterator[int]:
    """Give a process and its descendants, parents before children; a child is looked for when its parent has been dealt with."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError):
            for child in children.read_text("ascii").split():
                yield from family(int(child))
