"""Where files stand when the upgrade begins: before each step of each procedure, around each turn, with their news on its way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.chaos.course import Course, course_of, mix, turns_of
from tests.chaos.itinerary import itinerary

HELD = {"pay": "relay-payment", "sign": "relay-signature"}
"""The relays that stand still when the upgrade begins, by the first word of the step after which a file needs them to go on."""

FLIGHTS = ("submit", "decide", "pay", "sign")
"""The first words of the steps that are done while those relays stand still."""


@dataclass(frozen=True)
class Place:
    """A file's place when the upgrade begins: its course, how many of its steps are done, whether the last was done with relays held."""

    course: Course
    done: int
    in_flight: bool = False

    def __str__(self) -> str:
        """Say what comes next, or what is on its way."""
        names = [step.name for step in itinerary(self.course)]
        if self.in_flight:
            return f"on its way after {names[self.done - 1]!r}"
        return f"before {names[self.done]!r}" if self.done < len(names) else "at its end"


def courses() -> list[Course]:
    """List every course of every procedure."""
    return [*mix(), *(course_of(each.procedure.code, turn) for each in mix() for turn in turns_of(each.procedure))]


def places(taken: Sequence[Course]) -> list[Place]:
    """List where files of these courses stand when the upgrade begins."""
    at_rest = [Place(course, done) for course in taken for done in halts(course)]
    return at_rest + [Place(course, done, in_flight=True) for course in taken if not course.turn for done in flights(course)]


def halts(course: Course) -> list[int]:
    """Say after how many steps files of a course halt: after each; of one that takes a turn, around the steps that only the turn has."""
    names = [step.name for step in itinerary(course)]
    if not course.turn:
        return list(range(len(names) + 1))
    straight = {step.name for step in itinerary(Course(course.procedure))}
    own = [place for place, name in enumerate(names) if name not in straight]
    return sorted({*own, *(place + 1 for place in own), len(names)})


def flights(course: Course) -> Iterator[int]:
    """Say after how many steps the news of a file can be on its way."""
    for place, step in enumerate(itinerary(course)):
        if step.name.split()[0] in FLIGHTS:
            yield place + 1


def needed_by(course: Course, done: int) -> str:
    """Name the relay without which a file cannot take its next step; empty when it needs none of those that are held."""
    last = itinerary(course)[done - 1].name if done else ""
    return HELD.get(last.partition(" ")[0], "")
