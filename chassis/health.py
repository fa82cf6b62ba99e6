"""
`python -m chassis.health filing review ...`: is each service really at work?

A running process proves nothing (a consumer can be lost while its process lives), so the broker is asked how many consumers each of the
service's queues has. Exit status 0 when all have one; otherwise the names of the idle queues and status 1. The broker counts the
consumers of all replicas together; one process is asked about its own on its probe, `/healthz` (`is_consuming`).
"""

import sys
from importlib import import_module
from pathlib import Path

from environs import Env
from kombu import Connection
from kombu.exceptions import OperationalError
from nameko.messaging import QueueConsumer

from chassis.room import Room, reactions_of
from contracts.events import kebab

SERVICES = Path(__file__).parent.parent / "services"


def queues_of(service: str) -> list[str]:
    """Name the queues that a running service consumes: one that is no room, a plain process, has that of its calls alone."""
    if not (SERVICES / service / "service.py").is_file():
        return [f"rpc-{service}"]
    room = room_of(service)
    return [f"rpc-{service}", f"{service}.dead", *(f"{service}.{kebab(method)}" for method, _ in reactions_of(room))]


def room_of(service: str) -> type[Room]:
    """Find the nameko class of a service: the one `Room` written in `services/<service>/service.py`."""
    module = import_module(f"services.{service}.service")
    mine = (thing for thing in vars(module).values() if isinstance(thing, type) and thing.__module__ == module.__name__)
    (room,) = (thing for thing in mine if issubclass(thing, Room))
    return room


def idle_queues(amqp_url: str, queues: list[str]) -> list[str]:
    """Give the queues that nobody consumes, or that do not exist."""
    idle = []
    with Connection(amqp_url, connect_timeout=5) as connection:
        for queue in queues:
            channel = connection.channel()
            try:
                declared = channel.queue_declare(queue, passive=True)
            except connection.channel_errors:
                idle.append(queue)
                continue
            if declared.consumer_count == 0:
                idle.append(queue)
            channel.close()
    return idle


def is_consuming(consumer: QueueConsumer) -> bool:
    """Tell whether the consuming thread of this process runs, and consumes each of its queues over an open channel."""
    thread, consumers = consumer._gt, consumer._consumers
    if thread is None or thread.dead or not consumer._providers <= consumers.keys():
        return False
    return all(each.channel.is_open and each.consuming_from(provider.queue) for provider, each in list(consumers.items()))


def main(services: list[str]) -> int:
    """Check the services named, or the one of this environment."""
    env = Env()
    names = services or [env.str("SERVICE")]
    queues = [queue for name in names for queue in queues_of(name)]
    try:
        idle = idle_queues(env.str("AMQP_URL"), queues)
    except (OSError, OperationalError) as error:
        print(f"the broker does not answer: {error}", file=sys.stderr)  # noqa: T201 - a command
        return 1
    for queue in idle:
        print(f"nobody consumes {queue}", file=sys.stderr)  # noqa: T201 - a command
    return 1 if idle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
