"""Publishing from nameko services: pools of producers for what must be confirmed, one connection for the answers to calls."""

import time
from functools import cache
from threading import Lock
from typing import Any

from kombu import Connection
from kombu.pools import producers

from chassis.calls import wire
from chassis.log import log

TRANSPORT = {"max_retries": 3, "interval_start": 0.2, "interval_step": 0.5, "interval_max": 2}
"""How a producer looks for a broker that went away."""

CONFIRM_SECONDS = 10
RETRY = {"max_retries": 3, "interval_start": 0, "interval_step": 0.2, "interval_max": 1}
"""How often a message is offered again when the pooled connection turns out to be dead."""
ANSWER_PAUSES_SECONDS = (0, 0.2, 0.4)
"""The same for an answer."""


@cache
def producers_of(amqp_url: str) -> Any:
    """Give the pool of producers, which kombu would look for at each message: `with producers_of(url).acquire(block=True) as producer`."""
    return producers[Connection(amqp_url, transport_options={**TRANSPORT, "confirm_publish": True})]


class Answers:
    """
    The connection on which a service answers calls, in turns: a message is never cut by another one.

    Answers need no confirm: a caller whose answer was lost hears that the service is late, and may ask again with the same key. Without
    kombu's producers each costs half as much. What the broker says here, py-amqp reads before it sends: that an answer before this one has
    cost the channel, too.
    """

    def __init__(self, amqp_url: str) -> None:
        """Connect at the first answer."""
        self._connection = Connection(amqp_url, transport_options=TRANSPORT)
        self._turn = Lock()

    def send(self, reply_to: str, correlation_id: str, body: bytes) -> None:
        """Send an answer to whoever waits for it, on a new connection if this one turns out to be closed; raise when there is none."""
        with self._turn:
            for pause in ANSWER_PAUSES_SECONDS:
                try:
                    self._publish(reply_to, correlation_id, body)
                except (*self._connection.connection_errors, *self._connection.channel_errors) as error:
                    log.warning("answers-connection-lost", reason=str(error) or type(error).__name__)
                    self._connection.release()
                    time.sleep(pause)
                else:
                    return
            self._publish(reply_to, correlation_id, body)

    def close(self) -> None:
        """Let the connection go."""
        with self._turn:
            self._connection.release()

    def _publish(self, reply_to: str, correlation_id: str, body: bytes) -> None:
        channel: Any = self._connection.default_channel
        properties = {"correlation_id": correlation_id, "delivery_mode": 1}
        message = channel.prepare_message(body, 0, wire.CONTENT_TYPE, "utf-8", {}, properties)
        channel.basic_publish(message, exchange=wire.EXCHANGE, routing_key=reply_to)


@cache
def answers_of(amqp_url: str) -> Answers:
    """Give the one connection for answers of this process."""
    return Answers(amqp_url)
