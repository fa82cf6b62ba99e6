"""What is missing from a file; it is asked once (law 55-19)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class MissingItem:
    """A document or field that is missing or wrong: its code, why, and by which text it is due."""

    item: str
    reason: str
    law: str = ""


@dataclass(frozen=True, kw_only=True)
class Complement:
    """The one request for complement, and its answer when it has come."""

    items: tuple[MissingItem, ...]
    requested_at: datetime
    provided_at: datetime | None = None
