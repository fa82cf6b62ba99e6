"""
What the gateway's accounts announce, privately: how to reach a person, and in which capacity.

These events travel on an exchange of their own that no outside system can bind to (ADR 0008).
"""

from dataclasses import dataclass
from typing import ClassVar

from contracts.events import Event, Instant


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """An account was opened, or its address, language or role changed."""

    private: ClassVar[bool] = True

    account: str
    email: str
    phone: str  # E.164
    locale: str  # ar, fr
    roles: tuple[str, ...]
    territory: str
    body: str
    changed_at: Instant

    def subject(self) -> str:
        """Name the account."""
        return self.account
