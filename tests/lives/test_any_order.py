"""Whole lives, of every procedure, with the events of all rooms brought in any order, again, and hours late: they end as they ought to."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.events import Event
from contracts.filing import PermitIssued, PermitPrepared
from services.notification.store.tables import messages
from tests.lives.people import File, newest
from tests.lives.platform import Delivery, Platform, deliveries_of

ENDS = {
    "building-permit-small": "issued",
    "repair-permit": "issued",
    "planning-information-note": "issued",
    "simple-activity-declaration": "in-force",
}
MOST_HOURS = 5
MOST_STEPS = 1000


@dataclass
class Life:
    """A file on its way to its end: what somebody may do, and what is still to be brought, in an order that chance decides."""

    platform: Platform
    file: File
    chance: Random
    waiting: list[Delivery] = field(default_factory=list)
    brought: list[Delivery] = field(default_factory=list)
    seen: list[Event] = field(default_factory=list)

    def live(self, steps: int = MOST_STEPS) -> None:
        """Go on until nobody has anything to do and nothing is to be brought, or for so many steps."""
        for _ in range(steps):
            if not self._step():
                return
            self.platform.let_pass(timedelta(minutes=self.chance.randint(0, 60 * MOST_HOURS)))

    def events(self, kind: type[Event]) -> list[Any]:
        """Give what was told of one kind."""
        return [event for event in self.seen if isinstance(event, kind)]

    def _step(self) -> bool:
        self._gather()
        acts = [act for _, act in self.file.acts()]
        choices = [*acts, *(lambda each=each: self._bring(each) for each in self.waiting)]
        if not choices:
            return False
        self.chance.choice(choices)()
        if self.brought and self.chance.random() < 0.2:
            self.platform.bring(self.chance.choice(self.brought))
        return True

    def _gather(self) -> None:
        for envelope in self.platform.told():
            if getattr(envelope.data, "dossier", self.file.id) == self.file.id:
                self.seen.append(envelope.data)
                self.waiting += deliveries_of(envelope)

    def _bring(self, delivery: Delivery) -> None:
        self.waiting.remove(delivery)
        self.platform.bring(delivery)
        self.brought.append(delivery)


def told_to(platform: Platform, file: File) -> set[tuple[str, str]]:
    """Say what was written about a file, and to whom."""
    query = sa.select(messages.c.template, messages.c.account).where(messages.c.dossier == file.id)
    with platform.engines["notification"].connect() as connection:
        return {(row.template, row.account) for row in connection.execute(query)}


class InOrder(Random):
    """No chance at all: whatever is first comes first, once, at once."""

    def choice(self, seq: Any) -> Any:
        """Give the first."""
        return seq[0]

    def random(self) -> float:
        """Repeat nothing."""
        return 1.0

    def randint(self, a: int, b: int) -> int:
        """Wait for nothing."""
        return a


@cache
def words_of(platform: Platform, code: str) -> frozenset[tuple[str, str]]:
    """Say what people are told of a file of a procedure when everything comes in order."""
    life = Life(platform, File(platform, newest(code)), InOrder())
    life.live()
    return frozenset(told_to(platform, life.file))


@pytest.mark.parametrize("code", ENDS)
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_life_ends_the_same_in_whatever_order_its_events_come(platform: Platform, code: str, seed: int) -> None:
    life = Life(platform, File(platform, newest(code)), Random(seed))  # noqa: S311 - an order, no secret

    life.live()

    file, papers = life.file, 0 if file_has_no_paper(code) else 1
    assert file.status == ENDS[code]
    assert len(life.events(PermitPrepared)) == len(life.events(PermitIssued)) == papers
    assert {order["status"] for order in file.orders()} <= {"settled"}
    assert [order["due"] for order in file.orders()] == [levy.due for levy in file.procedure.charges]
    assert told_to(platform, file) == words_of(platform, code)
    assert platform.put_aside() == 0


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32), code=st.sampled_from(sorted(ENDS)), steps=st.integers(min_value=1, max_value=40))
def test_a_file_that_is_taken_back_at_any_moment_gets_no_paper(platform: Platform, code: str, seed: int, steps: int) -> None:
    life = Life(platform, File(platform, newest(code)), Random(seed))  # noqa: S311 - an order, no secret
    life.live(steps)
    was_delivered = life.file.status == "issued"

    if not was_delivered:
        life.file.withdraw()
    life.live()

    assert life.file.status == ("issued" if was_delivered else "withdrawn")
    assert len(life.events(PermitIssued)) == int(was_delivered)
    assert was_delivered or {order["status"] for order in life.file.orders()} <= {"settled", "cancelled"}
    assert platform.put_aside() == 0


def file_has_no_paper(code: str) -> bool:
    """Tell whether the receipt is the title."""
    return newest(code).paper is None
