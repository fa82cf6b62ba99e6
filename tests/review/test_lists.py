"""What stands in the lists of a person is exactly what he may read, or do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from contracts.calls.review import CaseStatus
from contracts.people import Authority, Principal
from services.review import store
from services.review.domain.case import Case
from services.review.domain.office import require_desk
from services.review.domain.reader import may_read
from services.review.domain.standing import HEARING
from services.review.store import listing
from tests.review.acts import ACTS, DONE, advise_for, outcome, to_advise, to_decide
from tests.review.makers import (
    NOW,
    SMALL_PERMIT,
    TAROUDANNT,
    THREE_SEATS,
    a_seat,
    keep,
    missing,
)
from tests.review.people import PEOPLE, SMALL_COMMUNE, TANGIER, a_case_in, a_declaration_in, a_paid_note_in


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
    with database.begin() as session:
        keep(session, *cases)
    return cases


def found(database: sa.Engine, *conditions: listing.Condition) -> set[str]:
    """List the files of the cases that meet every condition."""
    with database.begin() as session:
        return {case.dossier for case in store.find_cases(session, conditions, 100)}


def test_the_list_of_what_waits_for_a_person_is_exactly_what_he_may_do(database: sa.Engine, everything: list[Case]) -> None:
    for name, person in PEOPLE.items():
        waiting = found(database, listing.seen_by(person), listing.waiting_for(person))

        assert waiting == {case.dossier for case in everything if waits_for(person, case)}, name


def test_the_list_of_an_official_is_exactly_what_his_offices_let_him_read(database: sa.Engine, everything: list[Case]) -> None:
    for name, person in PEOPLE.items():
        in_office = replace(person, account="")

        assert found(database, listing.seen_by(in_office)) == {case.dossier for case in everything if may_read(in_office, case)}, name


def test_the_list_of_overdue_cases_is_exactly_those_that_are(database: sa.Engine, everything: list[Case]) -> None:
    for days in (0, 7, 8, 10, 11, 15, 16, 60, 61):
        day = NOW.date() + timedelta(days=days)

        assert found(database, listing.overdue_on(day)) == {case.dossier for case in everything if case.is_overdue(day)}, day
