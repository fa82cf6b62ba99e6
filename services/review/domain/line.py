"""A case in a list: as much of it as a list tells, read without the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.calls.review import CaseStatus, OpinionStanding
from contracts.review import Window
from services.review.domain.standing import is_overdue


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a list tells of a case whose study has begun; `standings` says how far each body is."""

    dossier: str
    commune: str
    procedure: str
    registry_number: str
    window: Window
    status: CaseStatus
    due_on: date
    stopped_on: date | None
    standings: Mapping[str, OpinionStanding]

    def is_overdue(self, today: date) -> bool:
        """Say whether the legal limit is behind us without an answer."""
        return is_overdue(self, today)
