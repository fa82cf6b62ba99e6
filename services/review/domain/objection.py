"""The administration objects to what was declared: nobody has decided before, and what was declared stands no longer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Who objected, why, and when."""

    reasons: tuple[str, ...]
    raised_by: str  # account
    raised_at: datetime
