"""Which cases a person sees in a list: conditions to combine, the most urgent case first, page after page."""

from datetime import date

import sqlalchemy as sa

from catalogue.territory import territory
from chassis import parties
from chassis.paging import day, read_place, within, write_place
from contracts.calls.review import CaseStatus, OpinionStanding
from contracts.people import AUTHORITIES, HEADS, Authority, Office, Principal, Role
from contracts.review import Window
from services.review.domain.case import Case
from services.review.domain.reader import WINDOW_ROLES, body_of
from services.review.domain.standing import HEARING, OPEN_STATUSES
from services.review.store.tables import cases, opinions

Condition = sa.ColumnElement[bool]
WAITING = (OpinionStanding.REQUESTED, OpinionStanding.ADJOURNED)


def _has_opinion(*conditions: Condition) -> Condition:
    """Keep cases that have an opinion meeting every condition."""
    return sa.exists().where(opinions.c.dossier == cases.c.dossier, *conditions)


HEARD = cases.c.status.in_(HEARING)
TO_DECIDE = cases.c.status == CaseStatus.AWAITING_DECISION


def seen_by(reader: Principal) -> Condition:
    """Keep what the official may know of: his territories, and for a reviewer the cases in which his body sits."""
    seats = [
        sa.and_(within(cases.c.commune, [seat]), _has_opinion(opinions.c.body == body_of(seat)))
        for seat in reader.of(Role.REVIEWER, *HEADS)
    ]
    answers = [_answers(office, column) for office in reader.of(*AUTHORITIES) for column in (cases.c.decides, cases.c.objects)]
    return sa.or_(within(cases.c.commune, reader.of(*WINDOW_ROLES)), *seats, *answers)


def waiting_for(reader: Principal) -> Condition:
    """Keep what waits for this very person and is his to do (`domain.office`): to admit, to answer, to decide."""
    his = sa.or_(
        *(sa.and_(cases.c.status == CaseStatus.AWAITING_ADMISSIBILITY, _is_desk(office)) for office in reader.of(Role.CLERK)),
        *(sa.and_(HEARD, within(cases.c.commune, [office]), _is_asked(office.body)) for office in reader.of(Role.REVIEWER)),
        *(sa.and_(TO_DECIDE, _answers(office, cases.c.decides)) for office in reader.of(*AUTHORITIES)),
        sa.false(),
    )
    return sa.and_(his, ~parties.includes(cases.c.dossier, reader.account))


def overdue_on(today: date) -> Condition:
    """Keep unanswered cases whose legal limit is before today; where the clocks stand still, before the day on which they stopped."""
    return sa.and_(
        cases.c.status.in_(sorted(OPEN_STATUSES - {CaseStatus.OPEN_TO_OBJECTION})),
        cases.c.due_on < sa.func.coalesce(cases.c.stopped_on, today),
    )


def after(cursor: str) -> Condition:
    """Go on after the case at which the last page ended."""
    due_on, dossier = read_place(cursor, day)
    return sa.tuple_(cases.c.due_on, cases.c.dossier) > sa.tuple_(sa.literal(due_on), sa.literal(dossier))


def cursor_at(case: Case) -> str:
    """Write where a page ends."""
    assert case.due_on  # noqa: S101 - only studies that have begun are listed
    return write_place(case.due_on, case.dossier)


def _answers(office: Office, column: sa.Column[str]) -> Condition:
    """Keep the cases that an office answers: in the name of the authority that stands in a column (`Principal.acting_for`)."""
    authority = next(each for each in Authority if office.role in each.roles)
    here = cases.c.commune == office.territory if authority.sits_at else within(cases.c.commune, [office])
    return sa.and_(column == authority, here)


def _is_desk(office: Office) -> Condition:
    """Keep the cases whose desk an office is: a commune with its own window, or a prefecture or province for its other communes."""
    if office.territory in territory().provinces:
        return sa.and_(cases.c.window == Window.PROVINCIAL, within(cases.c.commune, [office]))
    return sa.and_(cases.c.window == Window.COMMUNAL, cases.c.commune == office.territory)


def _is_asked(body: str) -> Condition:
    """Keep the cases in which a body is asked for its opinion."""
    return _has_opinion(opinions.c.body == body, opinions.c.standing.in_(WAITING))
