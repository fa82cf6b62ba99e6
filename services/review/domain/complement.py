"""What is missing from a file; it is asked once (law 55-19)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec

from catalogue.calendar import legal_day
from contracts.wording import LONGEST_CODE, LONGEST_REASON, LONGEST_REFERENCE, at_most
from services.review.domain.pause import Pause


class MissingItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document or field that is missing or wrong: its code, why, and by which text it is due."""

    item: Annotated[str, at_most(LONGEST_CODE)]
    reason: Annotated[str, at_most(LONGEST_REASON)]
    law: Annotated[str, at_most(LONGEST_REFERENCE)] = ""


@dataclass(frozen=True, kw_only=True)
class Complement:
    """The one request for complement, and its answer when it has come."""

    items: tuple[MissingItem, ...]
    requested_at: datetime
    provided_at: datetime | None = None

    @property
    def pause(self) -> Pause:
        """Give the days on which the clocks stand still; an answer that another machine dates before its request ends them at once."""
        stopped_on = legal_day(self.requested_at)
        return Pause(stopped_on=stopped_on, resumed_on=max(stopped_on, legal_day(self.provided_at)) if self.provided_at else None)
