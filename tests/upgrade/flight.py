"""Events in flight: relays and a room stand still while something is announced, so that outboxes and queues hold it."""

from collections.abc import Iterator

from kombu import Connection

from chassis.declare import queues_to_declare
from deploy.local.platform import Platform
from tests.chaos.audit import Books
from tests.upgrade.stages import HELD

DEAF = "notification"
"""The room that hears nothing until its turn."""

BEHIND = "select count(*) from outbox o, cursors c where (o.transaction_id, o.position) > (c.transaction_id, c.position)"


def hold(platform: Platform) -> None:
    """Stop the relays, and the room that will hear nothing."""
    platform.supervisor.stop([*HELD.values(), DEAF])


def in_the_air(platform: Platform) -> dict[str, int]:
    """Count what is announced and not carried, by the relay that is held, and what the deaf room has not heard, by its queue."""
    books = Books(platform, {})
    found = {relay: sum(int(row[0]) for row in books.ask(relay.removeprefix("relay-"), BEHIND)) for relay in HELD.values()}
    return found | dict(_unheard(platform))


def _unheard(platform: Platform) -> Iterator[tuple[str, int]]:
    with Connection(platform.addresses.amqp_urls["operator"]) as connection:
        channel = connection.channel()
        for queue in queues_to_declare([DEAF]):
            if queue.name.startswith(f"{DEAF}."):
                yield queue.name, int(channel.queue_declare(queue.name, passive=True).message_count)


def grounded(air: dict[str, int]) -> list[str]:
    """Say which outbox holds nothing, or that no queue does: then the upgrade would prove nothing about it."""
    empty = [f"nothing waits in the outbox of {relay.removeprefix('relay-')}" for relay in HELD.values() if not air.get(relay)]
    heard = not any(count for name, count in air.items() if name not in HELD.values())
    return [*empty, *([f"nothing waits in the queues of {DEAF}"] if heard else [])]
