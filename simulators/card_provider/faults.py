"""Misbehaviour on command: what real card houses do on bad days."""

import threading
from enum import StrEnum

from simulators.card_provider.journal import Journal


class Fault(StrEnum):
    """One way to misbehave, for the next payments that the bank accepts."""

    DUPLICATE_CALLBACK = "duplicate-callback"  # tells the merchant twice
    LATE_CALLBACK = "late-callback"  # sends the browser back first, tells the merchant at the next retry
    NO_CALLBACK = "no-callback"  # never tells the merchant
    WRONG_HASH = "wrong-hash"  # the first report is badly signed
    WRONG_AMOUNT = "wrong-amount"  # the first report names another amount, well signed
    REFUSE_THEN_ACCEPT = "refuse-then-accept"  # reports a refusal, then the acceptance, of the same attempt
    DROP_ANSWER = "drop-answer"  # the merchant's first answer is lost on the way
    PAY_TWICE = "pay-twice"  # the bank holds the amount twice, under two numbers, and reports both


class Faults:
    """How many times each fault is still to happen; survives restarts."""

    def __init__(self, journal: Journal) -> None:
        """Keep the counts in `journal`."""
        self._journal = journal
        self._lock = threading.Lock()

    def order(self, fault: Fault, times: int) -> None:
        """Misbehave so the next `times` times; 0 calls it off."""
        with self._lock:
            self._journal.write("faults", {**self.waiting(), fault.value: times})

    def waiting(self) -> dict[str, int]:
        """Tell what is still to happen."""
        counts: dict[str, int] = self._journal.state.get("faults", {})
        return {fault: times for fault, times in counts.items() if times > 0}

    def take(self) -> frozenset[Fault]:
        """Take one of each waiting fault, for one payment."""
        with self._lock:
            counts = self.waiting()
            if counts:
                self._journal.write("faults", {fault: times - 1 for fault, times in counts.items()})
            return frozenset(Fault(fault) for fault in counts)
