"""Proposals and rulings at rest: written once, read for ever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chassis.database import Connection
from chassis.places import place_in, within
from contracts.people import Grant, Office, Role
from gateway.auth.offices import PATIENCE, Proposal, Ruling, RulingOutcome, Way
from gateway.auth.refusals import ProposalNotFound, ProposalSettled
from gateway.auth.tables import proposals, rulings

SETTLED = sa.select(proposals, rulings.c.outcome, rulings.c.ruled_by, rulings.c.ruled_at, rulings.c.reason.label("said")).outerjoin(
    rulings, rulings.c.proposal == proposals.c.id
)
ORDER = (proposals.c.proposed_at, proposals.c.id)


def add(connection: Connection, proposal: Proposal) -> None:
    """Write a proposal down, with its ruling when it has one already."""
    line = {
        "id": proposal.id,
        "account": proposal.account,
        "territories": proposal.territories,
        "grants": msgspec.to_builtins(proposal.grants),
        "replaces": msgspec.to_builtins(proposal.replaces),
        "act": proposal.act,
        "reason": proposal.reason,
        "way": proposal.way.value,
        "proposed_by": proposal.proposed_by,
        "proposed_at": proposal.proposed_at,
    }
    connection.execute(sa.insert(proposals).values(line))
    if proposal.ruling is not None:
        rule(connection, proposal.id, proposal.ruling)


def rule(connection: Connection, proposal: str, ruling: Ruling) -> None:
    """Write down what the second person said; refuse when somebody has said something before."""
    line = {"outcome": ruling.outcome.value, "ruled_by": ruling.by, "ruled_at": ruling.at, "reason": ruling.reason}
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(rulings).values(proposal=proposal, **line))
    except IntegrityError as error:
        raise ProposalSettled(status=load(connection, proposal).status_at(ruling.at).value) from error


def load(connection: Connection, proposal: str) -> Proposal:
    """Load a proposal; refuse when there is none."""
    row = connection.execute(SETTLED.where(proposals.c.id == proposal)).first()
    if row is None:
        raise ProposalNotFound
    return _proposal(row)


def first_of(connection: Connection, account: str) -> Proposal:
    """Load the proposal under which an account was opened."""
    return _proposal(connection.execute(SETTLED.where(proposals.c.account == account).order_by(*ORDER).limit(1)).one())


def count_given_by_operator(connection: Connection, role: Role) -> int:
    """Count the accounts that the operator opened with a role."""
    given = proposals.c.grants.contains([{"role": role.value}])
    query = sa.select(sa.func.count()).select_from(proposals).where(proposals.c.way == Way.OPERATOR.value, given)
    return int(connection.execute(query).scalar_one())


def find_page(
    connection: Connection,
    limit: int,
    after: tuple[datetime, str] | None,
    offices: Sequence[Office],
    account: str = "",
    waiting_at: datetime | None = None,
) -> list[Proposal]:
    """List up to `limit` proposals that some offices watch, oldest first; of one account, and those that wait at an instant, when given."""
    concerned = sa.func.unnest(proposals.c.territories).column_valued("concerned")
    query = SETTLED.where(sa.exists(sa.select(concerned).where(within(place_in(concerned), offices)))).order_by(*ORDER).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(*ORDER) > sa.tuple_(*map(sa.literal, after)))
    if account:
        query = query.where(proposals.c.account == account)
    if waiting_at is not None:
        query = query.where(rulings.c.proposal.is_(None), proposals.c.proposed_at > waiting_at - PATIENCE)
    return [_proposal(row) for row in connection.execute(query)]


def _proposal(row: sa.Row[Any]) -> Proposal:
    """Make a proposal from its row."""
    ruling = Ruling(outcome=RulingOutcome(row.outcome), by=row.ruled_by, at=row.ruled_at, reason=row.said) if row.outcome else None
    return Proposal(
        id=row.id,
        account=row.account,
        grants=msgspec.convert(row.grants, tuple[Grant, ...]),
        replaces=msgspec.convert(row.replaces, tuple[Grant, ...]),
        act=row.act,
        reason=row.reason,
        way=Way(row.way),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        ruling=ruling,
    )
