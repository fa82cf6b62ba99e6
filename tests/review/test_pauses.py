"""The clocks stand still while the applicant owes a complement, and go on with what is left."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from catalogue.calendar import days_until, due_on
from contracts.calls.review import ClockView
from contracts.events import DossierEvent
from contracts.review import OpinionRequested
from services.review import store
from services.review.domain.case import Case
from services.review.domain.pause import Pause
from services.review.domain.study import limit_of_body
from services.review.store import listing
from services.review.views import shown
from tests.review.makers import HOUSING, NOW, SMALL_PERMIT, a_case_under, an_admitted_case, keep, missing, study_under

MONDAY = NOW.date()
STUDY = study_under(SMALL_PERMIT)
days_of_a_year = some.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
units = some.sampled_from(["days", "working-days"])
delays = some.integers(min_value=1, max_value=60)
pauses = some.integers(min_value=0, max_value=200)


def noon(day: date) -> datetime:
    """Give an instant of a day."""
    return datetime.combine(day, time(12), UTC)


def a_case_submitted(day: date) -> Case:
    """Make the case of a file that was handed in on a day, under the real procedure."""
    return a_case_under(SMALL_PERMIT, submitted_at=noon(day))


def limits_of(asked: Iterable[DossierEvent]) -> dict[str, date]:
    """Give each body's last day as it is told."""
    return {event.body: event.due_on for event in asked if isinstance(event, OpinionRequested)}


def a_completed_case(submitted: date, asked: date, provided: date) -> Case:
    """Make a case whose complement was asked and provided on given days."""
    case = a_case_submitted(submitted)
    case.request_complement((missing(),), SMALL_PERMIT, noon(asked))
    case.resume(HOUSING, STUDY, noon(provided))
    return case


def test_a_file_completed_after_a_month_asks_its_bodies_until_days_that_are_still_to_come() -> None:
    case = a_completed_case(date(2026, 11, 23), asked=date(2026, 11, 24), provided=date(2026, 12, 23))

    asked = limits_of(case.admit(STUDY, noon(date(2026, 12, 24))))

    assert case.due_on == date(2027, 1, 6)  # one of the fifteen days was used before the request, fourteen are left
    assert case.admissible_by == date(2026, 12, 25)  # one of the three working days was used
    assert asked == {
        "commune-urbanism": date(2026, 12, 31),
        "province": date(2026, 12, 31),
        "urban-agency": date(2027, 1, 3),
    }
    assert not case.is_overdue(date(2027, 1, 6))
    assert case.is_overdue(date(2027, 1, 7))


def test_the_resumed_case_tells_its_new_limit() -> None:
    case = a_case_submitted(MONDAY)
    case.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY))

    (resumed,) = case.resume(HOUSING, STUDY, noon(MONDAY + timedelta(days=10)))

    assert (resumed.due_on, resumed.resumed_at) == (MONDAY + timedelta(days=25), noon(MONDAY + timedelta(days=10)))


def test_an_answer_on_the_day_of_the_request_moves_nothing() -> None:
    case = a_completed_case(MONDAY, asked=MONDAY + timedelta(days=2), provided=MONDAY + timedelta(days=2))

    assert (case.due_on, case.admissible_by) == (a_case_submitted(MONDAY).due_on, a_case_submitted(MONDAY).admissible_by)


def test_an_answer_that_another_machine_dates_before_its_request_moves_nothing() -> None:
    case = a_completed_case(MONDAY, asked=MONDAY + timedelta(days=2), provided=MONDAY + timedelta(days=1))

    assert case.due_on == a_case_submitted(MONDAY).due_on


def test_a_limit_that_was_past_before_the_request_is_not_given_again() -> None:
    case = a_completed_case(MONDAY, asked=MONDAY + timedelta(days=20), provided=MONDAY + timedelta(days=50))

    assert case.due_on == MONDAY + timedelta(days=15)
    assert case.is_overdue(MONDAY + timedelta(days=50))


def test_a_body_that_is_asked_after_the_decision_was_due_is_asked_for_the_same_day() -> None:
    late = MONDAY + timedelta(days=30)
    case = a_case_submitted(MONDAY)

    asked = limits_of(case.admit(STUDY, noon(late)))

    assert set(asked.values()) == {late}


def test_a_case_is_not_overdue_while_its_applicant_owes_a_complement() -> None:
    case = a_case_submitted(MONDAY)
    case.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY + timedelta(days=2)))

    assert not case.is_overdue(MONDAY + timedelta(days=300))


def test_a_case_that_was_late_when_its_complement_was_asked_stays_late() -> None:
    case = a_case_submitted(MONDAY)
    case.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY + timedelta(days=16)))

    assert case.is_overdue(MONDAY + timedelta(days=17))


def explained(clock: ClockView) -> tuple[str | None, str | None, str, int | None]:
    """Read what a clock says of its pause: since when it stood still, until when, and what is left."""
    return clock["stopped_on"], clock["resumed_on"], clock["due_on"], clock["days_left"]


def test_the_clocks_explain_when_they_stood_still_and_what_is_left() -> None:
    case = a_case_submitted(MONDAY)
    running = shown(case, SMALL_PERMIT, MONDAY + timedelta(days=1))["clocks"]
    case.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY + timedelta(days=1)))
    standing = shown(case, SMALL_PERMIT, MONDAY + timedelta(days=9))["clocks"]
    case.resume(HOUSING, STUDY, noon(MONDAY + timedelta(days=10)))
    going_on = shown(case, SMALL_PERMIT, MONDAY + timedelta(days=12))["clocks"]

    assert [explained(clock) for clock in running] == [
        (None, None, "2026-11-26", 2),
        (None, None, "2026-12-08", 14),
    ]
    assert [explained(clock) for clock in standing] == [
        ("2026-11-24", None, "2026-11-26", 2),
        ("2026-11-24", None, "2026-12-08", 14),
    ]
    assert [explained(clock) for clock in going_on] == [
        ("2026-11-24", "2026-12-03", "2026-12-07", 1),
        ("2026-11-24", "2026-12-03", "2026-12-17", 12),
    ]


def test_a_clock_that_has_served_has_no_days_left() -> None:
    admissibility, decision = shown(an_admitted_case(), SMALL_PERMIT, MONDAY)["clocks"]

    assert (admissibility["days_left"], decision["days_left"]) == (None, 15)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(start=days_of_a_year, delay=delays, used=some.integers(min_value=0, max_value=60), pause=pauses, unit=units)
def test_pausing_neither_shortens_nor_lengthens_what_is_left(start: date, delay: int, used: int, pause: int, unit: str) -> None:
    last_day, stopped_on = due_on(start, delay, unit), start + timedelta(days=used)
    assume(stopped_on <= last_day)
    resumed_on = stopped_on + timedelta(days=pause)

    moved = Pause(stopped_on=stopped_on, resumed_on=resumed_on).move(last_day, unit)

    before, after = days_until(start, stopped_on, unit), days_until(resumed_on, moved, unit)
    assert after == days_until(stopped_on, last_day, unit)
    assert before + after == delay
    assert moved >= max(last_day, resumed_on)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(start=days_of_a_year, delay=delays, unit=units, late=some.integers(min_value=1, max_value=60), pause=pauses)
def test_a_pause_after_the_limit_changes_nothing(start: date, delay: int, unit: str, late: int, pause: int) -> None:
    last_day = due_on(start, delay, unit)
    stopped_on = last_day + timedelta(days=late)

    assert Pause(stopped_on=stopped_on, resumed_on=stopped_on + timedelta(days=pause)).move(last_day, unit) == last_day


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(
    submitted=days_of_a_year,
    wait=some.integers(min_value=0, max_value=20),
    pause=pauses,
    then=some.integers(min_value=0, max_value=20),
)
def test_no_body_is_asked_until_a_day_that_is_past_or_after_the_decision(submitted: date, wait: int, pause: int, then: int) -> None:
    asked_on = submitted + timedelta(days=wait)
    provided_on = asked_on + timedelta(days=pause)
    admitted_on = provided_on + timedelta(days=then)
    case = a_completed_case(submitted, asked_on, provided_on)

    limits = limits_of(case.admit(STUDY, noon(admitted_on))).values()

    assert min(limits) >= admitted_on
    assert case.due_on
    assert max(limits) <= max(case.due_on, admitted_on)


@given(own=days_of_a_year, decision=days_of_a_year, asked=days_of_a_year)
def test_the_limit_of_a_body_lies_between_its_asking_and_the_decision(own: date, decision: date, asked: date) -> None:
    assume(asked <= own)
    limit = limit_of_body(own, decision, asked)

    assert limit >= asked
    assert limit == asked or limit <= decision


def test_the_list_of_overdue_cases_leaves_out_those_whose_clocks_stand_still(database: sa.Engine) -> None:
    standing, late_before, resumed = (a_case_submitted(MONDAY) for _ in range(3))
    standing.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY + timedelta(days=1)))
    late_before.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY + timedelta(days=16)))
    resumed.request_complement((missing(),), SMALL_PERMIT, noon(MONDAY + timedelta(days=1)))
    resumed.resume(HOUSING, STUDY, noon(MONDAY + timedelta(days=10)))

    with database.begin() as connection:
        keep(connection, standing, late_before, resumed)

        def overdue_on(day: date) -> set[str]:
            return {line.dossier for line in listing.find_lines(connection, [sa.true()], 10, further=[listing.overdue_on(day)])}

        assert overdue_on(MONDAY + timedelta(days=24)) == {late_before.dossier}
        assert overdue_on(MONDAY + timedelta(days=25)) == {late_before.dossier, resumed.dossier}
        for case in (standing, late_before, resumed):
            day = MONDAY + timedelta(days=25)
            assert store.read(connection, case.dossier).is_overdue(day) == (case.dossier in overdue_on(day))


def test_a_moved_limit_moves_the_case_in_the_list(database: sa.Engine) -> None:
    first, second = (a_completed_case(MONDAY, MONDAY, MONDAY + timedelta(days=pause)) for pause in (30, 10))
    with database.begin() as connection:
        keep(connection, first, second)

        assert [line.dossier for line in listing.find_lines(connection, [sa.true()], 10)] == [second.dossier, first.dossier]
