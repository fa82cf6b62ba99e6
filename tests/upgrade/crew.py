"""People who work while the platform is upgraded: each takes the next file from the pile, does one step of it, and puts it back."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, cycle

from catalogue import procedures
from demo import steps
from demo.people import Cast, NeverHappened
from tests.chaos.course import Course
from tests.chaos.travelling import Journey
from tests.upgrade.stages import Place, needed_by

PEOPLE = 6
THOUGHT_SECONDS = 0.3  # between two steps of one person
OPEN_FILES = 24  # so many on the pile can go on at least, until it is over
LAST_SECONDS = 90.0  # for all files to come to their ends, once everything is new


@dataclass
class Crew:
    """Everybody at work; `held` names the relays that stand still, so that nobody waits for what cannot come yet."""

    cast: Cast
    courses: Sequence[Course]
    held: set[str] = field(default_factory=set)
    files: list[Journey] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Gather; nobody works yet."""
        self._numbers, self._next = count(), cycle(self.courses)
        self._pile: deque[Journey] = deque()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(PEOPLE)]

    def bring(self, places: Sequence[Place]) -> list[Journey]:
        """Begin files, and bring each to its place; one in flight only to before its last step."""
        with ThreadPoolExecutor(PEOPLE) as people:
            return list(people.map(self._brought, places))

    def go_on(self, files: Sequence[Journey]) -> None:
        """Take one step of each of these files."""
        with ThreadPoolExecutor(PEOPLE) as people:
            list(people.map(self._stepped, files))

    def set_to_work(self) -> None:
        """Let everybody work on whatever is not at its end, and on new files, until `finish`."""
        self._pile.extend(journey for journey in self.files if not journey.has_arrived)
        for thread in self._threads:
            thread.start()

    def finish(self, last: Sequence[Course]) -> None:
        """Begin these files as the last ones, bring all to their end, and go home."""
        self._pile.extend(map(self.begin, last))
        self._over.set()
        end = time.monotonic() + LAST_SECONDS
        for thread in self._threads:
            thread.join(max(0, end - time.monotonic()))
        with self._lock:
            self._pile.clear()
        self.failures += [stopped(journey) for journey in self.files if not journey.has_arrived]

    def begin(self, course: Course) -> Journey:
        """Draft a file; it runs the course of the version of its procedure to which it is pinned."""
        with self._lock:
            number = next(self._numbers)
        dossier = steps.draft(self.cast, key=f"draft-{number}", procedure=course.procedure.code)
        pinned = self.cast["owner"].get(f"/v1/dossiers/{dossier}")["procedure"]
        journey = Journey(number, Course(procedures.load(pinned["code"], pinned["version"]), course.turn), dossier)
        with self._lock:
            self.files.append(journey)
        return journey

    def _brought(self, place: Place) -> Journey:
        journey = self.begin(place.course)
        for _ in range(place.done - place.in_flight):
            self._stepped(journey)
        return journey

    def _stepped(self, journey: Journey) -> None:
        journey.take(journey.steps[journey.done], self.cast)

    def _work(self) -> None:
        while journey := self._taken():
            if self._can_go_on(journey):
                self._try(journey)
            if journey.failure is None and not journey.has_arrived:
                with self._lock:
                    self._pile.append(journey)
            self._over.wait(THOUGHT_SECONDS)

    def _try(self, journey: Journey) -> None:
        try:
            self._stepped(journey)
        except NeverHappened as late:
            journey.failure = late if self._over.is_set() else None  # while rooms are replaced, one comes back to it
        except Exception as failure:  # noqa: BLE001 - told in the report, with the file's number
            journey.failure = failure

    def _taken(self) -> Journey | None:
        """Take a file from the pile, a new one when few lie there; nothing once it is over and none is left."""
        with self._lock:
            few = sum(map(self._can_go_on, self._pile)) < OPEN_FILES
            if self._over.is_set() or not few:
                return self._pile.popleft() if self._pile else None
        return self._new()

    def _can_go_on(self, journey: Journey) -> bool:
        return needed_by(journey.course, journey.done) not in self.held

    def _new(self) -> Journey | None:
        with self._lock:
            course = next(self._next)
        try:
            return self.begin(course)
        except Exception as failure:  # noqa: BLE001 - told in the report
            self.failures.append(f"a new file ({course}) could not be drafted: {failure!r}")
            return None


def stopped(journey: Journey) -> str:
    """Say what stopped a file, and where, so that files which were stopped alike are told alike."""
    return f"a file stopped before {journey.steps[journey.done].name!r}: {journey.failure or 'it was not its turn any more'}"
