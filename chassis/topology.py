"""
The broker's shape: exchanges, a queue for each reaction, the waiting rooms of the retries, a dead-letter queue for each service.

nameko-rpc                      topic exchange of the calls: `<service>.<method>`, answered on `reply.<service>.<secret of the caller>`
rpc-<service>                   the calls of one service: a classic queue, whose messages stay in memory (ADR 0015)
rokhas.events, rokhas.private   topic exchanges, routing key `<service>.<event>.v<n>.<territory>`
<service>.<reaction>            quorum queue; what kills its consumer more than DELIVERY_LIMIT times goes to <service>.dead
rokhas.retry.<ms>               a message waits <ms> here, then returns to the queue that its routing key names
"""

from collections.abc import Iterator

from kombu import Connection, Exchange, Queue

from chassis.announce import EVENTS, PRIVATE
from chassis.calls import wire
from contracts.events import Event, kebab

DELIVERY_LIMIT = 5
NEVER_DROP = 2**31 - 1
"""
The limit of a queue with nothing behind it, where a message over the limit is lost. Brokers of version 4 take 20 when none is said, and -1
for "no limit"; 3.10 takes -1 at its word and drops at the first return (measured). All of them take a number that nobody reaches.
"""
RETRY_DELAYS_MS = (250, 1_000, 5_000, 30_000, 120_000, 600_000)
"""Waiting time before each new attempt; after the last one the message is parked."""

DEAD = Exchange("rokhas.dead", type="topic", durable=True)
QUORUM = {"x-queue-type": "quorum"}
LOSE_NOTHING = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}


def exchange_of(event: type[Event]) -> Exchange:
    """Give the exchange on which an event travels."""
    return Exchange(PRIVATE if event.private else EVENTS, type="topic", durable=True)


def call_queue(service: str) -> Queue:
    """Describe the queue of a service's calls."""
    return Queue(
        f"rpc-{service}",
        exchange=Exchange(wire.EXCHANGE, type="topic", durable=True),
        routing_key=f"{service}.*",
        durable=True,
        queue_arguments=wire.CALLS_WAIT,
    )


def reaction_queue(service: str, reaction: str, event: type[Event]) -> Queue:
    """Describe the queue of one reaction, bound to every territory."""
    return Queue(
        f"{service}.{kebab(reaction)}",
        exchange=exchange_of(event),
        routing_key=f"{event.topic()}.#",
        durable=True,
        queue_arguments={
            **QUORUM,
            **LOSE_NOTHING,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD.name,
            "x-dead-letter-routing-key": service,
        },
    )


def dead_queue(service: str) -> Queue:
    """Describe the queue of the deliveries that killed the service."""
    arguments = {**QUORUM, "x-delivery-limit": NEVER_DROP}
    return Queue(f"{service}.dead", exchange=DEAD, routing_key=service, durable=True, queue_arguments=arguments)


def retry_exchange(delay_ms: int) -> Exchange:
    """Describe the exchange that makes a message wait; its routing key names the queue to return to."""
    return Exchange(f"rokhas.retry.{delay_ms}", type="topic", durable=True)


def waiting_rooms() -> Iterator[Queue]:
    """Describe the queue behind each retry exchange."""
    for delay_ms in RETRY_DELAYS_MS:
        yield Queue(
            f"rokhas.retry.{delay_ms}",
            exchange=retry_exchange(delay_ms),
            routing_key="#",
            durable=True,
            queue_arguments={**QUORUM, **LOSE_NOTHING, "x-message-ttl": delay_ms, "x-dead-letter-exchange": ""},
        )


def declare(amqp_url: str, queues: list[Queue]) -> None:
    """Declare queues with their exchanges and bindings; declaring again changes nothing."""
    with Connection(amqp_url, connect_timeout=10) as connection:
        channel = connection.channel()
        for queue in queues:
            queue(channel).declare()
