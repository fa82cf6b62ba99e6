"""People, and how to reach them."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Session
from contracts.accounts import Office
from services.notification.domain.contact import Contact
from services.notification.domain.refusals import ContactNotKnownYet
from services.notification.store.tables import contacts

LISTED = sa.select(contacts).order_by(contacts.c.account)
OF_ACCOUNTS = LISTED.where(contacts.c.account.in_(sa.bindparam("sought", expanding=True)))
OFFICIALS = LISTED.where(
    contacts.c.roles.contains(sa.bindparam("held", type_=contacts.c.roles.type)),
    contacts.c.territory.in_(sa.bindparam("over", expanding=True)),
)
OFFICIALS_OF_BODY = OFFICIALS.where(contacts.c.body == sa.bindparam("seated"))


def keep(session: Session, contact: Contact) -> None:
    """Keep what is newest about a person, whatever the order in which it comes."""
    written = postgresql.insert(contacts).values(
        **vars(contact) | {"roles": list(contact.roles), "offices": msgspec.to_builtins(contact.offices)}
    )
    newer = written.excluded.changed_at >= contacts.c.changed_at
    changing = {column.name: written.excluded[column.name] for column in contacts.c if column.name != "account"}
    session.execute(written.on_conflict_do_update(index_elements=["account"], set_=changing, where=newer))


def load(session: Session, accounts: Sequence[str]) -> list[Contact]:
    """Give the contacts of accounts, in their order; raise ContactNotKnownYet when one has not come yet."""
    found = {contact.account: contact for contact in _listed(session, OF_ACCOUNTS, sought=list(accounts))}
    if unknown := [account for account in accounts if account not in found]:
        raise ContactNotKnownYet(accounts=", ".join(unknown))
    return [found[account] for account in accounts]


def find_officials(session: Session, role: str, over: Sequence[str], body: str = "") -> list[Contact]:
    """List who holds, held or will hold a role over one of the territories named; of the named body."""
    if body:
        return _listed(session, OFFICIALS_OF_BODY, held=[role], over=list(over), seated=body)
    return _listed(session, OFFICIALS, held=[role], over=list(over))


def _listed(session: Session, question: sa.Select[Any], **sought: Any) -> list[Contact]:
    """Read contacts, in a stable order."""
    return [_contact(row) for row in session.execute(question, sought)]


def _contact(row: sa.Row[Any]) -> Contact:
    offices = msgspec.convert(row.offices, tuple[Office, ...])
    return Contact(**row._asdict() | {"roles": tuple(row.roles), "offices": offices})
