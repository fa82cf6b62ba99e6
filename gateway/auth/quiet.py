"""
Opening a citizen's account without telling a stranger who has one already.

Whether the account was opened, or the e-mail or the national identifier has one: the answer is made of what was typed, and takes as long.
The person who has the account is told by message how to come in; at most `WARNINGS_A_DAY` times a day, whoever tries.
"""

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from catalogue.calendar import legal_day
from chassis.acts import note
from chassis.announce import announce
from chassis.database import Connection, Transactions
from chassis.pruning import prune
from chassis.receipts import AlreadyDone, Errand, answer
from contracts.accounts import RegistrationRepeated
from gateway.auth import store
from gateway.auth.domain import Account
from gateway.auth.refusals import EmailTaken, NationalIdTaken
from gateway.auth.tables import warnings

WARNINGS_A_DAY = 3


def open_quietly(engine: sa.Engine, account: Account, errand: Errand | None) -> Account:
    """
    Keep and announce a new account, or warn who has one; give in both cases the account that was asked for.

    A repeated errand is told what it was told the first time: its receipt holds an identifier and an instant, the rest was typed again.
    """
    try:
        with Transactions(engine, errand).begin() as connection:
            try:
                store.add(connection, account)
            except (EmailTaken, NationalIdTaken):
                _warn_owners(connection, account)
            else:
                announce(connection, account.contact(account.created_at))
                note(connection, "accounts.open", by=account.id, account_id=account.id, offices=account.office_names)
            answer(connection, {"account": account.id, "created_at": account.created_at.isoformat()})
            prune(connection)  # here, since no clock ticks in the gateway
    except AlreadyDone as done:
        return replace(account, id=done.answer["account"], created_at=datetime.fromisoformat(done.answer["created_at"]))
    return account


def _warn_owners(connection: Connection, asked: Account) -> None:
    """Tell those who have the e-mail or the national identifier that somebody, perhaps they, wanted another account."""
    for owner in store.find_in_the_way(connection, asked.email, asked.national_id):
        if _may_be_warned(connection, owner.id, legal_day(asked.created_at)):
            announce(connection, RegistrationRepeated(account=owner.id, repeated_at=asked.created_at))


def _may_be_warned(connection: Connection, account: str, today: date) -> bool:
    """Count one warning more of that day, unless the day has had them all."""
    row = warnings.c
    count = sa.case((row.day == today, row.count + 1), else_=1)
    first = postgresql.insert(warnings).values(account=account, day=today, count=1)
    another = first.on_conflict_do_update(index_elements=[row.account], set_={"day": today, "count": count}, where=count <= WARNINGS_A_DAY)
    return connection.execute(another.returning(row.account)).first() is not None
