"""
What the gateway's accounts announce, privately: how to reach a person, in which capacity, and which offices change hands.

These events travel on an exchange of their own that no outside system can bind to (ADR 0008): they hold addresses and names. Other events
are flat (ADR 0003), for readers of every kind; `ContactChanged` has one reader, and names offices that each have days of their own, which
parallel lists would tear apart.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from contracts.events import Event, Instant, OfficeEvent
from contracts.people import Grant


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """An account was opened, or its address, language or offices changed. Nothing is announced on the day when an office begins or ends."""

    private: ClassVar[bool] = True

    account: str
    email: str
    phone: str  # E.164
    locale: str  # ar, fr
    changed_at: Instant
    offices: tuple[Grant, ...] = ()  # held, or to be held

    def subject(self) -> str:
        """Name the account."""
        return self.account


@dataclass(frozen=True, kw_only=True)
class OfficeChangeProposed(OfficeEvent):
    """An administrator proposes to give or to take an office; a second one has to confirm it."""

    proposed_at: Instant


@dataclass(frozen=True, kw_only=True)
class OfficeChanged(OfficeEvent):
    """An office was given or taken, by two administrators; by the operator while there are none."""

    confirmed_by: str  # account
    confirmed_at: Instant


@dataclass(frozen=True, kw_only=True)
class GlassBroken(OfficeEvent):
    """The operator made somebody an administrator for a day, by himself, since there were not two who could."""

    reason: str
    until: date  # legal day, included
    broken_at: Instant


@dataclass(frozen=True, kw_only=True)
class RegistrationRepeated(Event):
    """Somebody asked for an account with the e-mail or the national identifier of this one; he is not told that it exists, its owner is."""

    private: ClassVar[bool] = True

    account: str
    repeated_at: Instant

    def subject(self) -> str:
        """Name the account that exists."""
        return self.account
