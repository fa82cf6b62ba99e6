"""The killer: each process once, by SIGKILL, in an order drawn by chance, and the platform must come back by itself."""

import random
import threading
from dataclasses import dataclass, field

from deploy.local.platform import Platform
from deploy.local.waiting import wait_until

RECOVERY_SECONDS = 90.0
SERVERS = ("postgres", "rabbitmq")


@dataclass
class Killer:
    """Kills `victims` one after the other; `kills` counts those that have come back."""

    platform: Platform
    seed: int
    kills: int = 0
    victims: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw the order."""
        self._chance = random.Random(self.seed)  # noqa: S311 - chance that can be drawn again
        self.victims = sorted(self.platform.pids())
        self._chance.shuffle(self.victims)
        self._pause = threading.Event()

    def kill_next(self) -> str:
        """Kill the next victim, some moments after the files were let go on, and wait until it is back."""
        victim = self.victims[self.kills]
        self._pause.wait(self._chance.uniform(0, 0.4))  # an instant drawn by chance, inside whatever is going on
        killed = self.platform.kill(victim)
        wait_until(lambda: self.is_back(victim, killed), lambda: f"{victim} did not come back", RECOVERY_SECONDS)
        self.kills += 1
        return victim

    def is_back(self, victim: str, killed: int) -> bool:
        """Tell whether another process works in the victim's place, and a server lets people in."""
        if self.platform.pids().get(victim, killed) == killed or self.platform.silent():
            return False
        if victim == "postgres":
            self.platform.wait_for_postgres()
        if victim == "rabbitmq":
            self.platform.wait_for_broker()
        return True
