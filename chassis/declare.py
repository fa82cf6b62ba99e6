"""
`python -m chassis.declare filing review ...`: declare every queue and binding before anybody publishes.

An event published before its reader's queue exists would be lost for that reader; so this runs once at each deployment, for all services,
before any of them starts, as the broker's operator (`AMQP_URL`): a service may not.
"""

import sys

from amqp.exceptions import AccessRefused
from environs import Env
from kombu import Queue
from kombu.exceptions import OperationalError

from chassis import topology
from chassis.health import room_of
from chassis.room import reactions_of


def queues_to_declare(services: list[str]) -> list[Queue]:
    """List every queue of the services, the waiting rooms included."""
    queues = list(topology.waiting_rooms())
    for service in services:
        queues.append(topology.dead_queue(service))
        queues.append(topology.call_queue(service))
        for method, reaction in reactions_of(room_of(service)):
            queues.append(topology.reaction_queue(service, method, reaction.event))
    return queues


def main(services: list[str]) -> int:
    """Declare the queues of the services named."""
    env = Env()
    queues = queues_to_declare(services)
    try:
        topology.declare(env.str("AMQP_URL"), queues)
    except (OSError, OperationalError) as error:
        print(f"the broker does not answer: {error}", file=sys.stderr)  # noqa: T201 - a command
        return 1
    except AccessRefused as error:
        print(f"the broker permits this to its operator alone (AMQP_URL): {error}", file=sys.stderr)  # noqa: T201 - a command
        return 1
    print(f"{len(queues)} queues declared")  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
