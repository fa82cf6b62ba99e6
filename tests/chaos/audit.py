"""The audit: do the books balance? Each question is asked of the databases, the card house or the mailbox; each answer should be empty."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import sqlalchemy as sa
from kombu import Connection

from chassis.database import with_driver
from chassis.declare import queues_to_declare
from deploy.local.platform import Platform

SERVICES = ("filing", "review", "payment", "signature", "notification")
OUTBOXES = ("filing", "review", "payment", "signature", "gateway")

EXACTLY_ONE_A_FILE = {
    "one registry number, receipt and permit": (
        "filing",
        "select id, count(*) from dossiers where receipt <> '' and permit <> '' group by id",
    ),
    "one submission announced": (
        "filing",
        "select subject, count(*) from outbox where routing_key like 'filing.dossier-submitted.%' group by 1",
    ),
    "one permit prepared": ("filing", "select subject, count(*) from outbox where routing_key like 'filing.permit-prepared.%' group by 1"),
    "one permit issued": ("filing", "select subject, count(*) from outbox where routing_key like 'filing.permit-issued.%' group by 1"),
    "one case decided": ("review", "select dossier, count(*) from cases where status = 'decided' group by 1"),
    "one fee order settled": ("payment", "select dossier, count(*) from orders where status = 'settled' group by 1"),
    "one payment accepted": (
        "payment",
        "select o.dossier, count(*) from payments p join orders o on o.id = p.order_id where p.status = 'accepted' group by 1",
    ),
    "one settlement announced": (
        "payment",
        "select subject, count(*) from outbox where routing_key like 'payment.fees-settled.%' group by 1",
    ),
    "one signature": ("signature", "select subject, count(*) from outbox where routing_key like 'signature.permit-signed.%' group by 1"),
}
NEVER = {
    "a gap in the register": (
        "filing",
        "select commune, year, last from registers r where register = 'submissions' and last <> "
        "(select count(*) from dossiers d where d.commune = r.commune and d.registry_number is not null)",
    ),
    "an opinion missing or given twice": (
        "review",
        "select dossier, count(*) from opinions where standing = 'given' group by 1 having count(*) <> 3",
    ),
    "a surplus payment": ("payment", "select id, status from payments where status = 'surplus'"),
    "a message not sent": ("notification", "select id, state from messages where state <> 'sent'"),
    "a message of one kind written twice": (
        "notification",
        "select dossier, account, channel, template, count(*) from messages where template <> 'opinion-requested' "
        "group by 1, 2, 3, 4 having count(*) > 1",
    ),
}


@dataclass(frozen=True)
class Books:
    """The books of one platform, for the files that travelled."""

    platform: Platform
    dossiers: frozenset[str]

    def findings(self) -> Iterator[str]:
        """Say everything that does not balance."""
        for what, (service, question) in EXACTLY_ONE_A_FILE.items():
            counted = {str(subject): int(count) for subject, count in self.ask(service, question)}
            yield from (f"{what}: file {dossier} has {counted.get(dossier, 0)}" for dossier in self.dossiers if counted.get(dossier) != 1)
        for what, (service, question) in NEVER.items():
            yield from (f"{what}: {tuple(row)}" for row in self.ask(service, question))
        for service in SERVICES:
            yield from (f"parked in {service}: {tuple(row)}" for row in self.ask(service, "select queue, left(error, 300) from parked"))
        yield from self.money()
        yield from self.letters()

    def money(self) -> Iterator[str]:
        """The card house has taken the money of each accepted payment once, and nothing else."""
        house = httpx.get(f"http://127.0.0.1:{self.platform.addresses.ports['card-provider']}/transactions", timeout=10).json()
        captured = Counter({each["oid"]: each["captured"] for each in house if each["captured"]})
        accepted = {str(row[0]) for row in self.ask("payment", "select id from payments where status = 'accepted'")}
        yield from (f"captured {count} times: payment {oid}" for oid, count in captured.items() if count != 1)
        yield from (f"captured without an accepted payment: {oid}" for oid in captured.keys() - accepted)
        yield from (f"accepted without money: {payment}" for payment in accepted - captured.keys())

    def letters(self) -> Iterator[str]:
        """Each e-mail written is in the mailbox, as one letter."""
        found = httpx.get(f"{self.platform.addresses.mailbox_url}/messages", params={"limit": 1000}, timeout=30).json()
        letters = Counter(each["message_id"].strip("<>").partition("@")[0] for each in found)
        written = {str(row[0]) for row in self.ask("notification", "select id from messages where channel = 'mail'")}
        yield from (f"letter never arrived: {message}" for message in written - letters.keys())
        yield from (f"letter that nobody wrote: {message}" for message in letters.keys() - written)
        yield from (f"letter arrived as {count}: {message}" for message, count in letters.items() if count > 1)

    def unrest(self) -> list[str]:
        """Say what is still on its way: events not relayed, messages in queues, mails not sent."""
        waiting = "select count(*) from outbox o, cursors c where (o.transaction_id, o.position) > (c.transaction_id, c.position)"
        moving = [f"{count} events in {name}'s outbox" for name in OUTBOXES for (count,) in self.ask(name, waiting) if count]
        unsent = "select count(*) from messages where state not in ('sent', 'failed')"
        moving += [f"{count} messages not sent" for (count,) in self.ask("notification", unsent) if count]
        with Connection(self.platform.addresses.amqp_urls["operator"]) as connection:
            channel = connection.channel()
            for queue in queues_to_declare(list(SERVICES)):
                count = channel.queue_declare(queue.name, passive=True).message_count
                moving += [f"{count} messages in {queue.name}"] if count else []
        return moving

    def ask(self, database: str, question: str) -> list[tuple[Any, ...]]:
        """Ask one database."""
        engine = sa.create_engine(with_driver(self.platform.addresses.database_urls[database]), poolclass=sa.NullPool)
        with engine.connect() as session:
            return [tuple(row) for row in session.execute(sa.text(question))]
