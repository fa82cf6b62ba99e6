"""Publishing from nameko services: one pool of producers for each broker, looked up once (kombu looks for it again at each message)."""

from functools import cache
from typing import Any

from kombu import Connection
from kombu.pools import producers

TRANSPORT = {"max_retries": 3, "interval_start": 0.2, "interval_step": 0.5, "interval_max": 2}
"""How a producer looks for a broker that went away."""

CONFIRM_SECONDS = 10
RETRY = {"max_retries": 3, "interval_start": 0, "interval_step": 0.2, "interval_max": 1}
"""How often a message is offered again when the pooled connection turns out to be dead."""


@cache
def producers_of(amqp_url: str, *, confirms: bool) -> Any:
    """Give the pool of producers: `with producers_of(url, confirms=True).acquire(block=True) as producer`."""
    return producers[Connection(amqp_url, transport_options={**TRANSPORT, "confirm_publish": confirms})]
