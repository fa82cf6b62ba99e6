"""The public holidays: what the package knows, in our words, as the State has announced them."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from catalogue.calendar import calendar
from catalogue.calendar.known import known_days, last_year
from catalogue.calendar.model import Calendar, Closure, Opening, Sighting
from catalogue.languages import Labels
from catalogue.reading import BrokenCatalogue

FIXED = ("01-01", "01-11", "01-14", "05-01", "07-30", "08-14", "08-20", "08-21", "10-31", "11-06", "11-18")
MOVING = {  # fitr twice, adha twice, muharram, mawlid twice
    2026: ("03-20", "03-21", "05-27", "05-28", "06-16", "08-25", "08-26"),
    2027: ("03-09", "03-10", "05-16", "05-17", "06-06", "08-14", "08-15"),
    2028: ("02-26", "02-27", "05-05", "05-06", "05-25", "08-03", "08-04"),
}
SOURCE = "Ministry of Habous, communiqué"


def corrected(**corrections: Any) -> Calendar:
    """Make the calendar with corrections of one's own."""
    return replace(calendar(), **corrections)


@pytest.mark.parametrize("year", MOVING)
def test_the_holidays_are_those_that_were_entered_by_hand(year: int) -> None:
    assert set(calendar().holidays_of(year)) == {date.fromisoformat(f"{year}-{day}") for day in (*FIXED, *MOVING[year])}


def test_only_the_feasts_of_the_moon_are_estimated() -> None:
    estimated = {day for day, holiday in calendar().holidays_of(2026).items() if holiday.estimated}

    assert estimated == {date.fromisoformat(f"2026-{day}") for day in MOVING[2026]}


def test_a_fixed_holiday_on_the_day_of_an_estimated_feast_is_certain() -> None:
    day = calendar().holidays_of(2027)[date(2027, 8, 14)]

    assert (day.labels.fr, day.estimated) == ("Journée Oued Ed-Dahab", False)


def test_a_year_may_hold_the_same_feast_twice() -> None:
    fitr = [day for day, holiday in calendar().holidays_of(2033).items() if holiday.labels.fr == "Aïd al-Fitr"]

    assert fitr == [date(2033, 1, 2), date(2033, 1, 3), date(2033, 12, 23), date(2033, 12, 24)]


def test_every_holiday_of_every_year_has_our_name_for_it() -> None:
    names = {known.name for year in range(calendar().since, last_year() + 1) for known in known_days(year)}

    assert names == set(calendar().names)


def test_a_holiday_that_the_package_adds_stops_the_reading_until_it_has_a_name() -> None:
    nameless = corrected(names={name: labels for name, labels in calendar().names.items() if name != "Unity Day"})

    with pytest.raises(BrokenCatalogue, match="Unity Day"):
        nameless.holidays_of(2026)


def test_an_announced_feast_takes_the_place_of_its_estimate() -> None:
    seen = (date(2027, 3, 10), date(2027, 3, 11))

    year = corrected(announced=(Sighting("Eid al-Fitr", seen, SOURCE),)).holidays_of(2027)

    assert date(2027, 3, 9) not in year
    assert [(year[day].labels.fr, year[day].estimated) for day in seen] == [("Aïd al-Fitr", False)] * 2
    assert year[date(2027, 5, 16)].estimated


def test_the_other_feast_of_the_same_name_in_a_year_stays_estimated() -> None:
    seen = (date(2032, 12, 31), date(2033, 1, 1))  # one day earlier than computed, over the turn of the year

    announced = corrected(announced=(Sighting("Eid al-Fitr", seen, SOURCE),))

    assert seen[0] in announced.holidays_of(2032)
    year = announced.holidays_of(2033)
    assert not {date(2033, 1, 2), date(2033, 1, 3)} & year.keys()
    assert year[date(2033, 12, 23)].estimated


def test_the_government_closes_and_opens_days() -> None:
    closed, opened = date(2027, 5, 18), date(2027, 10, 31)

    year = corrected(added=(Closure(closed, Labels(fr="Pont", ar="عطلة"), SOURCE),), removed=(Opening(opened, SOURCE),)).holidays_of(2027)

    assert year[closed].labels.fr == "Pont"
    assert opened not in year


@pytest.mark.parametrize(
    "correction",
    [
        {"announced": (Sighting("Eid al-Fitr", (date(2027, 6, 1),), SOURCE),)},
        {"announced": (Sighting("Eid", (date(2027, 3, 10),), SOURCE),)},
        {"removed": (Opening(date(2027, 2, 2), SOURCE),)},
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(correction: dict[str, Any]) -> None:
    (idle,) = corrected(**correction).idle_corrections()

    assert (idle.place, idle.text) == (f"{next(iter(correction))}[0]", f"corrects nothing: {SOURCE}")


def test_every_correction_in_the_calendar_corrects_something_and_names_its_source() -> None:
    assert list(calendar().idle_corrections()) == []

    entered: list[Sighting | Closure | Opening] = [*calendar().announced, *calendar().added, *calendar().removed]
    assert all(each.source.strip() for each in entered)


def test_who_counts_no_working_day_does_not_import_the_package() -> None:
    asked = """
import sys
from datetime import date
from catalogue.calendar import due_on
due_on(date(2026, 1, 1), 15, "days")
print("holidays" in sys.modules)
"""

    answer = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout

    assert answer.strip() == "False"


def test_feasts_move_back_by_eleven_days_or_so_each_year() -> None:
    starts = [next(each.day for each in known_days(year) if each.name == "Eid al-Adha") for year in range(2026, 2036)]

    moved = [later - earlier - timedelta(days=365) for earlier, later in pairwise(starts)]
    assert all(timedelta(days=-13) <= each <= timedelta(days=-9) for each in moved)
