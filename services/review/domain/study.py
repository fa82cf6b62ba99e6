"""How the pinned procedure wants a file studied: by which desk, with which bodies, who answers, until when."""

from dataclasses import dataclass
from datetime import date, datetime

from catalogue.calendar import due_on, legal_day
from catalogue.procedures import Deadline, Delay, Hold, Procedure
from catalogue.procedures.path import Start, Suspension
from catalogue.territory import Commune
from catalogue.territory.windows import window_of
from contracts.events import Declared
from contracts.people import Authority
from contracts.review import Window
from services.review.domain.opinion import Seat
from services.review.domain.pause import Pause


@dataclass(frozen=True, kw_only=True)
class Study:
    """The desk, the bodies that sit for the very project, who answers, and the delays; None where the procedure has no such part."""

    window: Window
    seats: tuple[Seat, ...]
    fees_first: bool = False
    admissibility: Deadline | None = None
    decides: Authority | None = None
    decision: Deadline | None = None
    objects: Authority | None = None
    objection: Deadline | None = None

    @property
    def answer(self) -> Deadline | None:
        """Give the time to decide, or to object; None where nobody does either."""
        return self.decision or self.objection

    def admissible_by(self, submitted_at: datetime, opened_at: datetime) -> date | None:
        """Give the clerk's last day, if somebody has to admit the file."""
        return last_day(self.admissibility, submitted_at, opened_at) if self.admissibility else None

    def answered_by(self, submitted_at: datetime, opened_at: datetime) -> date:
        """Give the last day to decide, or to object; where nobody does either, that of the slowest body, asked as late as may be."""
        if self.answer:
            return last_day(self.answer, submitted_at, opened_at)
        asked = self.admissible_by(submitted_at, opened_at) or legal_day(opened_at)
        return max(self.limits(asked).values(), default=asked)

    def limits(self, asked: date) -> dict[str, date]:
        """Give each body's last day to answer when it is asked on a day."""
        return {seat.body: counted(asked, seat.delay) for seat in self.seats}


def study_of(procedure: Procedure, commune: Commune, declared: Declared) -> Study:
    """Derive the study of a file from its pinned procedure, its commune and what it declares."""
    admissibility, decision, objection = procedure.admissibility, procedure.decision, procedure.objection
    return Study(
        window=window_of(commune),
        seats=tuple(
            Seat(body=body.code, mandatory=body.mandatory, binding=body.conform, delay=body.delay, gives=body.gives)
            for body in procedure.bodies_for(declared)
        ),
        fees_first=bool(procedure.moments_that_hold(Hold.STUDY)),
        admissibility=admissibility.within if admissibility else None,
        decides=decision.by if decision else None,
        decision=decision.within if decision else None,
        objects=objection.by if objection else None,
        objection=objection.within if objection else None,
    )


def last_day(limit: Deadline, submitted_at: datetime, opened_at: datetime) -> date:
    """Count a deadline from its day 0."""
    return counted(legal_day(submitted_at if limit.starts is Start.RECEIPT else opened_at), limit)


def moved(last: date, limit: Deadline | None, pause: Pause) -> date:
    """Give a last day after the clock stood still for a complement, if that suspends it."""
    if limit is None or Suspension.COMPLEMENT not in limit.suspended_by:
        return last
    return pause.move(last, limit.unit)


def limit_of_body(own: date, answer: date, asked: date) -> date:
    """
    Keep a body's last day no later than that of the answer, and no earlier than the day on which it is asked.

    Once the answer itself is late, both cannot be: the body is asked for that very day.
    """
    return max(asked, min(own, answer))


def counted(start: date, delay: Delay) -> date:
    """Count a delay as the law counts it."""
    return due_on(start, delay.days, delay.unit)
