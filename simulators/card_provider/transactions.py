"""
A transaction is one merchant's `oid`; however often it is tried, reported or answered, its amount is captured at most once.

On a bad day the bank holds the amount a second time, under another number; whether that is captured too is the merchant's doing.
"""

import dataclasses
import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from simulators.card_provider.journal import Journal


class State(StrEnum):
    """Where the money is."""

    OPEN = "open"  # nothing held: the payer has not paid, or the bank refused
    AUTHORISED = "authorised"  # held on the payer's card; the merchant decides
    CAPTURED = "captured"  # taken
    REVERSED = "reversed"  # given up: the merchant could never take it into account


@dataclass
class Transaction:
    """One order of one merchant: what was asked, the bank's answers, what the merchant was told and answered."""

    id: str
    oid: str
    amount: str
    fields: dict[str, str]  # as the merchant posted them, hash included
    opened_at: str
    state: State = State.OPEN
    attempts: list[dict[str, str]] = field(default_factory=list)
    callbacks: list[dict[str, str]] = field(default_factory=list)
    waiting: list[dict[str, str]] = field(default_factory=list)  # reports still to be sent, oldest first: {code, flaw}
    failures: int = 0  # of the report in hand: the merchant answered FAILURE
    captured: int = 0
    held_again: State = State.OPEN  # the bank's second transaction for this order
    asked_code: str = ""  # the masked card whose holder was asked for a code

    @property
    def is_decided(self) -> bool:
        """Tell whether the bank has accepted; nothing is charged again after that."""
        return self.state is not State.OPEN

    def number(self, again: bool = False) -> str:
        """Give the bank's number (`TransId`) of the transaction, or of the second one."""
        return hashlib.sha256(f"{self.id}|again".encode()).hexdigest()[:24] if again else self.id

    def authorise(self, again: bool = False) -> None:
        """Hold the amount, once; `again` when the bank does so a second time."""
        if again:
            self.held_again = State.AUTHORISED
        if self.state is State.OPEN:
            self.state = State.AUTHORISED

    def capture(self, again: bool = False) -> None:
        """Take the amount, once for each transaction that the bank holds."""
        if again and self.held_again is State.AUTHORISED:
            self.held_again = State.CAPTURED
            self.captured += 1
        if not again and self.state is State.AUTHORISED:
            self.state = State.CAPTURED
            self.captured += 1

    def reverse(self) -> None:
        """Let go of an amount that was held and not taken."""
        if self.state is State.AUTHORISED:
            self.state = State.REVERSED

    def to_json(self) -> dict[str, Any]:
        """Write everything, as plain data."""
        return dataclasses.asdict(self)


class Transactions:
    """All transactions, kept in the journal; one lock, since this is a simulator."""

    def __init__(self, journal: Journal) -> None:
        """Keep transactions in `journal`."""
        self._journal = journal
        self._lock = threading.RLock()

    def open(self, fields: Mapping[str, str]) -> Transaction:
        """Give the transaction of the merchant's `oid`, new or known."""
        identifier = hashlib.sha256(f"{fields['clientid']}|{fields['oid']}".encode()).hexdigest()[:24]
        with self._lock:
            known = self.find(identifier)
            if known is not None:
                return known
            opened = datetime.now(UTC).isoformat()
            transaction = Transaction(id=identifier, oid=fields["oid"], amount=fields["amount"], fields=dict(fields), opened_at=opened)
            self._journal.write(f"transaction:{identifier}", transaction.to_json())
            return transaction

    def find(self, identifier: str) -> Transaction | None:
        """Give the transaction of this id, if there is one."""
        stored = self._journal.state.get(f"transaction:{identifier}")
        return _read(stored) if stored else None

    def all(self) -> list[Transaction]:
        """Give every transaction, oldest first."""
        return [_read(value) for key, value in list(self._journal.state.items()) if key.startswith("transaction:")]

    @contextmanager
    def change(self, identifier: str) -> Iterator[Transaction]:
        """Lend one transaction for a change, and write it down afterwards; others wait."""
        with self._lock:
            transaction = _read(self._journal.state[f"transaction:{identifier}"])
            yield transaction
            self._journal.write(f"transaction:{identifier}", transaction.to_json())


def _read(stored: Mapping[str, Any]) -> Transaction:
    held_again = State(stored.get("held_again", State.OPEN))
    return Transaction(**{**stored, "state": State(stored["state"]), "held_again": held_again})
