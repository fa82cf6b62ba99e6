"""What nameko injects into a service for each worker. The things themselves know nothing of nameko; they live in their own modules."""

from dataclasses import dataclass
from typing import Any

from nameko.extensions import DependencyProvider

from chassis import trace
from chassis.clock import SystemClock
from chassis.database import Transactions, engine_for
from chassis.log import concerning
from contracts.people import NOBODY, Principal


class Database(DependencyProvider):
    """The transactions of the service's database, bound to the errand in hand: `self.db`."""

    def setup(self) -> None:
        """Prepare the engine of the service."""
        self.engine = engine_for(self.container.config["DATABASE_URL"], self.container.config["DATABASE_POOL"])

    def get_dependency(self, worker_ctx: Any) -> Transactions:
        """Bind the transactions to the worker's errand."""
        return Transactions(self.engine, worker_ctx.data.get("errand"))


class Caller(DependencyProvider):
    """The principal of the call: `self.caller`."""

    def get_dependency(self, worker_ctx: Any) -> Principal:
        """Give the principal that the entrypoint verified, `NOBODY` outside an authenticated call."""
        found: Principal = worker_ctx.data.get("principal", NOBODY)
        return found


class Clock(DependencyProvider):
    """The system clock: `self.clock`."""

    def get_dependency(self, worker_ctx: Any) -> SystemClock:
        """Give the clock."""
        return SystemClock()


@dataclass(frozen=True)
class InHand:
    """The event that a reaction is handling; `event_id` is empty outside a reaction."""

    event_id: str


class Delivery(DependencyProvider):
    """Which event a reaction is handling: `self.delivery.event_id`."""

    def get_dependency(self, worker_ctx: Any) -> InHand:
        """Give the event of this worker."""
        return InHand(worker_ctx.data.get("event_id", ""))


class Trace(DependencyProvider):
    """The trace of the message in hand goes on in the worker's own green thread, before the method runs."""

    def worker_setup(self, worker_ctx: Any) -> None:
        """Bind the trace to the worker's logs and events, and to its logs the file, the event and the account concerned."""
        trace.begin(worker_ctx.data.get("traceparent", ""))
        event = worker_ctx.args[0] if worker_ctx.args else None
        dossier = worker_ctx.kwargs.get("dossier_id") or getattr(event, "dossier", None)
        account = worker_ctx.data.get("principal", NOBODY).account
        concerning(dossier=dossier, event_id=worker_ctx.data.get("event_id"), account=account)
