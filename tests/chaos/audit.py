"""The audit: do the books balance? It asks the databases, the card house and the post; each answer should be empty."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
import sqlalchemy as sa
from kombu import Connection

from chassis.database import with_driver
from chassis.declare import queues_to_declare
from deploy.local.platform import Platform
from deploy.rooms import DECLARED, SERVICES
from tests.chaos import post, telling
from tests.chaos.post import Parcel
from tests.chaos.telling import Told

EXACTLY_ONE_A_FILE = {
    "one holder of its registry number, receipt and permit": (
        "filing",
        "select d.id, count(*) from dossiers d join dossiers o on o.registry_number = d.registry_number or o.receipt = d.receipt "
        "or o.permit_number = d.permit_number or o.permit = d.permit where d.receipt <> '' and d.permit <> '' group by d.id",
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
    "a gap in a register": (
        "filing",
        "select register, commune, year, last from registers r where last <> (select count(*) from dossiers d where d.commune = r.commune "
        "and case register when 'submissions' then d.registry_number like '%-' || year || '-%' "
        "else d.permit_number like register || '-%-' || year || '-%' end)",
    ),
    "an opinion missing or given twice": (
        "review",
        "select dossier, count(*) from opinions where standing = 'given' group by 1 having count(*) <> 3",
    ),
    "a surplus payment": ("payment", "select payment_id, transaction from surpluses"),
    "a message not sent": ("notification", "select id, state from messages where state <> 'sent'"),
}


class Written(NamedTuple):
    """A message in notification's table."""

    told: Told
    parcel: Parcel
    attempts: int


@dataclass(frozen=True)
class Books:
    """The books of one platform, for the files that travelled."""

    platform: Platform
    dossiers: frozenset[str]
    parts: dict[str, str] = field(default_factory=dict)  # accounts that are not seeded, and whom of the cast they play

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
        yield from self.messages()

    def money(self) -> Iterator[str]:
        """The card house has taken the money of each accepted payment once, and nothing else."""
        house = httpx.get(f"http://127.0.0.1:{self.platform.addresses.ports['card-provider']}/transactions", timeout=10).json()
        captured = Counter({each["oid"]: each["captured"] for each in house if each["captured"]})
        accepted = {str(row[0]) for row in self.ask("payment", "select id from payments where status = 'accepted'")}
        yield from (f"captured {count} times: payment {oid}" for oid, count in captured.items() if count != 1)
        yield from (f"captured without an accepted payment: {oid}" for oid in captured.keys() - accepted)
        yield from (f"accepted without money: {payment}" for payment in accepted - captured.keys())

    def messages(self) -> Iterator[str]:
        """Each message that is due was written once and has arrived; there is no other; none came oftener than it was sent."""
        yield from (f"nobody is told: {template}" for template in sorted(telling.unsaid()))
        due, written, delivered = telling.due(self.dossiers), self.written(), post.delivered(self.platform)
        rows = Counter(each.told for each in written)
        arrivals = Counter(each.told for each in written if each.parcel in delivered)
        for what, counted in (("written", rows), ("arrived", arrivals)):
            yield from (f"{told}, {what}: file {told.dossier} has {counted[told]}" for told in sorted(due) if counted[told] != 1)
        yield from (f"nobody should be told: {told}, of file {told.dossier}" for told in sorted(rows.keys() - due))
        yield from (f"arrived but never written: {parcel}" for parcel in sorted(delivered.keys() - {each.parcel for each in written}))
        yield from (f"delivered {delivered[each.parcel]} times: {each}" for each in written if delivered[each.parcel] > each.attempts)

    def written(self) -> list[Written]:
        """Read notification's table."""
        names = {each["account"]: each["name"] for each in json.loads(self.platform.folder.accounts.read_text("utf-8"))} | self.parts
        rows = self.ask("notification", "select dossier, template, channel, account, id, address, attempts from messages")
        return [
            Written(Told(dossier, template, channel, names.get(account, account)), Parcel(channel, message, address), attempts)
            for dossier, template, channel, account, message, address, attempts in rows
        ]

    def unrest(self) -> list[str]:
        """Say what is still on its way: events not relayed, messages in queues, people not told, mails not sent."""
        waiting = "select count(*) from outbox o, cursors c where (o.transaction_id, o.position) > (c.transaction_id, c.position)"
        outboxes = [owner.name for owner in DECLARED.announcers]
        moving = [f"{count} events in {name}'s outbox" for name in outboxes for (count,) in self.ask(name, waiting) if count]
        untold = telling.due(self.dossiers) - {each.told for each in self.written()}
        moving += [f"{len(untold)} messages not written"] if untold else []
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
