"""The order of instants is the order of what happened: the clock is read once the case is held, and never runs backwards in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.people import Principal
from contracts.review import DecisionReached, OpinionGiven
from services.review import store
from services.review.domain.case import Case
from services.review.service import Review
from services.review.store.tables import cases
from tests.review.makers import (
    BODIES,
    NOW,
    SMALL_PERMIT,
    a_case,
    a_decision,
    a_person,
    a_studied_case,
    a_study,
    a_submission,
    advice,
    an_admitted_case,
    missing,
)
from tests.rooms import Witness, announced, room_for

COMPLEMENT = [{"item": "boundary-plan", "reason": "The plan is not signed by a surveyor."}]
A_LITTLE_EARLIER = NOW - timedelta(milliseconds=3)


@pytest.fixture
def database(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The database of review, empty."""
    return service_database("review")


@pytest.mark.parametrize(
    ("case", "person", "act"),
    [
        (a_case(), a_person("clerk"), lambda room, dossier: room.decide_admissibility(dossier, True)),
        (a_case(), a_person("clerk"), lambda room, dossier: room.decide_admissibility(dossier, False, COMPLEMENT)),
        (
            an_admitted_case(),
            a_person("reviewer", body="province"),
            lambda room, dossier: room.give_opinion(dossier, "province", "favourable"),
        ),
        (a_studied_case(), a_person("president"), lambda room, dossier: room.decide(dossier, "favourable")),
    ],
    ids=["admit", "ask-for-a-complement", "give-an-opinion", "decide"],
)
def test_an_act_has_its_instant_once_the_case_is_held(
    database: sa.Engine, case: Case, person: Principal, act: Callable[[Review, str], Any]
) -> None:
    with database.begin() as session:
        store.add(session, case)
    clock = Witness(NOW, database, cases)
    room = room_for(Review, database, now=NOW, caller=person)
    vars(room).update(clock=clock)

    act(room, case.dossier)

    assert clock.held
    assert all(clock.held)


def test_a_decision_never_stands_before_the_opinion_on_which_it_stands(database: sa.Engine) -> None:
    case = an_admitted_case()
    with database.begin() as session:
        store.add(session, case)

    for body in BODIES:
        room_for(Review, database, now=NOW, caller=a_person("reviewer", body=body)).give_opinion(case.dossier, body, "favourable")
    room_for(Review, database, now=A_LITTLE_EARLIER, caller=a_person("president")).decide(case.dossier, "favourable")

    facts = announced(database)
    given = [fact.given_at for fact in facts if isinstance(fact, OpinionGiven)]
    (decided,) = [fact.decided_at for fact in facts if isinstance(fact, DecisionReached)]
    assert max(given) <= decided


def test_a_case_opens_no_earlier_than_its_file_was_submitted() -> None:
    case, opened = Case.open(a_submission(submitted_at=NOW), a_study(), A_LITTLE_EARLIER)

    assert (case.opened_at, opened.opened_at) == (NOW, NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda case: case.admit({}, A_LITTLE_EARLIER)[0].requested_at,
        lambda case: case.request_complement((missing(),), SMALL_PERMIT, A_LITTLE_EARLIER).requested_at,
    ],
)
def test_the_clock_of_a_case_does_not_run_backwards(act: Callable[[Case], Any]) -> None:
    assert act(a_case()) == NOW


def test_neither_an_opinion_nor_a_decision_goes_back_in_time() -> None:
    asked, studied = an_admitted_case(), a_studied_case()

    assert asked.give_opinion(advice("province"), A_LITTLE_EARLIER)[0].given_at == NOW
    assert studied.decide(replace(a_decision(), decided_at=A_LITTLE_EARLIER)).decided_at == NOW
