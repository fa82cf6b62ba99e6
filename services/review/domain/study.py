"""How the pinned procedure wants a file studied: by which desk, with which bodies, until when."""

from dataclasses import dataclass
from datetime import date, datetime

from catalogue.calendar import due_on, legal_day
from catalogue.procedures import Delay, Procedure
from catalogue.territory import Commune
from catalogue.territory.windows import Window, window_of
from services.review.domain.opinion import Seat


@dataclass(frozen=True, kw_only=True)
class Study:
    """The desk, the bodies, and the last legal days: for the clerk to admit, for the president to decide."""

    window: Window
    seats: tuple[Seat, ...]
    admissible_by: date
    due_on: date


def study_of(procedure: Procedure, commune: Commune, submitted_at: datetime) -> Study:
    """Derive the study of a file from its pinned procedure; the day of the receipt is day 0 (law 55-19)."""
    received = legal_day(submitted_at)
    return Study(
        window=window_of(commune),
        seats=tuple(Seat(body=body.code, mandatory=body.mandatory, binding=body.conform) for body in procedure.bodies),
        admissible_by=_last_day(received, procedure.admissibility),
        due_on=_last_day(received, procedure.decision),
    )


def opinions_due(procedure: Procedure, asked_at: datetime) -> dict[str, date]:
    """Give each body's last day to answer when it is asked now."""
    asked = legal_day(asked_at)
    return {body.code: _last_day(asked, body.delay) for body in procedure.bodies}


def limit_of_body(own: date, decision: date, asked: date) -> date:
    """
    Keep a body's last day no later than the decision's, and no earlier than the day on which it is asked.

    Once the decision itself is late, both cannot be: the body is asked for that very day.
    """
    return max(asked, min(own, decision))


def _last_day(start: date, delay: Delay) -> date:
    """Count a delay as the law counts it."""
    return due_on(start, delay.days, delay.unit)
