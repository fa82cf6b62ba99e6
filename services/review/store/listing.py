"""Which cases a person sees in a list: conditions to combine, the most urgent case first, page after page."""

from datetime import date

import sqlalchemy as sa

from catalogue.territory import territory
from catalogue.territory.windows import Window
from chassis.paging import day, read_place, within, write_place
from services.review.domain.case import OPEN_STATUSES, Case, CaseStatus
from services.review.domain.opinion import Standing
from services.review.domain.reader import WINDOW_ROLES, Reader
from services.review.store.tables import cases, opinions

Condition = sa.ColumnElement[bool]
WAITING = (Standing.REQUESTED, Standing.ADJOURNED)


def seen_by(reader: Reader) -> Condition:
    """Keep what the official may know of: his territory, and for a reviewer the cases in which his body sits."""
    seats = _has_opinion(opinions.c.body == reader.body)
    role = sa.true() if reader.has(*WINDOW_ROLES) else sa.and_(_holds(reader, "reviewer"), seats)
    return sa.and_(within(cases.c.commune, reader.territory), role)


def waiting_for(reader: Reader) -> Condition:
    """Keep what waits for this very person and is his to do (`domain.office`): to admit, to answer, to decide."""
    consulted = cases.c.status == CaseStatus.IN_CONSULTATION
    ready = ~_has_opinion(opinions.c.mandatory, opinions.c.standing != Standing.GIVEN)
    asked = _has_opinion(opinions.c.body == reader.body, opinions.c.standing.in_(WAITING))
    his = sa.or_(
        sa.and_(_holds(reader, "clerk"), _is_desk(reader.territory), cases.c.status == CaseStatus.AWAITING_ADMISSIBILITY),
        sa.and_(_holds(reader, "reviewer"), within(cases.c.commune, reader.territory), consulted, asked),
        sa.and_(_holds(reader, "president"), cases.c.commune == reader.territory, consulted, ready),
    )
    return sa.and_(his, cases.c.applicant != reader.account, cases.c.filed_by != reader.account)


def overdue_on(today: date) -> Condition:
    """Keep undecided cases whose legal limit is before today; where the clocks stand still, before the day on which they stopped."""
    return sa.and_(cases.c.status.in_(sorted(OPEN_STATUSES)), cases.c.due_on < sa.func.coalesce(cases.c.stopped_on, today))


def after(cursor: str) -> Condition:
    """Go on after the case at which the last page ended."""
    due_on, dossier = read_place(cursor, day)
    return sa.tuple_(cases.c.due_on, cases.c.dossier) > sa.tuple_(sa.literal(due_on), sa.literal(dossier))


def cursor_at(case: Case) -> str:
    """Write where a page ends."""
    return write_place(case.due_on, case.dossier)


def _is_desk(place: str) -> Condition:
    """Keep the cases whose desk is in a place: a commune with its own window, or a prefecture or province for its other communes."""
    if place in territory().provinces:
        return sa.and_(cases.c.window == Window.PROVINCIAL, within(cases.c.commune, place))
    return sa.and_(cases.c.window == Window.COMMUNAL, cases.c.commune == place)


def _holds(reader: Reader, role: str) -> Condition:
    """Keep everything for who holds the role, nothing for others."""
    return sa.true() if reader.has(role) else sa.false()


def _has_opinion(*conditions: Condition) -> Condition:
    """Keep cases that have an opinion meeting every condition."""
    return sa.exists().where(opinions.c.dossier == cases.c.dossier, *conditions)
