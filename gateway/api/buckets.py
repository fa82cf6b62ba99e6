"""
What is counted in one process, by name, in bounded memory: token buckets, and requests in hand.

Whoever changes his name with each request makes the longest unused ones be forgotten; a bucket that is forgotten is full again.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MOST_NAMES = 10_000  # about two megabytes


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a bucket stands after a request: `left` of its `quota`, and in how many seconds to come again (0: granted), or it is full."""

    quota: int
    left: int
    wait: int
    full_in: int


class Buckets:
    """Buckets that hold what may be spent in a minute, refilled steadily; `clock` gives seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float], most_names: int = MOST_NAMES) -> None:
        """Let each name spend `per_minute` at once, and as much again each minute."""
        self._quota, self._clock, self._most_names = per_minute, clock, most_names
        self._rate = per_minute / 60
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # by name: what was left, and when
        self._counting = Lock()

    def spend(self, name: str, cost: int) -> Standing:
        """Spend `cost` (never more than a whole bucket) in a name; a request that is refused spends nothing."""
        now, cost = self._clock(), min(cost, self._quota)
        with self._counting:
            before, then = self._left.pop(name, (float(self._quota), now))
            left = min(float(self._quota), before + (now - then) * self._rate)
            granted = left >= cost
            left -= cost if granted else 0
            self._left[name] = (left, now)
            if len(self._left) > self._most_names:
                self._left.popitem(last=False)
        wait = 0 if granted else max(1, math.ceil((cost - left) / self._rate))
        return Standing(quota=self._quota, left=int(left), wait=wait, full_in=math.ceil((self._quota - left) / self._rate))

    def __len__(self) -> int:
        """Count the names that are remembered."""
        return len(self._left)


class Slots:
    """How many requests of each name may be in hand at once; names without any are not kept."""

    def __init__(self, each: int) -> None:
        """Give `each` name so many slots."""
        self._each = each
        self._taken: dict[str, int] = {}
        self._counting = Lock()

    def enter(self, name: str) -> bool:
        """Take a place; give False when all are taken."""
        with self._counting:
            taken = self._taken.get(name, 0)
            if taken >= self._each:
                return False
            self._taken[name] = taken + 1
            return True

    def leave(self, name: str) -> None:
        """Give a place back."""
        with self._counting:
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]

    def __len__(self) -> int:
        """Count the names that have a request in hand."""
        return len(self._taken)
