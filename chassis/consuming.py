"""
Consuming without dropping: nameko's consumer, given the raw message.

kombu decodes before it calls back, and drops what it cannot decode. Here nobody decodes but us, inside a `try`; what cannot be read is
parked in PostgreSQL with its error, and the service lives.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from kombu import Message
from nameko.messaging import QueueConsumer

from chassis.database import engine_for
from chassis.parking import park


def raw_body(message: Message) -> bytes:
    """Give the body as the bytes that were sent."""
    body = message.body
    return body.encode() if isinstance(body, str) else bytes(body)


class RawQueueConsumer(QueueConsumer):
    """
    One connection a service; each provider receives messages undecoded through `handle_message(message)`.

    Queues are declared when the platform is deployed (`chassis.declare`), not here: a service has no right to reshape the broker. A
    provider with `declares = True` (a private reply queue) is the exception.
    """

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Iterable[Any]:
        """Set up the consumers after each connection to the broker."""
        for provider in self._providers:
            declares = getattr(provider, "declares", False)
            consumer = consumer_cls(queues=[provider.queue], on_message=partial(self.hand_over, provider), auto_declare=declares)
            consumer.qos(prefetch_count=self.prefetch_count)
            self._consumers[provider] = consumer
        return list(self._consumers.values())

    def unregister_provider(self, provider: Any) -> None:
        """Let a provider go, also when the consumers never became ready (nameko would wait for ever)."""
        if self._consumers_ready.ready():
            super().unregister_provider(provider)
            return
        self._providers.discard(provider)
        if not self._last_provider_unregistered.ready():
            self._last_provider_unregistered.send()

    def hand_over(self, provider: Any, message: Message) -> None:
        """Let the provider work in a green thread of its own."""
        self.container.spawn_managed_thread(partial(provider.handle_message, message), identifier=f"{provider.queue.name}")

    def park_and_ack(self, message: Message, queue: str, error: str, attempts: int = 1) -> None:
        """Put a message that cannot be handled aside for an operator; requeue it when even that fails."""
        engine = engine_for(self.container.config["DATABASE_URL"], self.container.max_workers)
        park(engine, queue=queue, body=raw_body(message), content_type=message.content_type or "", error=error, attempts=attempts)
        self.ack_message(message)
