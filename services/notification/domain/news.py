"""A fact to tell, and what has to come before it can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from catalogue.calendar import legal_day
from contracts.events import DossierEvent, Event
from contracts.filing import MandateRequested, MandateWithdrawn
from services.notification.domain.dossier import Dossier
from services.notification.domain.notice import NOTICES, Notice


class Needed(StrEnum):
    """What kind of thing has to come first."""

    DOSSIER = "dossier"  # the file, by its submission
    CONTACT = "contact"  # how to reach an account


@dataclass(frozen=True)
class Missing:
    """What has not come yet: the file, or the contact of the account, that has this identifier."""

    needed: Needed
    id: str


class TooEarly(Exception):
    """A fact came before something without which it cannot be told; it waits for it (ADR 0034)."""

    def __init__(self, missing: Missing) -> None:
        """Say what is missing."""
        self.missing = missing
        super().__init__(f"{missing.needed} has not come yet")


@dataclass(frozen=True, kw_only=True)
class Untold:
    """A fact that waits in a row, and for what."""

    id: str
    event: Event
    missing: Missing


@dataclass(frozen=True, kw_only=True)
class News:
    """A fact that is told at an instant: the identifier under which it travelled, and the file that it concerns, if there is one."""

    id: str
    event: Any
    dossier: Dossier | None
    now: datetime

    @property
    def day(self) -> date:
        """Give the legal day on which it is told."""
        return legal_day(self.now)

    def awaited(self) -> tuple[Missing, ...]:
        """Name what has come and other facts wait for: its file, or nothing."""
        return (Missing(Needed.DOSSIER, self.dossier.id),) if self.dossier and self.dossier.is_awaited else ()

    def notices(self) -> Sequence[Notice]:
        """List what has to be said of it; raise TooEarly when its file has not come yet."""
        if self.dossier is None and file_of(self.event):
            raise TooEarly(Missing(Needed.DOSSIER, file_of(self.event)))
        return [notice for notice in NOTICES[type(self.event)] if notice.concerns(self.event)]


def file_of(event: Event) -> str:
    """Name the file without which a fact cannot be told; empty when it concerns none, or a draft, of which its mandate says all."""
    return event.dossier if isinstance(event, DossierEvent) and not isinstance(event, MandateRequested | MandateWithdrawn) else ""
