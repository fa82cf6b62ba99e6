"""
Reactions: `@on(Event)` gives a method a queue of its own and hands it each event once.

A failure is tried again after growing delays, then parked in PostgreSQL with its error. A receipt, written by the first `self.db.begin()`
of the method, makes a second delivery change nothing.
"""

import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar, cast

from kombu import Message
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis import metrics, topology
from chassis.consuming import RawQueueConsumer, raw_body
from chassis.log import log
from chassis.publishing import CONFIRM_SECONDS, RETRY, producers_of
from chassis.receipts import AlreadyDone, Errand
from contracts.envelope import CONTENT_TYPE, Envelope, MalformedEvent, read
from contracts.events import Event
from contracts.refusals import Refusal

E = TypeVar("E", bound=Event)

ATTEMPT = "x-rokhas-attempt"


class Reaction(Entrypoint):
    """Run the method for each event of one kind."""

    queue_consumer = RawQueueConsumer()

    def __init__(self, event: type[Event], **options: Any) -> None:
        """React to `event`."""
        self.event = event
        super().__init__(expected_exceptions=(AlreadyDone, Refusal), **options)

    def setup(self) -> None:
        """Consume the reaction's queue."""
        self.queue = topology.reaction_queue(self.container.service_name, self.method_name, self.event)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        """Stop consuming."""
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, message: Message) -> None:
        """Read the event and run the method in a worker."""
        try:
            envelope = read(raw_body(message), self.event)
        except MalformedEvent as error:
            self.queue_consumer.park_and_ack(message, self.queue.name, f"malformed: {error}")
            return
        context = {
            "errand": Errand(message_id=envelope.id, handler=self.queue.name),
            "traceparent": envelope.traceparent,
            "event_id": envelope.id,
        }
        settle = partial(self.settle, message, envelope, time.perf_counter())
        try:
            self.container.spawn_worker(self, (envelope.data,), {}, context_data=context, handle_result=settle)
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def settle(
        self, message: Message, envelope: Envelope[Event], started: float, worker: Any, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        """Acknowledge what was done (now or before), delay or park what failed; the transaction has ended by now."""
        failure: BaseException | None = exc_info[1] if exc_info else None
        metrics.REACTIONS.labels(self.queue.name, "done" if failure is None or isinstance(failure, AlreadyDone) else "failed").observe(
            time.perf_counter() - started
        )
        if failure is None or isinstance(failure, AlreadyDone):
            log.info("reaction-repeated" if failure else "reaction-done", queue=self.queue.name)
            metrics.EVENT_AGE.labels(self.queue.name).observe((datetime.now(UTC) - envelope.time).total_seconds())
            self.queue_consumer.ack_message(message)
        else:
            self.try_later(message, failure)
        return result, None if isinstance(failure, AlreadyDone) else exc_info

    def try_later(self, message: Message, failure: BaseException) -> None:
        """Send the message to the next waiting room, or park it after the last one."""
        attempt = int(message.headers.get(ATTEMPT, 1))
        log.warning("reaction-failed", queue=self.queue.name, attempt=attempt, error=describe(failure))
        if attempt > len(topology.RETRY_DELAYS_MS):
            error = "".join(traceback.format_exception(failure))
            self.queue_consumer.park_and_ack(message, self.queue.name, error, attempt)
            return
        delay = topology.RETRY_DELAYS_MS[attempt - 1]
        with producers_of(self.container.config["AMQP_URI"]).acquire(block=True) as producer:
            producer.publish(
                raw_body(message),
                exchange=topology.retry_exchange(delay).name,
                routing_key=self.queue.name,
                headers={ATTEMPT: attempt + 1},
                content_type=CONTENT_TYPE,
                content_encoding="utf-8",
                delivery_mode=2,
                confirm_timeout=CONFIRM_SECONDS,
                retry=True,
                retry_policy=RETRY,
            )
        self.queue_consumer.ack_message(message)


def on(event: type[E]) -> Callable[[Callable[[Any, E], None]], Callable[[Any, E], None]]:
    """Run the method for each `event`; name the method by its effect."""
    return cast("Callable[[Callable[[Any, E], None]], Callable[[Any, E], None]]", Reaction.decorator(event))


def describe(failure: BaseException) -> str:
    """Name a failure in one line: a refusal by its code, anything else by its class and first line."""
    return failure.code if isinstance(failure, Refusal) else f"{type(failure).__name__}: {str(failure).partition(chr(10))[0]}"


class DeadLetters(Entrypoint):
    """Park what the broker gave up delivering because it killed the service again and again."""

    queue_consumer = RawQueueConsumer()

    def setup(self) -> None:
        """Consume the service's dead-letter queue."""
        self.queue = topology.dead_queue(self.container.service_name)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        """Stop consuming."""
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, message: Message) -> None:
        """Park the message under the queue it came from."""
        deaths = message.headers.get("x-death") or [{}]
        queue = str(deaths[0].get("queue", self.queue.name))
        self.queue_consumer.park_and_ack(message, queue, f"delivered {topology.DELIVERY_LIMIT + 1} times without an answer", 1)
