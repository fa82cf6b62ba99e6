"""Accounts at rest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chassis.database import Connection, guarded_update
from contracts.people import Grant, Role
from gateway.auth.domain import Account, AccountStatus
from gateway.auth.refusals import AccountNotFound, EmailTaken, NationalIdTaken
from gateway.auth.tables import accounts, grants

BY_ID = sa.select(accounts).where(accounts.c.id == sa.bindparam("sought"))
BY_EMAIL = sa.select(accounts).where(accounts.c.email == sa.bindparam("sought"))
ACTIVE_CITIZEN = sa.select(accounts.c.id).where(
    accounts.c.email == sa.bindparam("address"),
    accounts.c.national_id == sa.bindparam("sought"),
    accounts.c.citizen,
    accounts.c.standing == AccountStatus.ACTIVE.value,
)
CITIZENS_LIKE = sa.select(accounts).where(
    sa.or_(
        accounts.c.email == sa.bindparam("address"),
        sa.and_(accounts.c.national_id == sa.bindparam("sought"), accounts.c.citizen),
    )
)
PROFESSIONALS = sa.select(grants.c.account).where(grants.c.role == Role.PROFESSIONAL.value)
CLAIMS_PROFESSION = sa.and_(accounts.c.order_number != "", accounts.c.id.not_in(PROFESSIONALS))
GRANTS = sa.select(grants).where(grants.c.account.in_(sa.bindparam("sought", expanding=True))).order_by(grants.c.account, grants.c.position)


def load(connection: Connection, account: str) -> Account:
    """Load an account by its identifier; refuse when there is none."""
    found = _read(connection, BY_ID, account)
    if not found:
        raise AccountNotFound(account=account)
    return found[0]


def find_by_email(connection: Connection, email: str) -> Account | None:
    """Find the account with this e-mail, in any spelling of its letters."""
    found = _read(connection, BY_EMAIL, email.strip().lower())
    return found[0] if found else None


def find_citizen(connection: Connection, email: str, national_id: str) -> str:
    """Name an active citizen's account by both; one question whatever is found, so that time tells nothing."""
    found: str | None = connection.execute(ACTIVE_CITIZEN, {"address": email, "sought": national_id}).scalar_one_or_none()
    return found or ""


def find_in_the_way(connection: Connection, email: str, national_id: str) -> list[Account]:
    """Find whose accounts keep a citizen from opening one: who has the e-mail, and the citizen who has the national identifier."""
    return _read(connection, CITIZENS_LIKE, national_id, address=email)


def find_page(connection: Connection, limit: int, after: tuple[datetime, str] | None, role: str = "", standing: str = "") -> list[Account]:
    """Find up to `limit` accounts in the order of their creation, those after `after` (created_at, id) when given."""
    query = sa.select(accounts).order_by(accounts.c.created_at, accounts.c.id).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(accounts.c.created_at, accounts.c.id) > sa.tuple_(*map(sa.literal, after)))
    if role:
        query = query.where(accounts.c.id.in_(sa.select(grants.c.account).where(grants.c.role == role)))
    if standing:
        claims = [CLAIMS_PROFESSION] if standing == AccountStatus.AWAITING_APPROVAL else []
        query = query.where(sa.or_(accounts.c.standing == standing, *claims))
    return _read(connection, query)


def add(connection: Connection, account: Account) -> None:
    """Keep a new account; refuse when its e-mail, or its national identifier on that side of the counter, has one already."""
    try:
        with connection.begin_nested():
            fixed = {"id": account.id, "created_at": account.created_at, "opened_by": account.opened_by, "version": account.version}
            fixed["citizen"] = account.is_citizen
            connection.execute(sa.insert(accounts).values(**fixed, **_columns(account)))
    except IntegrityError as error:
        raise (EmailTaken if "uq_accounts_email" in str(error.orig) else NationalIdTaken) from error
    _write_grants(connection, account)


def save(connection: Connection, account: Account) -> None:
    """Keep the changes of an account; refuse when somebody else changed it meanwhile."""
    guarded_update(connection, accounts, {"id": account.id}, account.version, _columns(account))
    connection.execute(sa.delete(grants).where(grants.c.account == account.id))
    _write_grants(connection, account)


def _columns(account: Account) -> dict[str, Any]:
    """Give the columns that may change."""
    return {
        "email": account.email,
        "full_name": account.full_name,
        "national_id": account.national_id,
        "phone": account.phone,
        "locale": account.locale,
        "password_hash": account.password_hash,
        "profession": account.profession,
        "order_number": account.order_number,
        "standing": account.standing.value,
        "handed_over": account.handed_over,
        "handover_hash": account.handover_hash,
    }


def _write_grants(connection: Connection, account: Account) -> None:
    """Write the roles of an account."""
    rows = [
        {
            "account": account.id,
            "position": position,
            "role": grant.role.value,
            "territory": grant.territory,
            "body": grant.body,
            "since": grant.since,
            "until": grant.until,
            "delegated_by": grant.delegated_by,
            "delegated_under": grant.delegated_under,
        }
        for position, grant in enumerate(account.grants)
    ]
    if rows:
        connection.execute(sa.insert(grants), rows)


def _read(connection: Connection, query: sa.Select[Any], sought: str = "", **further: str) -> list[Account]:
    """Read accounts with their roles in two questions."""
    rows = connection.execute(query, {"sought": sought, **further}).mappings().all()
    granted = _grants_of(connection, [row["id"] for row in rows])
    return [  # columns and fields share their names
        Account(**_fields(row), grants=tuple(granted.get(row["id"], ()))) for row in rows
    ]


def _fields(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give the fields of an account from its columns; on which side of the counter it stands follows from its roles."""
    return {**{name: value for name, value in row.items() if name != "citizen"}, "standing": AccountStatus(row["standing"])}


def _grants_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Grant]]:
    """Read the roles of several accounts."""
    found: dict[str, list[Grant]] = {}
    rows: Iterable[sa.Row[tuple[object, ...]]] = ()
    if ids:
        rows = connection.execute(GRANTS, {"sought": list(ids)})
    for row in rows:
        given = {name: value for name, value in row._mapping.items() if name not in ("account", "position", "role")}
        found.setdefault(row.account, []).append(Grant(role=Role(row.role), **given))
    return found
