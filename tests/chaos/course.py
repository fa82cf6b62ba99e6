"""
The course of a file to which nobody says no, read from its procedure: who is heard, what is paid, what is signed, how its study ends.

What people do (`itinerary.py`), what they are told (`telling.py`) and what the books must show (`questions.py`) follow from it, so that
another procedure needs no word here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property

from catalogue import fees, procedures
from catalogue.calendar import legal_day
from catalogue.procedures import Body, Procedure
from contracts.calls.review import CaseStatus
from contracts.money import NOTHING, Money
from contracts.payment import Moment
from contracts.people import Authority
from demo import steps


@dataclass(frozen=True)
class Course:
    """What becomes of the example of a procedure, in the commune of the demonstration."""

    procedure: Procedure

    @cached_property
    def declared(self) -> dict[str, str]:
        """Give what the example declares."""
        return self.procedure.declared(self.procedure.form_schema["examples"][0])

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Give the bodies that sit for the example; in this course each is heard."""
        return self.procedure.bodies_for(self.declared)

    @cached_property
    def bills(self) -> Mapping[Moment, Money]:
        """Give what is due at each moment that comes, perhaps nothing; a moment at which nothing is charged is left out."""
        come = [Moment.REQUEST, *([Moment.DECISION] if self.procedure.decision else [])]
        charged = {due: self._lines(due) for due in come}
        return {due: fees.total(lines) for due, lines in charged.items() if lines}

    @property
    def payments(self) -> tuple[Moment, ...]:
        """Name the moments at which somebody pays."""
        return tuple(due for due, total in self.bills.items() if total != NOTHING)

    @property
    def papers(self) -> int:
        """Count what is signed and delivered."""
        return 1 if self.procedure.paper else 0

    @property
    def signatory(self) -> Authority | None:
        """Say in whose name that is signed."""
        return self.procedure.paper.signed_by if self.procedure.paper else None

    @property
    def end(self) -> CaseStatus:
        """Say where its study stands at last."""
        if self.procedure.decision:
            return CaseStatus.DECIDED
        return CaseStatus.OPEN_TO_OBJECTION if self.procedure.objection else CaseStatus.CONCLUDED

    def _lines(self, due: Moment) -> list[fees.FeeLine]:
        day = legal_day(datetime.now(UTC))
        schedules = [fees.schedule(code) for code in self.procedure.schedules_due(due)]
        return [line for tariff in schedules for line in fees.assess(tariff, self.declared, steps.COMMUNE, day)]


@cache
def course_of(code: str) -> Course:
    """Read the course of a file under the newest version of a procedure."""
    return Course(procedures.load(code))


def mix() -> list[str]:
    """Name every procedure under which somebody can file who has filed nothing before."""
    return [procedure.code for procedure in procedures.catalogue_of() if not procedure.follows]


def signatories(codes: Iterable[str]) -> list[Authority]:
    """Name in whose names the papers of these procedures are signed."""
    return sorted({each for each in (course_of(code).signatory for code in codes) if each})
