"""
What the audit asks the databases.

COUNTED: of each file something is counted, and the course of its procedure says how often it must be there, not once too little or too
much. NEVER: what must be nowhere on the platform.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import NamedTuple

from contracts.calls.filing import DossierStatus
from contracts.calls.review import CaseStatus
from contracts.events import Event
from contracts.registry import events
from services.filing.domain.standing import STATUS
from tests.chaos.course import Course
from tests.chaos.life import life_of

STUDY_ENDS = (CaseStatus.DECIDED, CaseStatus.CONCLUDED, CaseStatus.OPEN_TO_OBJECTION, CaseStatus.OBJECTED, CaseStatus.CLOSED)
FILE_ENDS = (DossierStatus.ISSUED, DossierStatus.IN_FORCE, DossierStatus.REFUSED, DossierStatus.OBJECTED, DossierStatus.WITHDRAWN)


class Question(NamedTuple):
    """What is counted of each file, in which database, by rows of file and count; and how many a course makes due."""

    what: str
    database: str
    sql: str
    due: Callable[[Course], int]


def one(_: Course) -> int:
    """Each file has one."""
    return 1


def papers(course: Course) -> int:
    """One, where a paper is delivered."""
    return course.papers


def bodies(course: Course) -> int:
    """Each that sits, were nobody asked in the end."""
    return len(course.procedure.bodies_for(course.declared))


def opinions(course: Course) -> int:
    """One of each body that is asked."""
    return len(course.bodies)


def orders(course: Course) -> int:
    """One for each moment at which something is charged."""
    return len(course.bills)


def payments(course: Course) -> int:
    """One for each order that was not nothing."""
    return len(course.payments)


def ended(status: CaseStatus) -> Callable[[Course], int]:
    """Count a study that ends like this."""
    return lambda course: int(course.end is status)


def come_to(status: DossierStatus) -> Callable[[Course], int]:
    """Count a file that ends like this."""
    return lambda course: int(course.status is status)


def announced(event: type[Event]) -> Callable[[Course], int]:
    """Count how often an event is announced of a file."""
    return lambda course: Counter(fact.kind for fact in life_of(course))[event]


def _holders() -> Iterator[Question]:
    """Count the files that hold the same number, or the same paper, as a file: itself alone."""
    owned = {"registry_number": one, "receipt": one, "permit_number": papers, "permit": papers}
    for column, due in owned.items():
        sql = f"select d.id, count(*) from dossiers d join dossiers o using ({column}) where {column} <> '' group by 1"  # noqa: S608
        yield Question(f"holders of its {column}", "filing", sql, due)


def _ends() -> Iterator[Question]:
    for status in STUDY_ENDS:
        sql = f"select dossier, count(*) from cases where status = '{status}' group by 1"  # noqa: S608
        yield Question(f"cases {status}", "review", sql, ended(status))
    for end in FILE_ENDS:
        stages = ", ".join(str(int(stage)) for stage, status in STATUS.items() if status is end)
        sql = f"select id, count(*) from dossiers where stage in ({stages}) group by 1"  # noqa: S608
        yield Question(f"files {end}", "filing", sql, come_to(end))


def _announcements() -> Iterator[Question]:
    for event in events():
        if "dossier" in {each.name for each in fields(event)}:
            sql = f"select split_part(subject, '/', 1), count(*) from outbox where routing_key like '{event.topic()}.%' group by 1"  # noqa: S608
            yield Question(f"{event.__name__} announced", event.service(), sql, announced(event))


COUNTED = (
    *_holders(),
    Question("numbers taken", "filing", "select dossier, count(*) from numbers group by 1", lambda course: 1 + course.papers),
    Question("cases", "review", "select dossier, count(*) from cases group by 1", one),
    *_ends(),
    Question("opinions given", "review", "select dossier, count(*) from opinions where standing = 'given' group by 1", opinions),
    Question("bodies that sit", "review", "select dossier, count(*) from opinions group by 1", bodies),
    Question("fee orders", "payment", "select dossier, count(*) from orders group by 1", orders),
    Question("fee orders settled", "payment", "select dossier, count(*) from orders where status = 'settled' group by 1", orders),
    Question(
        "payments accepted",
        "payment",
        "select o.dossier, count(*) from payments p join orders o on o.id = p.order_id where p.status = 'accepted' group by 1",
        payments,
    ),
    Question("papers signed", "signature", "select dossier, count(*) from signature_requests where status = 'signed' group by 1", papers),
    *_announcements(),
)

NEVER = {
    "a gap in a register": (
        "filing",
        "select register, commune, year, last from registers r where last <> (select count(*) from numbers n "
        "where n.register = r.register and n.commune = r.commune and n.year = r.year) or last <> (select count(*) from dossiers d "
        "where d.commune = r.commune and case register when 'submissions' then d.registry_number like '%-' || year || '-%' "
        "else d.permit_number like register || '-%-' || year || '-%' end)",
    ),
    "an order that was not paid as it should be": (
        "payment",
        "select o.dossier, o.due, o.status from orders o where (select sum(amount) from order_lines l where l.order_id = o.id) <> "
        "coalesce((select sum(amount) from payments p where p.order_id = o.id and p.status = 'accepted'), 0)",
    ),
    "a surplus payment": ("payment", "select payment_id, transaction from surpluses"),
    "a message not sent": ("notification", "select id, state from messages where state <> 'sent'"),
    "something untold": ("notification", "select type, needed, missing, since from untold"),
}
