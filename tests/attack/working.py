"""Twelve people at work: each takes one file after another from the draft to the permit, at the pace of somebody who thinks."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from demo import steps
from demo.people import Cast
from tests.load.files import STEPS

THINKS_SECONDS = (1.5, 3.0)
"""How long somebody looks at what he sees before he goes on; without it two cores are full before anybody attacks."""


@dataclass
class Office:
    """People who work until the doors close; every file that was begun is brought to its end."""

    desks: tuple[Cast, ...]
    seed: int
    arrived: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nobody has come in yet."""
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(number, desk), daemon=True) for number, desk in enumerate(self.desks)]

    def open(self) -> None:
        """Let everybody begin."""
        for thread in self._threads:
            thread.start()

    def close(self, patience: float) -> None:
        """Let everybody finish the file in hand."""
        self._closing.set()
        for thread in self._threads:
            thread.join(patience)
        self.failures += [f"{thread.name} did not come to an end" for thread in self._threads if thread.is_alive()]

    def _work(self, number: int, desk: Cast) -> None:
        chance = random.Random(f"{self.seed} {number}")  # noqa: S311 - a pace, no secret
        while not self._closing.is_set():
            try:
                self.arrived.append(take_file(desk, lambda: time.sleep(chance.uniform(*THINKS_SECONDS))))
            except Exception as failure:  # noqa: BLE001 - told in the report
                self.failures.append(f"a file stopped: {failure!r}")


def take_file(desk: Cast, think: Callable[[], object]) -> str:
    """Take one file from the draft to the downloaded permit."""
    dossier = steps.draft(desk)
    for step in (*STEPS, steps.sign, steps.collect):
        think()
        look_at(desk, dossier)
        step(desk, dossier)
    return dossier


def look_at(cast: Cast, dossier: str) -> None:
    """Look at the file, its list and its timeline, as people do before each step."""
    cast["owner"].get(f"/v1/dossiers/{dossier}")
    cast["architect"].get("/v1/dossiers", limit=20)
    cast["architect"].get(f"/v1/dossiers/{dossier}/timeline")
