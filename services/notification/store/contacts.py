"""People, and how to reach them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection
from contracts.people import Grant, Role
from services.notification.domain.contact import Contact
from services.notification.domain.news import Missing, Needed, TooEarly
from services.notification.store.tables import contacts

LISTED = sa.select(contacts).order_by(contacts.c.account)
OF_ACCOUNTS = LISTED.where(contacts.c.account.in_(sa.bindparam("sought", expanding=True)))


def keep(connection: Connection, contact: Contact) -> None:
    """Keep what is newest about a person, whatever the order in which it comes."""
    written = postgresql.insert(contacts).values(**vars(contact) | {"offices": msgspec.to_builtins(contact.offices)})
    newer = written.excluded.changed_at >= contacts.c.changed_at
    changing = {column.name: written.excluded[column.name] for column in contacts.c if column.name != "account"}
    connection.execute(written.on_conflict_do_update(index_elements=["account"], set_=changing, where=newer))


def load(connection: Connection, accounts: Sequence[str]) -> list[Contact]:
    """Give the contacts of accounts, in their order; raise TooEarly for the first that has not come yet."""
    found = {contact.account: contact for contact in _listed(connection, OF_ACCOUNTS, sought=list(accounts))}
    for account in accounts:
        if account not in found:
            raise TooEarly(Missing(Needed.CONTACT, account))
    return [found[account] for account in accounts]


def find_officials(connection: Connection, role: Role, over: Sequence[str], body: str = "") -> list[Contact]:
    """List who holds, held or will hold a role over one of the territories named; of the named body, in that very office."""
    seat = {"role": role.value, **({"body": body} if body else {})}
    wanted = {f"office_{number}": [{**seat, "territory": territory}] for number, territory in enumerate(over)}
    return _listed(connection, _holders(len(wanted)), **wanted)


@cache
def _holders(count: int) -> sa.Select[Any]:
    """Ask who has one of `count` offices, each looked for by the index."""
    offices = (sa.bindparam(f"office_{number}", type_=postgresql.JSONB) for number in range(count))
    return LISTED.where(sa.or_(sa.false(), *(contacts.c.offices.contains(office) for office in offices)))


def _listed(connection: Connection, question: sa.Select[Any], **sought: Any) -> list[Contact]:
    """Read contacts, in a stable order."""
    return [_contact(row) for row in connection.execute(question, sought)]


def _contact(row: sa.Row[Any]) -> Contact:
    return Contact(**row._asdict() | {"offices": msgspec.convert(row.offices, tuple[Grant, ...])})
