"""
A mandate: an owner lets a professional file for him, one file at a time (dahir on obligations and contracts, art. 879),
and takes that back when he likes (art. 931).

The professional asks; before the owner has confirmed from his own account, nothing of him is told, not even whether there is such a person.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.calls.filing import MandateStatus
from contracts.moves import Moves
from services.filing.domain.refusals import MandateMoveNotAllowed

MOVES = Moves(
    {
        ("confirm-mandate", MandateStatus.AWAITING): MandateStatus.CONFIRMED,
        ("refuse-mandate", MandateStatus.AWAITING): MandateStatus.REFUSED,
        ("withdraw-mandate", MandateStatus.CONFIRMED): MandateStatus.WITHDRAWN,
    },
    lambda move, status: MandateMoveNotAllowed(move=move, status=status),
)


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """The mandate of one file, which is named by the file."""

    asked_at: datetime
    status: MandateStatus = MandateStatus.AWAITING
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def was_given(self) -> bool:
        """Tell whether the owner has confirmed it, were it withdrawn since."""
        return self.status in (MandateStatus.CONFIRMED, MandateStatus.WITHDRAWN)

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the owner has taken it back."""
        return self.status is MandateStatus.WITHDRAWN

    @property
    def status_for_the_professional(self) -> MandateStatus:
        """Say what the professional is told: a refusal would tell him that he has named somebody who is there."""
        return MandateStatus.AWAITING if self.status is MandateStatus.REFUSED else self.status

    def confirmed(self, now: datetime) -> "Mandate":
        """Let the professional act."""
        return replace(self, status=MOVES.after("confirm-mandate", self.status), answered_at=now)

    def refused(self, now: datetime) -> "Mandate":
        """Have nothing to do with it."""
        return replace(self, status=MOVES.after("refuse-mandate", self.status), answered_at=now)

    def withdrawn(self, now: datetime) -> "Mandate":
        """Let the professional act no longer."""
        return replace(self, status=MOVES.after("withdraw-mandate", self.status), withdrawn_at=now)
