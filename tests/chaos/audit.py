"""The audit: do the books balance? It asks the databases, the card house and the post; each answer should be empty."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
import sqlalchemy as sa
from kombu import Connection

from chassis.database import with_driver
from chassis.declare import queues_to_declare
from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun
from deploy.local.waiting import wait_until
from deploy.rooms import DECLARED, SERVICES
from tests.chaos import post, telling
from tests.chaos.course import Course
from tests.chaos.post import Parcel
from tests.chaos.questions import COUNTED, NEVER
from tests.chaos.telling import Told

LEASE_SECONDS = 150.0  # a mail whose sender was killed is sent again when its lease ends


class Written(NamedTuple):
    """A message in notification's table."""

    told: Told
    parcel: Parcel
    attempts: int


@dataclass(frozen=True)
class Books:
    """The books of one platform, for the files that travelled."""

    platform: Platform
    files: Mapping[str, Course]  # by identifier
    parts: dict[str, str] = field(default_factory=dict)  # accounts that are not seeded, and whom of the cast they play

    def findings(self) -> Iterator[str]:
        """Say everything that does not balance: of each file in a line, then of the platform."""
        amiss: dict[str, list[str]] = {}
        for dossier, what in self.amiss():
            amiss.setdefault(dossier, []).append(what)
        yield from (f"{self.named(dossier)}: {'; '.join(each)}" for dossier, each in sorted(amiss.items()))
        for what, (service, question) in NEVER.items():
            yield from (f"{what}: {tuple(row)}" for row in self.ask(service, question))
        for service in SERVICES:
            yield from (f"parked in {service}: {tuple(row)}" for row in self.ask(service, "select queue, left(error, 300) from parked"))
        yield from self.money()
        yield from self.messages()

    def amiss(self) -> Iterator[tuple[str, str]]:
        """Say of which file what is not there as often as it is due; each message that is due was written once, and has arrived."""
        for what, database, question, due in COUNTED:
            counted = {str(subject): int(count) for subject, count in self.ask(database, question)}
            expected = {dossier: due(course) for dossier, course in self.files.items()}
            yield from ((dossier, f"{what}: {found}") for dossier, found in differences(expected, counted))
        told, written, delivered = telling.due(self.files), self.written(), post.delivered(self.platform)
        rows = Counter(each.told for each in written)
        arrivals = Counter(each.told for each in written if each.parcel in delivered)
        for what, messages in (("written", rows), ("arrived", arrivals)):
            yield from ((each.dossier, f"{each}, {what}: {found}") for each, found in differences(told, messages))

    def strangers(self) -> Iterator[str]:
        """Say which files nobody took along: a draft that was opened twice."""
        found = {str(dossier): str(procedure) for dossier, procedure in self.ask("filing", "select id, procedure from dossiers")}
        yield from (f"nobody took it along: file {dossier} ({found[dossier]})" for dossier in sorted(found.keys() - self.files.keys()))

    def money(self) -> Iterator[str]:
        """The card house has taken the money of each accepted payment once, and nothing else."""
        house = httpx.get(f"http://127.0.0.1:{self.platform.addresses.ports['card-provider']}/transactions", timeout=10).json()
        captured = Counter({each["oid"]: each["captured"] for each in house if each["captured"]})
        accepted = {str(row[0]) for row in self.ask("payment", "select id from payments where status = 'accepted'")}
        yield from (f"captured {count} times: payment {oid}" for oid, count in captured.items() if count != 1)
        yield from (f"captured without an accepted payment: {oid}" for oid in captured.keys() - accepted)
        yield from (f"accepted without money: {payment}" for payment in accepted - captured.keys())

    def messages(self) -> Iterator[str]:
        """There is no message but those that are due; none came oftener than it was sent."""
        due, written, delivered = telling.due(self.files), self.written(), post.delivered(self.platform)
        strange = {each.told for each in written} - due.keys()
        yield from (f"nobody should be told: {told}, of {self.named(told.dossier)}" for told in sorted(strange))
        yield from (f"arrived but never written: {parcel}" for parcel in sorted(delivered.keys() - {each.parcel for each in written}))
        yield from (f"delivered {delivered[each.parcel]} times: {each}" for each in written if delivered[each.parcel] > each.attempts)

    def named(self, dossier: str) -> str:
        """Name a file with its procedure; what is of no file is of a key."""
        return f"file {dossier} ({self.files.get(dossier, 'unknown')})" if dossier else "a key"

    def written(self) -> list[Written]:
        """Read notification's table."""
        names = {each["account"]: each["name"] for each in json.loads(self.platform.folder.accounts.read_text("utf-8"))} | self.parts
        rows = self.ask("notification", "select dossier, template, channel, account, id, address, attempts from messages")
        return [
            Written(Told(dossier, template, channel, names.get(account, account)), Parcel(channel, message, address), attempts)
            for dossier, template, channel, account, message, address, attempts in rows
        ]

    def settle(self, seconds: float = LEASE_SECONDS) -> list[str]:
        """Wait for the dust to settle; say what is still in the air at last: usually when even the longest lease has ended."""
        try:
            wait_until(lambda: not self.unrest(), lambda: f"still on its way: {self.unrest()}", seconds)
        except CannotRun as late:
            return [str(late)]
        return []

    def unrest(self) -> list[str]:
        """Say what is still on its way: events not relayed, messages in queues, people not told, facts that wait, mails not sent."""
        waiting = "select count(*) from outbox o, cursors c where (o.transaction_id, o.position) > (c.transaction_id, c.position)"
        outboxes = [owner.name for owner in DECLARED.announcers]
        moving = [f"{count} events in {name}'s outbox" for name in outboxes for (count,) in self.ask(name, waiting) if count]
        unwritten = telling.due(self.files) - Counter(each.told for each in self.written())
        moving += [f"{unwritten.total()} messages not written"] if unwritten else []
        early = "select count(*) from untold"
        moving += [f"{count} facts untold" for (count,) in self.ask("notification", early) if count]
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


def blind_spots(platform: Platform, courses: Sequence[Course]) -> list[str]:
    """Audit a file of each course that never was, and say so if anything does not miss it. An audit that cannot fail proves nothing."""
    nobody = {f"nobody-{number}": course for number, course in enumerate(courses)}
    missed = sum(dossier in nobody for dossier, _ in Books(platform, nobody).amiss())
    asked = sum(question.due(course) > 0 for question in COUNTED for course in courses)
    messages = [told for told in telling.due(nobody) if told.dossier]
    overlooked = asked + 2 * len(messages) - missed  # each message is looked for where it is written and where it arrives
    return [f"the audit overlooks {overlooked} things of files that never travelled"] if overlooked else []


def differences(due: Mapping[Any, int], counted: Mapping[Any, int]) -> Iterator[tuple[Any, str]]:
    """Say how much there is of what is not there as often as it is due; nothing may be due as well."""
    for subject, expected in sorted(due.items()):
        found = counted.get(subject, 0)
        if found != expected:
            yield subject, f"{found}, not {expected}"
