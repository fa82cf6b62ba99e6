"""
Consuming without dropping: nameko's consumer, given the raw message.

kombu decodes before it calls back, and drops what it cannot decode. Here nobody decodes but us, inside a `try`; what cannot be read is
parked in PostgreSQL with its error, and the service lives.
"""

from collections.abc import Iterable
from functools import partial
from itertools import chain, repeat
from typing import Any

import eventlet
from kombu import Message
from nameko.messaging import QueueConsumer

from chassis.database import engine_for
from chassis.log import log
from chassis.parking import park

PARK_AGAIN_SECONDS = (1, 2, 5, 10, 30)
"""Pauses while a message cannot even be parked, as its database is away; the last one again and again."""


def raw_body(message: Message) -> bytes:
    """Give the body as the bytes that were sent."""
    body = message.body
    return body.encode() if isinstance(body, str) else bytes(body)


def storable(text: str) -> str:
    """Write what PostgreSQL's texts cannot hold (NUL, half a letter) as its escape: the words of a message may come from anybody."""
    return text.encode(errors="backslashreplace").decode().replace("\0", "\\x00")


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
        """Put a message that cannot be handled aside for an operator; while even that fails, keep it unacknowledged and try again."""
        words = {"queue": storable(queue), "content_type": storable(message.content_type or ""), "error": storable(error)}
        if not self._park(message, attempts, words):
            keep = partial(self._keep_parking, message, attempts, words)
            self.container.spawn_managed_thread(keep, identifier=f"parking from {queue}")  # no worker waits: calls go on

    def _park(self, message: Message, attempts: int, words: dict[str, str]) -> bool:
        """Park the message and acknowledge it; tell whether that went well."""
        engine = engine_for(self.container.config["DATABASE_URL"], self.container.config["DATABASE_POOL"])
        try:
            park(engine, body=raw_body(message), attempts=attempts, **words)
        except Exception as failure:  # noqa: BLE001 - it must not end the service: each end is a delivery more for every message in hand
            log.error("parking-failed", queue=words["queue"], error=type(failure).__name__)
            return False
        self.ack_message(message)
        return True

    def _keep_parking(self, message: Message, attempts: int, words: dict[str, str]) -> None:
        """Try again after growing pauses; when the connection went meanwhile, the broker delivers the message again."""
        for pause in chain(PARK_AGAIN_SECONDS, repeat(PARK_AGAIN_SECONDS[-1])):
            eventlet.sleep(pause)
            if not message.channel.connection or self._park(message, attempts, words):
                return
