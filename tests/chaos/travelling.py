"""Twenty files on their way: each is carried step by step by people who repeat, with the same key, what got no answer."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice

from demo import steps
from demo.people import Cast
from tests.chaos.course import Course
from tests.chaos.itinerary import Step, itinerary


@dataclass
class Journey:
    """One file, the course that it takes, and how far it has come."""

    number: int
    course: Course
    dossier: str = ""
    done: int = 0
    failure: BaseException | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """List the steps of its course."""
        return itinerary(self.course)

    @property
    def procedure(self) -> str:
        """Name the procedure under which it travels."""
        return self.course.procedure.code

    @property
    def has_arrived(self) -> bool:
        """Tell whether its owner has what he asked for."""
        return self.done == len(self.steps)

    def take(self, step: Step, cast: Cast) -> None:
        """Do the next step."""
        step.act(cast, self.dossier)
        self.done += 1

    @property
    def halt(self) -> str:
        """Say where it stands, and what stopped it there."""
        where = "the end" if self.has_arrived else self.steps[self.done].name
        return f"file {self.number} ({self.course}) stopped before {where!r}: {self.failure!r}"


def journeys(size: int, courses: Sequence[Course]) -> list[Journey]:
    """Let files of several courses travel, in turn."""
    return [Journey(number, course) for number, course in enumerate(islice(cycle(courses), size))]


def departure(journey: Journey, files: Sequence[Journey], waves: int) -> int:
    """Say in which wave a file sets out: the first of its procedure in the first, the last so that it arrives in the last."""
    fellows = [each.number for each in files if each.procedure == journey.procedure]
    return fellows.index(journey.number) * max(0, waves - len(journey.steps)) // max(1, len(fellows) - 1)


@dataclass
class Caravan:
    """All files; they go on together, wave after wave, so that every deed finds files in many states around it."""

    cast: Callable[[], Cast]
    journeys: Sequence[Journey]
    waves: int

    def __post_init__(self) -> None:
        """Make the travellers wait for the first wave."""
        self._may_go = threading.Condition()
        self._wave = 0
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
            journey.dossier = steps.draft(cast, key=f"draft-{journey.number}", procedure=journey.procedure)
            first = departure(journey, self.journeys, self.waves)
            for place, step in enumerate(journey.steps):
                self._await_wave(first + place)
                journey.take(step, cast)
        except Exception as failure:  # noqa: BLE001 - told in the report, with the file's number
            journey.failure = failure

    def _await_wave(self, wave: int) -> None:
        with self._may_go:
            self._may_go.wait_for(lambda: self._wave >= wave)
