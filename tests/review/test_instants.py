"""The order of instants is the order of what happened: the clock is read once the case is held, and never runs backwards in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.people import Principal
from contracts.review import DecisionReached, OpinionGiven
from services.review.domain.case import Case
from services.review.service import Review
from services.review.store.tables import cases
from tests.review.makers import (
    BODIES,
    DECLARATION,
    NOTE,
    NOW,
    SMALL_PERMIT,
    a_case,
    a_case_under,
    a_decision,
    a_file,
    a_person,
    a_studied_case,
    a_study,
    a_submission,
    advice,
    an_admitted_case,
    keep,
    missing,
    study_under,
)
from tests.rooms import Witness, announced, room_for

COMPLEMENT = [{"item": "boundary-plan", "reason": "The plan is not signed by a surveyor."}]
A_LITTLE_EARLIER = NOW - timedelta(milliseconds=3)


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
        (a_case_under(DECLARATION), a_person("president"), lambda room, dossier: room.object(dossier, ["No shop."])),
    ],
    ids=["admit", "ask-for-a-complement", "give-an-opinion", "decide", "object"],
)
def test_an_act_has_its_instant_once_the_case_is_held(
    database: sa.Engine, case: Case, person: Principal, act: Callable[[Review, str], Any]
) -> None:
    with database.begin() as connection:
        keep(connection, case)
    clock = Witness(NOW, database, cases)
    room = room_for(Review, database, now=NOW, caller=person)
    vars(room).update(clock=clock)

    act(room, case.dossier)

    assert clock.held
    assert all(clock.held)


def test_a_decision_never_stands_before_the_opinion_on_which_it_stands(database: sa.Engine) -> None:
    case = an_admitted_case()
    with database.begin() as connection:
        keep(connection, case)

    for body in BODIES:
        room_for(Review, database, now=NOW, caller=a_person("reviewer", body=body)).give_opinion(case.dossier, body, "favourable")
    room_for(Review, database, now=A_LITTLE_EARLIER, caller=a_person("president")).decide(case.dossier, "favourable")

    facts = announced(database)
    given = [fact.given_at for fact in facts if isinstance(fact, OpinionGiven)]
    (decided,) = [fact.decided_at for fact in facts if isinstance(fact, DecisionReached)]
    assert max(given) <= decided


def test_a_case_opens_no_earlier_than_its_file_was_submitted() -> None:
    submission = a_submission(submitted_at=NOW)
    case = a_file(submission)

    case.receive(submission, a_study(), A_LITTLE_EARLIER)

    assert case.opened_at == NOW


def test_a_study_begins_no_earlier_than_its_fees_were_paid() -> None:
    submission = a_submission(submitted_at=NOW - timedelta(days=1))
    case, study = a_file(submission), study_under(NOTE)
    case.receive(submission, study, submission.submitted_at)

    case.note_settlement(NOW, study, A_LITTLE_EARLIER)

    assert case.opened_at == NOW


def test_what_lapses_has_its_instant_once_the_case_is_held(database: sa.Engine) -> None:
    with database.begin() as connection:
        keep(connection, a_case_under(DECLARATION))
    clock = Witness(NOW + timedelta(days=61), database, cases)
    room = room_for(Review, database, now=NOW)
    vars(room).update(clock=clock)

    room.end_objection_times()

    assert clock.held == [False, True]


@pytest.mark.parametrize(
    "act",
    [
        lambda case: case.admit(a_study(), A_LITTLE_EARLIER)[0].requested_at,
        lambda case: case.request_complement((missing(),), SMALL_PERMIT, A_LITTLE_EARLIER).requested_at,
    ],
)
def test_the_clock_of_a_case_does_not_run_backwards(act: Callable[[Case], Any]) -> None:
    assert act(a_case()) == NOW


def test_neither_an_opinion_nor_a_decision_goes_back_in_time() -> None:
    asked, studied = an_admitted_case(), a_studied_case()

    given = asked.give_opinion(advice("province"), A_LITTLE_EARLIER)[0]
    assert isinstance(given, OpinionGiven)
    assert given.given_at == NOW
    assert studied.decide(replace(a_decision(), decided_at=A_LITTLE_EARLIER)).decided_at == NOW
