"""What is decided, by whomever the procedure names."""

from dataclasses import dataclass
from datetime import datetime

from contracts.review import Outcome


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The outcome, the reasons that carry it, by whom (account) and when."""

    outcome: Outcome
    reasons: tuple[str, ...]
    decided_by: str
    decided_at: datetime
