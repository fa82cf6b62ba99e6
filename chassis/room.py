"""What every room's service has: its transactions, the caller, the clock, the trace, and somewhere to put dead letters."""

import inspect

import sqlalchemy as sa

from chassis import metrics
from chassis.dependencies import Caller, Clock, Database, Delivery, Trace
from chassis.pruning import prune
from chassis.reactions import DeadLetters, Reaction
from chassis.scheduler import every
from chassis.tables import parked


class Room:
    """Stand on the chassis: subclass, give it a `name`, add commands, questions and reactions."""

    name: str

    db = Database()
    caller = Caller()
    clock = Clock()
    delivery = Delivery()
    trace = Trace()

    @DeadLetters.decorator  # type: ignore[untyped-decorator]
    def park_dead_letters(self) -> None:
        """Park the deliveries that killed this service: the entrypoint does all the work."""

    @every(seconds=15)
    def count_parked(self) -> None:
        """Measure how many messages wait for an operator."""
        with self.db.read() as connection:
            metrics.PARKED_NOW.labels(self.name).set(connection.execute(sa.select(sa.func.count()).select_from(parked)).scalar_one())

    @every(seconds=600)
    def prune(self) -> None:
        """Forget what is done and past its time, a short transaction for each batch."""
        more = True
        while more:
            with self.db.begin() as connection:
                more = prune(connection)


def reactions_of(room: type[Room]) -> list[tuple[str, Reaction]]:
    """List the reactions of a room: method name and entrypoint."""
    return [
        (method_name, entrypoint)
        for method_name, method in inspect.getmembers(room, inspect.isfunction)
        for entrypoint in getattr(method, "nameko_entrypoints", ())
        if isinstance(entrypoint, Reaction)
    ]
