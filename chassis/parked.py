"""
`python -m chassis.parked list|show ID|replay ID...|discard ID...`: what an operator does with parked messages.

The service is the one of this environment (`SERVICE`, `DATABASE_URL`, `AMQP_URL`). A replay puts the message back on its queue, with all
its attempts before it; reactions have receipts, so a replay too many changes nothing.
"""

import argparse
import sys

import pika
import sqlalchemy as sa

from chassis.database import engine_for
from chassis.parking import find_parked, forget_parked, load_parked
from chassis.settings import Settings, read_settings


def say(line: str) -> None:
    """Print one line for the operator."""
    print(line)  # noqa: T201 - a command


def show_list(engine: sa.Engine) -> int:
    """List the oldest parked messages."""
    with engine.connect() as session:
        rows = find_parked(session)
    for row in rows:
        say(f"{row.id:>6}  {row.parked_at:%Y-%m-%d %H:%M:%S}  {row.queue}  {row.attempts} attempts  {row.error.strip().splitlines()[-1]}")
    say(f"{len(rows)} parked" if rows else "nothing is parked")
    return 0


def show_one(engine: sa.Engine, parked_id: int) -> int:
    """Show one message whole: queue, body and error."""
    with engine.connect() as session:
        row = load_parked(session, parked_id)
    if row is None:
        return missing(parked_id)
    say(f"queue {row.queue}, {row.attempts} attempts, parked {row.parked_at:%Y-%m-%d %H:%M:%S}\n")
    say(f"{bytes(row.body).decode(errors='replace')}\n\n{row.error}")
    return 0


def replay(engine: sa.Engine, amqp_url: str, parked_id: int) -> int:
    """Put one message back on its queue, confirmed by the broker, then forget it here."""
    with engine.begin() as session:
        row = load_parked(session, parked_id)
        if row is None:
            return missing(parked_id)
        connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
        channel = connection.channel()
        channel.confirm_delivery()
        properties = pika.BasicProperties(content_type=row.content_type, content_encoding="utf-8", delivery_mode=2)
        channel.basic_publish("", row.queue, bytes(row.body), properties, mandatory=True)
        connection.close()
        forget_parked(session, parked_id)
    say(f"{parked_id} is back on {row.queue}")
    return 0


def discard(engine: sa.Engine, parked_id: int) -> int:
    """Forget one message for good."""
    with engine.begin() as session:
        if load_parked(session, parked_id) is None:
            return missing(parked_id)
        forget_parked(session, parked_id)
    say(f"{parked_id} is discarded")
    return 0


def missing(parked_id: int) -> int:
    """Say that there is no such message."""
    say(f"no message {parked_id} is parked here; `list` shows those that are")
    return 1


def obey(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do what the operator asked."""
    engine = engine_for(settings.database_url)
    if arguments.verb == "list":
        return show_list(engine)
    each = {
        "show": lambda parked_id: show_one(engine, parked_id),
        "replay": lambda parked_id: replay(engine, settings.amqp_url, parked_id),
        "discard": lambda parked_id: discard(engine, parked_id),
    }
    return max(each[arguments.verb](parked_id) for parked_id in arguments.ids)


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
        verbs.add_parser(verb, help=what).add_argument("ids", type=int, nargs="+", metavar="ID")
    return obey(parser.parse_args(), read_settings())


if __name__ == "__main__":
    sys.exit(main())
