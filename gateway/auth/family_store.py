"""Families of refresh tokens at rest: hashes, never a token."""

from datetime import datetime

import sqlalchemy as sa

from chassis.database import Connection
from contracts.identifiers import new_id
from gateway.auth.families import ABSOLUTE_LIMIT, IDLE_LIMIT, Family, RefreshToken, hash_of, new_salt
from gateway.auth.refusals import RefreshTokenRefused
from gateway.auth.tables import families, refresh_tokens


def begin(connection: Connection, account: str, token: str, now: datetime) -> None:
    """Begin a family with its first token, and forget those of the account that have long ended."""
    connection.execute(sa.delete(families).where(families.c.account == account, families.c.expires_at < now))
    family = Family(id=new_id(), account=account, expires_at=now + ABSOLUTE_LIMIT)
    connection.execute(sa.insert(families).values(id=family.id, account=account, expires_at=family.expires_at))
    add(connection, family.id, token, now)


def add(connection: Connection, family: str, token: str, now: datetime) -> None:
    """Keep a token of a family, unspent."""
    connection.execute(
        sa.insert(refresh_tokens).values(token_hash=hash_of(token), family=family, expires_at=now + IDLE_LIMIT, salt=new_salt())
    )


def load(connection: Connection, token: str) -> RefreshToken:
    """Load what is known of a token, and lock it against a twin request; refuse when it is unknown."""
    successors = refresh_tokens.alias("successors")
    row = connection.execute(
        sa.select(
            refresh_tokens,
            families.c.account,
            families.c.revoked_at,
            families.c.expires_at.label("family_ends"),
            successors.c.spent_at.label("then"),
        )
        .join(families, families.c.id == refresh_tokens.c.family)
        .outerjoin(successors, successors.c.token_hash == refresh_tokens.c.successor)
        .where(refresh_tokens.c.token_hash == hash_of(token))
        .with_for_update(of=[refresh_tokens, families])
    ).first()
    if row is None:
        raise RefreshTokenRefused
    return RefreshToken(
        token_hash=row.token_hash,
        family=Family(id=row.family, account=row.account, expires_at=row.family_ends, revoked_at=row.revoked_at),
        expires_at=row.expires_at,
        salt=row.salt,
        spent_at=row.spent_at,
        successor_spent=row.then is not None,
    )


def exchange(connection: Connection, spent: RefreshToken, successor: str, now: datetime) -> None:
    """Spend a token for its successor."""
    add(connection, spent.family.id, successor, now)
    connection.execute(
        sa.update(refresh_tokens).where(refresh_tokens.c.token_hash == spent.token_hash).values(spent_at=now, successor=hash_of(successor))
    )


def revoke(connection: Connection, family: str, now: datetime) -> None:
    """End a family."""
    connection.execute(sa.update(families).where(families.c.id == family, families.c.revoked_at.is_(None)).values(revoked_at=now))


def revoke_all(connection: Connection, account: str, now: datetime) -> None:
    """End every family of an account: its password or its roles have changed."""
    connection.execute(sa.update(families).where(families.c.account == account, families.c.revoked_at.is_(None)).values(revoked_at=now))
