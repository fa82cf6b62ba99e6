"""
`python -m chassis.parked list|show ID|replay ID...|discard ID... [--operator NAME]`: what an operator does with parked messages.

The service is the one of this environment (`DATABASE_URL`, and `AMQP_URL` for a replay: the service's own). A replay sends the message
back to its queue through the first waiting room, where a service may write, with all its attempts before it; reactions have receipts, so
a replay too many changes nothing. A call is not replayed: whoever asked has long gone. Replays and discards are acts of the operator, kept
for ever (`chassis/acts.py`) under the name that he gives, or else that of his account on the machine (`USER`).
"""

import argparse
import json
import os
import sys
from contextlib import suppress
from typing import Any

import pika
import sqlalchemy as sa
from environs import Env, EnvError
from pika.exceptions import AMQPError, ChannelClosedByBroker, ProbableAccessDeniedError, ProbableAuthenticationError, UnroutableError

from chassis import topology, trace
from chassis.acts import Act, is_plain, keep, plain
from chassis.database import engine_for
from chassis.parking import find_parked, forget_parked, gist, load_parked
from contracts.people import Principal

BROKER_SECONDS = 30
"""How long a broker that takes no messages (its disk is full) is waited for."""
DENIED = (ChannelClosedByBroker, ProbableAuthenticationError, ProbableAccessDeniedError)


def say(line: str) -> None:
    """Print one line for the operator."""
    print(line)  # noqa: T201 - a command


def show_list(engine: sa.Engine) -> int:
    """List the oldest parked messages."""
    with engine.connect() as connection:
        rows = find_parked(connection)
    for row in rows:
        say(f"{row.id:>6}  {row.parked_at:%Y-%m-%d %H:%M:%S}  {row.queue}  {row.attempts} attempts  {gist(row.error)}")
    say(f"{len(rows)} parked" if rows else "nothing is parked")
    return 0


def show_one(engine: sa.Engine, parked_id: int) -> int:
    """Show one message whole: queue, body and error."""
    with engine.connect() as connection:
        row = load_parked(connection, parked_id)
    if row is None:
        return missing(parked_id)
    say(f"queue {row.queue}, {row.attempts} attempts, parked {row.parked_at:%Y-%m-%d %H:%M:%S}\n")
    say(f"{bytes(row.body).decode(errors='replace')}\n\n{row.error}")
    return 0


def replay(engine: sa.Engine, amqp_url: str, parked_id: int, operator: str) -> int:
    """Send one message back to its queue, confirmed by the broker, then forget it here."""
    with engine.begin() as connection:
        row = load_parked(connection, parked_id)
        if row is None:
            return missing(parked_id)
        if row.queue.startswith("rpc-") or row.queue.endswith(".dead"):
            return complain(f"{parked_id} came from {row.queue}: no reaction reads it, so nothing can be replayed")
        keep_act(connection, "replay", row, operator)
        send_back(amqp_url, row)
        forget_parked(connection, parked_id)
    say(f"{parked_id} is on its way back to {row.queue}")
    return 0


def send_back(amqp_url: str, row: sa.Row[Any]) -> None:
    """Put the message into the first waiting room; it returns to its queue from there."""
    parameters = pika.URLParameters(amqp_url)
    parameters.blocked_connection_timeout = BROKER_SECONDS
    with pika.BlockingConnection(parameters) as broker:
        channel = broker.channel()
        channel.confirm_delivery()
        properties = pika.BasicProperties(content_type=row.content_type, content_encoding="utf-8", delivery_mode=2)
        room = topology.retry_exchange(topology.RETRY_DELAYS_MS[0]).name
        channel.basic_publish(room, row.queue, bytes(row.body), properties, mandatory=True)


def discard(engine: sa.Engine, parked_id: int, operator: str) -> int:
    """Forget one message for good."""
    with engine.begin() as connection:
        row = load_parked(connection, parked_id)
        if row is None:
            return missing(parked_id)
        keep_act(connection, "discard", row, operator)
        forget_parked(connection, parked_id)
    say(f"{parked_id} is discarded")
    return 0


def keep_act(connection: sa.Connection, verb: str, row: sa.Row[Any], operator: str) -> None:
    """Write down which operator does what with which message, of which file; the message itself is not kept."""
    subject = plain({"parked": row.id, "queue": row.queue})
    keep(connection, Act(act=f"parked.{verb}", by=Principal(account=f"operator:{operator}"), subject=subject), [file_of(bytes(row.body))])


def file_of(body: bytes) -> str:
    """Find the file of which a message tells; the empty text when it cannot be read, or tells of none."""
    with suppress(ValueError, RecursionError, KeyError, TypeError):
        dossier = json.loads(body)["data"]["dossier"]
        return dossier if isinstance(dossier, str) and is_plain(dossier) else ""
    return ""


def missing(parked_id: int) -> int:
    """Say that there is no such message."""
    return complain(f"no message {parked_id} is parked here; `list` shows those that are")


def complain(reason: str) -> int:
    """Say why something was not done."""
    print(reason, file=sys.stderr)  # noqa: T201 - a command
    return 1


def obey(arguments: argparse.Namespace, env: Env) -> int:
    """Do what the operator asked."""
    engine = engine_for(env.str("DATABASE_URL"), pool=2)
    match arguments.verb:
        case "list":
            return show_list(engine)
        case "show":
            return max([show_one(engine, parked_id) for parked_id in arguments.ids])
        case _ if not is_plain(arguments.operator):
            return complain("say who you are: --operator NAME (letters, figures and ./:_- alone)")
        case "discard":
            return max([discard(engine, parked_id, arguments.operator) for parked_id in arguments.ids])
        case _:
            amqp_url = env.str("AMQP_URL")
            return max([replay(engine, amqp_url, parked_id, arguments.operator) for parked_id in arguments.ids])


def obey_or_complain(arguments: argparse.Namespace) -> int:
    """Do what the operator asked, or say in one line what stands against it."""
    try:
        return obey(arguments, Env())
    except EnvError as error:
        return complain(str(error))
    except sa.exc.OperationalError as error:
        return complain(f"the database does not answer: {error.orig}")
    except DENIED as error:
        return complain(f"the broker does not permit it to this user, which must be the service's own (AMQP_URL): {error}")
    except UnroutableError:
        return complain("the broker has no waiting rooms: run `chassis.declare`")
    except (AMQPError, OSError) as error:
        return complain(f"the broker does not answer: {error!r}")


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m chassis.parked", description="Look after the messages that could not be handled.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="list the oldest parked messages")
    for verb, what in (
        ("show", "show messages whole"),
        ("replay", "put messages back on their queues"),
        ("discard", "forget messages for good"),
    ):
        named = verbs.add_parser(verb, help=what)
        named.add_argument("ids", type=int, nargs="+", metavar="ID")
        if verb != "show":
            named.add_argument("--operator", default=os.environ.get("USER", ""), metavar="NAME", help="who does it (default: $USER)")
    trace.begin()
    return obey_or_complain(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
