"""For tests of services without a broker: a room with real transactions, and what it has announced."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from chassis.clock import FixedClock
from chassis.database import Transactions
from chassis.dependencies import InHand
from chassis.receipts import Errand
from chassis.room import Room
from chassis.tables import outbox
from contracts.calls.definition import calls_of, refusals_of, room_of
from contracts.calls.describe import ROOMS
from contracts.envelope import read
from contracts.events import Event
from contracts.identifiers import new_id
from contracts.people import NOBODY, Principal
from contracts.refusals import Refusal
from contracts.registry import events

R = TypeVar("R", bound=Room)


def room_for(
    room: type[R], engine: sa.Engine, *, now: datetime, caller: Principal = NOBODY, errand: Errand | None = None, event_id: str = ""
) -> R:
    """Make a room as the container would for one worker, with real transactions and a clock that stands at `now`."""
    made = room()
    dependencies = {
        "db": Transactions(engine, errand or some_errand()),
        "caller": caller,
        "clock": FixedClock(now),
        "delivery": InHand(event_id or new_id()),
    }
    for name, dependency in dependencies.items():
        setattr(made, name, dependency)
    for name, defined in calls_of(protocol_of(room.name)).items():
        setattr(made, name, held_to(defined, getattr(made, name)))
    return made


def protocol_of(room: str) -> type:
    """Find what is asked of a room."""
    return next(each for each in ROOMS if room_of(each) == room)


def held_to(defined: Callable[..., Any], call: Callable[..., Any]) -> Callable[..., Any]:
    """Let a call be refused only as its definition says."""

    @wraps(call)
    def held(*arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except Refusal as refusal:
            if refusal.code in refusals_of(defined)[refusal.kind]:
                raise
            raise AssertionError(f"{defined.__qualname__} does not say that it may be refused with {refusal.code}") from refusal

    return held


def some_errand() -> Errand:
    """Give an errand that nobody has done yet."""
    return Errand(message_id=new_id(), handler="tests")


class Witness(FixedClock):
    """A clock that notes, each time it is asked, whether every row of a table was held by somebody's transaction."""

    def __init__(self, instant: datetime, engine: sa.Engine, table: sa.Table) -> None:
        """Stand at `instant`, and look at `table`."""
        super().__init__(instant)
        self.held: list[bool] = []
        self._engine, self._free = engine, sa.select(table).with_for_update(skip_locked=True)

    def now(self) -> datetime:
        """Look, then give the instant."""
        with self._engine.connect() as connection:
            self.held.append(connection.execute(self._free).first() is None)
        return super().now()


def announced(engine: sa.Engine) -> list[Event]:
    """Give every event announced so far, in the order of the relay."""
    by_type = {event.type(): event for event in events()}
    with engine.connect() as connection:
        bodies = connection.execute(sa.select(outbox.c.body).order_by(outbox.c.transaction_id, outbox.c.position)).scalars().all()
    return [read(bytes(body), by_type[msgspec.json.decode(bytes(body))["type"]]).data for body in bodies]
