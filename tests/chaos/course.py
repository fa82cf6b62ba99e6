"""
The course of a file, read from its procedure: who is heard, what is paid, what is signed, how it ends. Nobody says no, unless the course
takes a turn.

What people do (`itinerary.py`), what they are told (`telling.py`) and what the books must show (`questions.py`) follow from it, so that
another procedure needs no word here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, cached_property

from catalogue import fees, procedures
from catalogue.calendar import legal_day
from catalogue.procedures import Body, Procedure
from contracts.calls.filing import DossierStatus
from contracts.calls.review import CaseStatus
from contracts.money import NOTHING, Money
from contracts.payment import Moment
from contracts.people import Authority
from demo import steps


class Turn(StrEnum):
    """What may happen to a file besides."""

    NONE = ""
    COMPLEMENT = "completed"  # the desk asks for what is missing, and gets it
    REFUSAL = "refused"
    WITHDRAWAL = "withdrawn"  # before the desk has admitted it
    OBJECTION = "objected to"


@dataclass(frozen=True)
class Course:
    """What becomes of the example of a procedure, in the commune of the demonstration."""

    procedure: Procedure
    turn: Turn = Turn.NONE

    def __str__(self) -> str:
        """Name it."""
        return f"{self.procedure.code}, {self.turn}" if self.turn else self.procedure.code

    @property
    def has_answer(self) -> bool:
        """Tell whether its owner gets what he asked for."""
        return self.turn in (Turn.NONE, Turn.COMPLEMENT)

    @property
    def is_studied(self) -> bool:
        """Tell whether anybody is asked what he says of it."""
        return self.turn is not Turn.WITHDRAWAL

    @cached_property
    def declared(self) -> dict[str, str]:
        """Give what the example declares."""
        return self.procedure.declared(self.procedure.form_schema["examples"][0])

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Give the bodies that sit for the example, and are heard."""
        return self.procedure.bodies_for(self.declared) if self.is_studied else ()

    @cached_property
    def bills(self) -> Mapping[Moment, Money]:
        """Give what is due at each moment that comes, perhaps nothing; a moment at which nothing is charged is left out."""
        come = [Moment.REQUEST, *([Moment.DECISION] if self.procedure.decision and self.has_answer else [])]
        charged = {due: self._lines(due) for due in come}
        return {due: fees.total(lines) for due, lines in charged.items() if lines}

    @property
    def payments(self) -> tuple[Moment, ...]:
        """Name the moments at which somebody pays."""
        return tuple(due for due, total in self.bills.items() if total != NOTHING)

    @property
    def papers(self) -> int:
        """Count what is signed and delivered."""
        return 1 if self.signatory else 0

    @property
    def signatory(self) -> Authority | None:
        """Say in whose name that is signed."""
        return self.procedure.paper.signed_by if self.procedure.paper and self.has_answer else None

    @property
    def end(self) -> CaseStatus:
        """Say where its study stands at last."""
        if self.turn in STUDY_ENDS:
            return STUDY_ENDS[self.turn]
        if self.procedure.decision:
            return CaseStatus.DECIDED
        return CaseStatus.OPEN_TO_OBJECTION if self.procedure.objection else CaseStatus.CONCLUDED

    @property
    def status(self) -> DossierStatus:
        """Say what people are told of it at last."""
        if self.turn in FILE_ENDS:
            return FILE_ENDS[self.turn]
        return DossierStatus.ISSUED if self.procedure.paper else DossierStatus.IN_FORCE

    def _lines(self, due: Moment) -> list[fees.FeeLine]:
        day = legal_day(datetime.now(UTC))
        schedules = [fees.schedule(code) for code in self.procedure.schedules_due(due)]
        return [line for tariff in schedules for line in fees.assess(tariff, self.declared, steps.COMMUNE, day)]


STUDY_ENDS = {Turn.WITHDRAWAL: CaseStatus.CLOSED, Turn.OBJECTION: CaseStatus.OBJECTED}
FILE_ENDS = {Turn.REFUSAL: DossierStatus.REFUSED, Turn.WITHDRAWAL: DossierStatus.WITHDRAWN, Turn.OBJECTION: DossierStatus.OBJECTED}


@cache
def course_of(code: str, turn: Turn = Turn.NONE) -> Course:
    """Read the course of a file under the newest version of a procedure."""
    return Course(procedures.load(code), turn)


def turns_of(procedure: Procedure) -> tuple[Turn, ...]:
    """Name the turns that a file of a procedure may take."""
    by_the_desk = (Turn.COMPLEMENT, Turn.WITHDRAWAL) if procedure.admissibility else ()
    by_the_head = (Turn.REFUSAL,) if procedure.decision else (Turn.OBJECTION,) if procedure.objection else ()
    return (*by_the_desk, *by_the_head)


def mix() -> list[Course]:
    """Give a course of every procedure under which somebody can file who has filed nothing before."""
    return [course_of(procedure.code) for procedure in procedures.catalogue_of() if not procedure.follows]


def signatories(courses: Iterable[Course]) -> list[Authority]:
    """Name in whose names the papers of these files are signed."""
    return sorted({each for each in (course.signatory for course in courses) if each})
