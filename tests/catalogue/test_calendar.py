"""Days as the law counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue.calendar import YearNotInCalendar, add_working_days, calendar, days_until, due_on, holidays, is_working_day, legal_day

days_of_the_calendar = some.dates(min_value=date(2026, 1, 1), max_value=date(2036, 6, 30))


def test_weekends_and_holidays_do_not_count() -> None:
    green_march_eve = date(2026, 11, 5)

    assert add_working_days(green_march_eve, 1) == date(2026, 11, 9)
    assert add_working_days(green_march_eve, 3) == date(2026, 11, 11)


def test_plain_days_all_count() -> None:
    assert due_on(date(2026, 11, 21), 15, "days") == date(2026, 12, 6)
    assert due_on(date(2026, 11, 20), 3, "working-days") == date(2026, 11, 25)


def test_the_legal_day_begins_at_midnight_in_morocco_which_is_utc_in_ramadan() -> None:
    half_past_eleven = [datetime(2026, month, 1, 23, 30, tzinfo=UTC) for month in (3, 12)]

    assert [legal_day(instant) for instant in half_past_eleven] == [date(2026, 3, 1), date(2026, 12, 2)]


def test_feasts_of_the_moon_stay_estimated_until_announced() -> None:
    year = holidays(2026)

    assert year[date(2026, 3, 20)].estimated
    assert not year[date(2026, 1, 14)].estimated
    assert len(year) == 18


def test_working_days_are_known_for_at_least_ten_years_ahead() -> None:
    """When this fails, the package knows no more years: lock a newer one, or find another source (ADR 0024)."""
    this_year = datetime.now(UTC).year

    assert all(calendar().covers(year) for year in range(this_year, this_year + 11))
    assert add_working_days(date(this_year + 10, 12, 1), 60)


@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2100, 12, 28)])
def test_a_year_that_nobody_knows_is_refused(day: date) -> None:
    with pytest.raises(YearNotInCalendar):
        add_working_days(day, 10)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(start=days_of_the_calendar, days=some.integers(min_value=1, max_value=60))
def test_a_delay_ends_on_an_open_day_with_exactly_that_many_open_days_behind_it(start: date, days: int) -> None:
    end = add_working_days(start, days)

    passed = [start + timedelta(days=count + 1) for count in range((end - start).days)]
    assert is_working_day(end)
    assert sum(map(is_working_day, passed)) == days


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(start=days_of_the_calendar, first=some.integers(min_value=0, max_value=30), then=some.integers(min_value=0, max_value=30))
def test_delays_add_up(start: date, first: int, then: int) -> None:
    assert add_working_days(add_working_days(start, first), then) == add_working_days(start, first + then)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(start=days_of_the_calendar, days=some.integers(min_value=0, max_value=60), unit=some.sampled_from(["days", "working-days"]))
def test_what_is_left_until_the_last_day_is_the_whole_delay(start: date, days: int, unit: str) -> None:
    assert days_until(start, due_on(start, days, unit), unit) == days


@given(start=days_of_the_calendar, late=some.integers(min_value=0, max_value=60))
def test_nothing_is_left_once_the_last_day_is_past(start: date, late: int) -> None:
    assert days_until(start + timedelta(days=late), start, "days") == 0
