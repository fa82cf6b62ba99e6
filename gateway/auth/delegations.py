"""
Delegations: a vice-president acts in the place of the president who delegated to him, under an order, while that one is in office.

The order's reference stands with the grant. Whose president leaves has no office any more from the next token on, ten minutes at most.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chassis.database import Connection
from contracts.people import Grant, Role
from contracts.refusals import Reason
from gateway.auth import store
from gateway.auth.domain import Account
from gateway.auth.refusals import AccountNotFound, GrantsRefused


def refuse_unless_delegated(connection: Connection, grants: Sequence[Grant], day: date) -> None:
    """Raise `GrantsRefused` for each delegation by somebody who does not preside over the very territory on that day."""
    reasons = [
        Reason("delegator-not-president", f"roles.{place}.delegated_by")
        for place, grant in enumerate(grants)
        if grant.delegated_by and not _stands(connection, grant, day)
    ]
    if reasons:
        raise GrantsRefused(reasons)


def load_in_office(connection: Connection, account: str, day: date) -> Account:
    """Load an account with those of its delegations alone whose president is in office on that day; refuse when there is none."""
    found = store.load(connection, account)
    grants = tuple(grant for grant in found.grants if not grant.delegated_by or _stands(connection, grant, day))
    return found if grants == found.grants else replace(found, grants=grants)


def _stands(connection: Connection, grant: Grant, day: date) -> bool:
    """Tell whether who delegated presides over the very territory on that day."""
    try:
        delegator = store.load(connection, grant.delegated_by)
    except AccountNotFound:
        return False
    return any(each.role is Role.PRESIDENT and each.territory == grant.territory for each in delegator.grants_on(day))
