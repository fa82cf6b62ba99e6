"""Twenty files on their way: each is carried step by step by people who repeat, with the same key, what got no answer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from demo import steps
from demo.people import Cast

STEPS: tuple[Callable[[Cast, str], object], ...] = (
    steps.attach,
    steps.submit,
    steps.admit,
    steps.advise,
    steps.decide,
    steps.fees,
    steps.pay_by_card,
    steps.to_sign,
    steps.sign,
    steps.collect,
)


@dataclass
class Journey:
    """One file and how far it has come."""

    number: int
    dossier: str = ""
    done: int = 0
    failure: BaseException | None = None

    @property
    def has_arrived(self) -> bool:
        """Tell whether the permit was collected."""
        return self.done == len(STEPS)


@dataclass
class Caravan:
    """All files; they go on together, wave after wave, so that every deed finds files in many states around it."""

    cast: Callable[[], Cast]
    size: int
    waves: int  # the files set out one after the other, so that some are still on their way in the last of them
    journeys: list[Journey] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the travellers wait for the first wave."""
        self._may_go = threading.Condition()
        self._wave = 0
        self.journeys = [Journey(number) for number in range(self.size)]
        self._threads = [threading.Thread(target=self._travel, args=(journey,), daemon=True) for journey in self.journeys]

    def set_out(self) -> None:
        """Let everybody begin."""
        for thread in self._threads:
            thread.start()

    def let_go_on(self, wave: int) -> None:
        """Open the next wave: a file may do step `s` once wave `s` (later for files that set out later) is open."""
        with self._may_go:
            self._wave = wave
            self._may_go.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until all have arrived, or stopped."""
        for thread in self._threads:
            thread.join(seconds)

    def _travel(self, journey: Journey) -> None:
        try:
            cast = self.cast()
            self._await_wave(0)
            journey.dossier = steps.draft(cast, key=f"draft-{journey.number}")
            departure = journey.number * max(0, self.waves - len(STEPS)) // self.size
            for place, step in enumerate(STEPS):
                self._await_wave(departure + place)
                step(cast, journey.dossier)
                journey.done += 1
        except Exception as failure:  # noqa: BLE001 - told in the report, with the file's number
            journey.failure = failure

    def _await_wave(self, wave: int) -> None:
        with self._may_go:
            self._may_go.wait_for(lambda: self._wave >= wave)
