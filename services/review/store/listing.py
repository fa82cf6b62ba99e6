"""
Which cases a person sees in a list, in which order, page after page: narrow rows, never whole cases.

Open cases are listed with the most urgent first, closed ones with the latest limit first. What a person's offices let him see, or give him
to do, are questions of their own, territory by territory, each answered by an index of `store.tables`, then merged.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from catalogue.territory import territory
from chassis import parties
from chassis.database import Connection
from chassis.paging import beyond, day, merged, read_cursor, write_cursor
from chassis.places import lies_in, place_of, territories_of, within
from contracts.calls.review import CaseStatus, OpinionStanding
from contracts.people import HEADS, Authority, Office, Principal, Role
from contracts.review import Window
from services.review.domain.line import Line
from services.review.domain.reader import WINDOW_ROLES, body_of
from services.review.domain.standing import HEARING
from services.review.store.tables import BEGUN, URGENCY, cases, opinions

Condition = sa.ColumnElement[bool]
WAITING = (OpinionStanding.REQUESTED, OpinionStanding.ADJOURNED)
HERE = place_of(cases)

STANDINGS = (
    sa.select(sa.func.jsonb_agg(aggregate_order_by(sa.func.jsonb_build_array(opinions.c.body, opinions.c.standing), opinions.c.position)))
    .where(opinions.c.dossier == cases.c.dossier)
    .scalar_subquery()
    .label("standings")
)
TOLD = ("dossier", "commune", "procedure", "registry_number", "window", "status", "due_on", "stopped_on")
LINE = (*(cases.c[name] for name in TOLD), STANDINGS)


def find_lines(
    connection: Connection, seen: Sequence[Condition], limit: int, *, further: Sequence[Condition] = (), is_open: bool = True
) -> list[Line]:
    """List the cases, open or closed, whose study has begun, that meet any of the conditions and all of the `further` ones."""
    if not seen:
        return []
    stand = cases.c.is_open == (sa.true() if is_open else sa.false())
    asked = [sa.select(*URGENCY).where(BEGUN, stand, condition, *further) for condition in seen]
    first = merged(asked, limit, descending=not is_open)
    order = first.c if is_open else [column.desc() for column in first.c]
    query = sa.select(*LINE).join(first, first.c.dossier == cases.c.dossier).order_by(*order)
    return [_line(row) for row in connection.execute(query)]


def _has_opinion(*conditions: Condition) -> Condition:
    """Keep cases that have an opinion meeting every condition."""
    return sa.exists().where(opinions.c.dossier == cases.c.dossier, *conditions)


HEARD = cases.c.status.in_(HEARING)
TO_DECIDE = cases.c.status == CaseStatus.AWAITING_DECISION


def seen_by(reader: Principal) -> list[Condition]:
    """Say what the official may know of: his territories, for a reviewer where his body sits, and what he may have to answer."""
    desks = [lies_in(HERE, place) for place in territories_of(reader.of(*WINDOW_ROLES))]
    seats = [
        sa.and_(lies_in(HERE, place), _has_opinion(opinions.c.body == body))
        for body, offices in _by_body(reader.of(Role.REVIEWER, *HEADS)).items()
        for place in territories_of(offices)
    ]
    return [*desks, *seats, *_answered_by(reader, cases.c.decides), *_answered_by(reader, cases.c.objects)]


def waiting_for(reader: Principal) -> list[Condition]:
    """Say what waits for this very person and is his to do (`domain.office`): to admit, to answer, to decide."""
    heard = [
        sa.and_(HEARD, lies_in(HERE, place), _is_asked(body))
        for body, offices in _by_body(reader.of(Role.REVIEWER)).items()
        for place in territories_of(offices)
    ]
    admitted = [sa.and_(cases.c.status == CaseStatus.AWAITING_ADMISSIBILITY, _is_desk(office)) for office in reader.of(Role.CLERK)]
    decided = [sa.and_(TO_DECIDE, answered) for answered in _answered_by(reader, cases.c.decides)]
    his_own = parties.includes(cases.c.dossier, reader.account)
    return [sa.and_(his, ~his_own) for his in (*admitted, *heard, *decided)]


def overdue_on(today: date) -> Condition:
    """Keep open cases whose legal limit is before today; where the clocks stand still, before the day on which they stopped."""
    return sa.and_(
        cases.c.is_open == sa.true(),
        cases.c.status != CaseStatus.OPEN_TO_OBJECTION,
        cases.c.due_on < today,  # clocks have stopped before today: this is where the index is left
        cases.c.due_on < sa.func.coalesce(cases.c.stopped_on, today),
    )


def after(cursor: str, *, is_open: bool = True) -> Condition:
    """Go on after the case at which the last page ended."""
    return beyond(URGENCY, read_cursor(cursor, day), descending=not is_open)


def cursor_of(line: Line) -> str:
    """Write where a page ends."""
    return write_cursor(line.due_on, line.dossier)


def _line(row: sa.Row[Any]) -> Line:
    standings = {body: OpinionStanding(standing) for body, standing in row.standings or ()}
    return Line(**{**row._asdict(), "window": Window(row.window), "status": CaseStatus(row.status), "standings": standings})


def _by_body(offices: Sequence[Office]) -> dict[str, list[Office]]:
    """Group offices by the body on whose behalf they are held, or which they head."""
    found: dict[str, list[Office]] = {}
    for office in offices:
        found.setdefault(body_of(office), []).append(office)
    return found


def _answered_by(reader: Principal, column: sa.Column[str]) -> Iterator[Condition]:
    """Say which cases a person answers, in the name of the authority that stands in a column (`Principal.acting_for`)."""
    for authority in Authority:
        offices = reader.of(*authority.roles)
        places = [cases.c.commune == office.territory for office in offices]
        if not authority.sits_at:
            places = [lies_in(HERE, place) for place in territories_of(offices)]
        yield from (sa.and_(column == authority, place) for place in places)


def _is_desk(office: Office) -> Condition:
    """Keep the cases whose desk an office is: a commune with its own window, or a prefecture or province for its other communes."""
    if office.territory in territory().provinces:
        return sa.and_(cases.c.window == Window.PROVINCIAL, within(HERE, [office]))
    return sa.and_(cases.c.window == Window.COMMUNAL, cases.c.commune == office.territory)


def _is_asked(body: str) -> Condition:
    """Keep the cases in which a body is asked for its opinion."""
    return _has_opinion(opinions.c.body == body, opinions.c.standing.in_(WAITING))
