"""
Guessing one account's password from many addresses: pauses that grow, whatever the addresses.

Strangers share two buckets for each account: 30 tries at once and ten a minute, of which no more than a hundred before it is one a minute.
So many addresses together try 1,500 passwords a day, of more than 10^8 (see `common_passwords`).

Nobody can lock an honest person out with this: an address from which somebody has come into the account in the last thirty days shares
those buckets with no stranger (its own limit of tries remains), sessions renew themselves by their refresh tokens for as long, and no pause
is longer than a minute. What is left: who is being attacked just now and comes from a new address may have to try for a while.
"""

import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.database import Connection
from gateway.auth.allowances import Allowance, hashed, take
from gateway.auth.tables import familiar

QUICKLY = Allowance(burst=30, per_minute=10)
FOR_LONG = Allowance(burst=100, per_minute=1)
REMEMBERED = timedelta(days=30)  # as long as a session may last


def take_guess(connection: Connection, account: str, address: str, now: datetime) -> int:
    """Take one try on an account (an e-mail, or its identifier); give 0, or in how many seconds the next one is allowed."""
    if is_familiar(connection, account, address, now):
        return 0
    return max(take(connection, f"quickly {account}", QUICKLY, now), take(connection, f"for long {account}", FOR_LONG, now))


def is_familiar(connection: Connection, account: str, address: str, now: datetime) -> bool:
    """Tell whether somebody came into the account from this address lately."""
    known = sa.select(familiar.c.name).where(familiar.c.name == _name(account, address), familiar.c.since > now - REMEMBERED)
    return connection.execute(known).first() is not None


def remember(connection: Connection, account: str, address: str, now: datetime) -> None:
    """Remember that somebody came into the account from this address, and forget who has not for long."""
    written = postgresql.insert(familiar).values(name=_name(account, address), since=now)
    connection.execute(written.on_conflict_do_update(index_elements=[familiar.c.name], set_={"since": now}))
    connection.execute(sa.delete(familiar).where(familiar.c.since < now - REMEMBERED))


def _name(account: str, address: str) -> str:
    """Name an account and a network, of which the table keeps a hash."""
    return hashed(f"{account} from {network_of(address)}")


def network_of(address: str) -> str:
    """Give the 64 bits of an IPv6 address that stay while its owner changes the rest; any other, or what a proxy calls one, whole."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if isinstance(read, ipaddress.IPv4Address) else str(ipaddress.ip_network((read, 64), strict=False))
