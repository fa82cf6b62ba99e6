"""
Scheduled tasks: `@every(seconds=...)`; each tick is done once, however many replicas run.

Every replica wakes; the first `self.db.begin()` of the method claims the tick in the table `ticks`, the others leave quietly.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import eventlet
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis.log import log
from chassis.reactions import describe
from chassis.receipts import AlreadyDone, Errand
from contracts.events import kebab


class Every(Entrypoint):
    """Run the method at a steady period, one worker at a time in each replica."""

    def __init__(self, seconds: float, **options: Any) -> None:
        """Run every `seconds`."""
        self.period = timedelta(seconds=seconds)
        super().__init__(expected_exceptions=(AlreadyDone,), **options)

    def start(self) -> None:
        """Begin to tick."""
        self.container.spawn_managed_thread(self.tick_for_ever, identifier=f"every.{self.method_name}")

    def tick_for_ever(self) -> None:
        """Run, wait for the end of the run, wait for the next tick; the container ends this thread."""
        while True:
            done = eventlet.Event()
            handler = f"{self.container.service_name}.{kebab(self.method_name)}"
            context = {"errand": Errand(message_id="tick", handler=handler, period=self.period)}

            def settle(worker: Any, result: Any, exc_info: Any, done: Any = done) -> tuple[Any, Any]:
                failure = exc_info[1] if exc_info else None
                if failure is not None and not isinstance(failure, AlreadyDone):
                    log.warning("tick-failed", task=self.method_name, error=describe(failure))
                done.send(None)
                return result, None

            try:
                self.container.spawn_worker(self, (), {}, context_data=context, handle_result=settle)
            except ContainerBeingKilled:
                return
            done.wait()
            eventlet.sleep(self.period.total_seconds())


def every(seconds: float) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Run the method every `seconds`, once for all replicas."""
    return cast("Callable[[Callable[[Any], None]], Callable[[Any], None]]", Every.decorator(seconds))
