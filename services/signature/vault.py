"""
What the signer alone may read: keys, and the activations that have served (schema `keys`, database role `signer`).

Rows are locked while a PIN is tried, so that guesses made at the same time are counted one after the other.
"""

from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.tables import NAMING
from contracts.calls.signature import KeyStatus
from contracts.people import Role
from services.signature.domain.keys import LIVE, SigningKey, Stored
from services.signature.domain.refusals import ActivationUsed, KeyUnknown

SCHEMA = "keys"

metadata = sa.MetaData(naming_convention=NAMING, schema=SCHEMA)

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("holder_name", sa.Text, nullable=False),
    sa.Column("commune", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("wrong_pins", sa.Integer, nullable=False),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("serial", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("confirmed_by", sa.Text, nullable=False),
    sa.Column("confirmed_at", sa.DateTime(timezone=True)),
    sa.Column("activated_at", sa.DateTime(timezone=True)),
    sa.Column("expires_at", sa.DateTime(timezone=True)),
    sa.Column("stored", postgresql.JSONB),  # the keystore's own
)
sa.Index(
    "uq_signing_keys_live",
    signing_keys.c.holder,
    signing_keys.c.commune,
    unique=True,
    postgresql_where=signing_keys.c.status.in_([sa.literal_column(f"'{status}'") for status in LIVE]),
)

activations = sa.Table(
    "activations",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, sa.ForeignKey(signing_keys.c.id), nullable=False),
    sa.Column("outcome", postgresql.JSONB, nullable=False),  # what was signed, activated or refused
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

COLUMNS = [signing_keys.c[field.name] for field in fields(SigningKey)]


def add_key(connection: sa.Connection, key: SigningKey) -> bool:
    """Add a key; give False when its holder already has a live one for the commune."""
    added = postgresql.insert(signing_keys).values(_row(key)).on_conflict_do_nothing().returning(signing_keys.c.id)
    return connection.execute(added).first() is not None


def load_key(connection: sa.Connection, key_id: str) -> SigningKey:
    """Load a key and keep others from changing it until the transaction ends; raise `KeyUnknown`."""
    if "\x00" in key_id:  # PostgreSQL knows no such text
        raise KeyUnknown
    row = connection.execute(sa.select(*COLUMNS).where(signing_keys.c.id == key_id).with_for_update()).first()
    if row is None:
        raise KeyUnknown
    return _key(row)


def find_key(connection: sa.Connection, holder: str, commune: str) -> SigningKey | None:
    """Find, and lock, the key that a signatory uses for a commune: the live one, else the latest, which tells why it is of no use."""
    live = signing_keys.c.status.in_(LIVE)
    mine = sa.select(*COLUMNS).where(signing_keys.c.holder == holder, signing_keys.c.commune == commune)
    row = connection.execute(mine.order_by(live.desc(), signing_keys.c.proposed_at.desc()).limit(1).with_for_update()).first()
    return _key(row) if row else None


def find_keys(connection: sa.Connection, condition: sa.ColumnElement[bool], after: str, limit: int) -> list[SigningKey]:
    """List the keys that meet the condition, in the order of their ids, from the one after `after`."""
    query = sa.select(*COLUMNS).where(condition, signing_keys.c.id > after).order_by(signing_keys.c.id).limit(limit)
    return [_key(row) for row in connection.execute(query)]


def find_sitting_holders(connection: sa.Connection, key: SigningKey) -> list[str]:
    """List the accounts, other than the holder's, that have an active key for the commune of `key`."""
    here = sa.and_(signing_keys.c.commune == key.commune, signing_keys.c.status == KeyStatus.ACTIVE, signing_keys.c.holder != key.holder)
    return list(connection.execute(sa.select(signing_keys.c.holder).where(here).order_by(signing_keys.c.holder)).scalars())


def save_key(connection: sa.Connection, key: SigningKey) -> None:
    """Save a key that was loaded, and is therefore locked."""
    connection.execute(sa.update(signing_keys).where(signing_keys.c.id == key.id).values(_row(key)))


def keep_stored(connection: sa.Connection, key_id: str, stored: Stored) -> None:
    """Keep what the keystore gave for a key."""
    connection.execute(sa.update(signing_keys).where(signing_keys.c.id == key_id).values(stored=stored))


def stored_of(connection: sa.Connection, key_id: str) -> Stored:
    """Give what the keystore keeps of a key."""
    stored: Stored = connection.execute(sa.select(signing_keys.c.stored).where(signing_keys.c.id == key_id)).scalar_one()
    return stored


def outcome_of(connection: sa.Connection, digest: str, key_id: str) -> dict[str, Any] | None:
    """Give what came of an activation, None when it has not served; one that served another key is `{}`."""
    row = connection.execute(sa.select(activations.c.key, activations.c.outcome).where(activations.c.digest == digest)).first()
    if row is None:
        return None
    return dict(row.outcome) if row.key == key_id else {}


def use_activation(connection: sa.Connection, digest: str, key_id: str, outcome: dict[str, Any]) -> None:
    """Note that an activation has served; the primary key lets it serve once, `ActivationUsed` is raised the second time."""
    used = postgresql.insert(activations).values(digest=digest, key=key_id, outcome=outcome)
    if connection.execute(used.on_conflict_do_nothing().returning(activations.c.digest)).first() is None:
        raise ActivationUsed


def _row(key: SigningKey) -> dict[str, Any]:
    return {field.name: getattr(key, field.name) for field in fields(SigningKey)}


def _key(row: sa.Row[Any]) -> SigningKey:
    values = row._asdict()
    return SigningKey(**{**values, "status": KeyStatus(values["status"]), "role": Role(values["role"])})
