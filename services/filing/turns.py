"""
Whose document is looked into now: few at once, one for each account, and a fair turn for whoever waits.

The next turn goes to the account that had none for the longest time, so that nobody's many documents stand before another's one. Who may
not even wait is told when to come again, at once: a worker that waits answers nobody else.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from services.filing.domain.refusals import InspectionBusy, TooManyDocumentsAtOnce

REMEMBERED = 10_000  # accounts


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How many may be looked into or wait, and for how many seconds."""

    places: int = 2
    waiting: int = 5
    waiting_for_one: int = 4
    patience: float = 8.0
    rest: float = 10.0
    """After a document that took more than a reading may cost, its account's next one waits so long."""


@dataclass(eq=False)
class Turn:
    """One document that waits, or is looked into."""

    account: str
    running: bool = False


class Turns:
    """The queue of one process."""

    def __init__(self, rules: Rules, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody."""
        self._rules, self._clock = rules, clock
        self._changed = Condition()
        self._all: list[Turn] = []
        self._served: dict[str, float] = {}
        self._resting: dict[str, float] = {}

    @contextmanager
    def turn(self, account: str) -> Iterator[None]:
        """Wait for a turn and hold it; raise `TooManyDocumentsAtOnce` or `InspectionBusy`."""
        mine = Turn(account)
        with self._changed:
            self.refuse_if_resting(account)
            self._refuse_if_crowded(account)
            self._all.append(mine)
            try:
                if not self._changed.wait_for(lambda: self._is_next(mine) or self._rest_of(account) > 0, self._rules.patience):
                    raise InspectionBusy(seconds=math.ceil(self._rules.patience))
                self.refuse_if_resting(account)  # the one before it was dear
            except BaseException:
                self._leave(mine)
                raise
            mine.running = True
            self._note(self._served, account, self._clock())
            self._changed.notify_all()  # another place may be free for the next one
        try:
            yield
        finally:
            with self._changed:
                self._leave(mine)

    def present(self) -> list[str]:
        """Name the accounts that hold a turn, or wait for one."""
        return [turn.account for turn in self._all]

    def refuse_if_resting(self, account: str) -> None:
        """Raise `TooManyDocumentsAtOnce` while an account has to rest."""
        if (left := self._rest_of(account)) > 0:
            raise TooManyDocumentsAtOnce(seconds=math.ceil(left))

    def let_rest(self, account: str) -> None:
        """Note that a document of this account took too much."""
        with self._changed:
            self._note(self._resting, account, self._clock() + self._rules.rest)
            self._changed.notify_all()

    def _rest_of(self, account: str) -> float:
        """Tell for how many seconds an account has to rest; less than nothing when it has not."""
        return self._resting.get(account, 0.0) - self._clock()

    def _refuse_if_crowded(self, account: str) -> None:
        waiting = [turn for turn in self._all if not turn.running]
        if sum(turn.account == account for turn in waiting) >= self._rules.waiting_for_one:
            raise TooManyDocumentsAtOnce(seconds=1)
        if len(waiting) >= self._rules.waiting:
            raise InspectionBusy(seconds=1)

    def _is_next(self, turn: Turn) -> bool:
        """Tell whether a turn may begin: a place is free, its account has no other, and nobody has waited for one since longer."""
        running = {each.account for each in self._all if each.running}
        if len(running) >= self._rules.places or turn.account in running:
            return False
        able = [each for each in self._all if not each.running and each.account not in running]
        return min(able, key=lambda each: self._served.get(each.account, 0.0)) is turn

    def _leave(self, turn: Turn) -> None:
        self._all.remove(turn)
        self._changed.notify_all()

    def _note(self, book: dict[str, float], account: str, at: float) -> None:
        """Write down an instant; the oldest lines are forgotten when the book is full."""
        book.pop(account, None)
        book[account] = at
        while len(book) > REMEMBERED:
            del book[next(iter(book))]
