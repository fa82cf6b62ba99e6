"""What payment announces: what is due, and that it has been paid."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.events import DossierEvent, Instant


class Moment(StrEnum):
    """From when on a fee is due."""

    REQUEST = "request"  # when the file is handed in
    DECISION = "decision"  # when it is granted


@dataclass(frozen=True, kw_only=True)
class FeesAssessed(DossierEvent):
    """A fee order stands; what it holds back (the study, the signature, the delivery) waits until it is settled."""

    order: str
    due: Moment
    amount: str  # decimal text
    currency: str  # ISO 4217
    assessed_at: Instant


@dataclass(frozen=True, kw_only=True)
class FeesSettled(DossierEvent):
    """The fee order is paid in full, or nothing was due."""

    order: str
    due: Moment
    amount: str
    currency: str
    method: str  # card, counter, none
    settled_at: Instant


@dataclass(frozen=True, kw_only=True)
class SurplusHeld(DossierEvent):
    """The bank accepted a transaction for an order that did not wait for it: nothing was captured, the money is the payer's."""

    order: str
    payment: str
    transaction: str  # the bank's own number
    amount: str
    currency: str
    held_at: Instant
