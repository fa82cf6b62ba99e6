"""What stands in the lists of a person is exactly what he may read, or do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.calls.review import CaseStatus
from contracts.people import Authority, Principal
from services.review.domain.case import Case
from services.review.domain.office import require_desk
from services.review.domain.reader import may_read
from services.review.domain.standing import HEARING
from services.review.service import Review
from services.review.store import listing
from tests.plans import explained
from tests.review.acts import ACTS, DONE, advise_for, outcome, to_advise, to_decide
from tests.review.makers import (
    NOW,
    SMALL_PERMIT,
    TAROUDANNT,
    THREE_SEATS,
    a_person,
    a_seat,
    keep,
    missing,
)
from tests.review.people import PEOPLE, SMALL_COMMUNE, TANGIER, a_case_in, a_declaration_in, a_paid_note_in
from tests.rooms import room_for


def to_complete(commune: str) -> Case:
    """Make a case that waits for its applicant."""
    case = a_case_in(commune)
    case.request_complement((missing(),), SMALL_PERMIT, NOW)
    return case


def taken_back(commune: str) -> Case:
    """Make a case that waits for nobody any more."""
    case = to_decide(commune)
    case.close(NOW)
    return case


EVERYTHING: list[listing.Condition] = [sa.true()]
OPTIONAL = (*THREE_SEATS, a_seat("civil-protection", mandatory=False))
KINDS: tuple[Callable[[str], Case], ...] = (
    a_case_in,
    to_complete,
    to_advise,
    to_decide,
    lambda commune: to_decide(commune, seats=OPTIONAL),
    lambda commune: to_decide(commune, decides=Authority.DIRECTOR),
    lambda commune: to_decide(commune, decides=Authority.GOVERNOR),
    a_paid_note_in,
    a_declaration_in,
    taken_back,
)


def waits_for(person: Principal, case: Case) -> bool:
    """Tell whether the case waits for an act that is the person's; nobody has to object, so a declaration waits for nobody."""
    if case.status is CaseStatus.AWAITING_ADMISSIBILITY:
        return outcome(require_desk, person, case) is DONE
    if case.status not in HEARING:
        return False
    his = [body for body, opinion in case.opinions.items() if opinion.is_open and outcome(advise_for(body), person, case) is DONE]
    return bool(his) or (case.status is CaseStatus.AWAITING_DECISION and outcome(ACTS["decide"], person, case) is DONE)


@pytest.fixture
def everything(database: sa.Engine) -> list[Case]:
    """Cases of every kind, in three communes, kept."""
    cases = [make(place) for place, make in product((TAROUDANNT, SMALL_COMMUNE, TANGIER), KINDS)]
    with database.begin() as connection:
        keep(connection, *cases)
    return cases


def found(database: sa.Engine, seen: list[listing.Condition], *further: listing.Condition) -> set[str]:
    """List the files of the cases, open and closed, that meet any of the conditions and all of the further ones."""
    with database.begin() as connection:
        stand = [listing.find_lines(connection, seen, 100, further=further, is_open=is_open) for is_open in (True, False)]
    return {line.dossier for lines in stand for line in lines}


def test_the_list_of_what_waits_for_a_person_is_exactly_what_he_may_do(database: sa.Engine, everything: list[Case]) -> None:
    for name, person in PEOPLE.items():
        waiting = found(database, listing.waiting_for(person))

        assert waiting == {case.dossier for case in everything if waits_for(person, case)}, name


def test_the_list_of_an_official_is_exactly_what_his_offices_let_him_read(database: sa.Engine, everything: list[Case]) -> None:
    for name, person in PEOPLE.items():
        in_office = replace(person, account="")

        assert found(database, listing.seen_by(in_office)) == {case.dossier for case in everything if may_read(in_office, case)}, name


def test_the_list_of_overdue_cases_is_exactly_those_that_are(database: sa.Engine, everything: list[Case]) -> None:
    for days in (0, 7, 8, 10, 11, 15, 16, 60, 61):
        day = NOW.date() + timedelta(days=days)

        assert found(database, EVERYTHING, listing.overdue_on(day)) == {case.dossier for case in everything if case.is_overdue(day)}, day


MANY = sa.text("""
    insert into cases (dossier, commune, procedure, registry_number, declared, "window", decides, objects, submitted_at, opened_at, due_on,
        status, reasons, decided_by, objected_by, version)
    select 'd-' || n, (array['09.541.01.13', '09.541.01.05', '01.511.01.0'])[n % 3 + 1], 'building-permit-small@2026-01', '', '{}',
        (array['communal-desk', 'provincial-committee', 'communal-desk'])[n % 3 + 1],
        case when n % 900 = 0 then 'governor' else 'president' end,
        null, now(), now(), current_date - n % 2000, (array['in-consultation', 'awaiting-admissibility', 'awaiting-decision', 'decided',
        'decided', 'decided', 'concluded', 'closed'])[n % 8 + 1], '[]', '', '', 1
    from generate_series(1, 12000) as n
""")
SEATS = sa.text("""
    insert into opinions (dossier, body, position, mandatory, binding, gives, standing)
    select dossier, body, 1, true, false, 'opinion', case when is_open then 'requested' else 'given' end
    from cases, unnest(array['urban-agency', 'province']) as body union all
    select dossier, 'rare', 3, true, false, 'opinion', 'given' from cases where dossier like 'd-%99'
""")


@pytest.mark.parametrize("asked", [{}, {"status": "closed"}, {"assigned_to_me": True}, {"overdue": True}], ids=str)
def test_each_filter_and_order_has_its_index(database: sa.Engine, asked: dict[str, Any]) -> None:
    with database.begin() as connection:
        connection.execute(MANY)
        connection.execute(SEATS)
        connection.execute(sa.text("analyze"))
    rare = a_person("reviewer", body="rare", territory="national")
    for reader in (*PEOPLE.values(), rare, a_person("auditor", territory="national"), a_person("governor", territory="09.541")):
        room = room_for(Review, database, now=NOW, caller=reader)
        with explained(database) as plans:
            first = room.cases(**asked)
            if first["next_cursor"]:
                room.cases(**asked, cursor=first["next_cursor"])

        assert not [plan for plan in plans if "Seq Scan on cases" in plan], reader
