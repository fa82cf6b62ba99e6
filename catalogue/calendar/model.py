"""The calendar as data: `morocco.yaml`, read once."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from catalogue.languages import Labels
from catalogue.reading import BrokenCatalogue, load_yaml, read


@dataclass(frozen=True)
class FixedHoliday:
    """A holiday on the same day every year, from a year on."""

    month: int
    day: int
    labels: Labels
    since: int = 1977


@dataclass(frozen=True)
class Holiday:
    """A closed day; `estimated` until the authorities announce it."""

    day: date
    labels: Labels
    estimated: bool = False


@dataclass(frozen=True)
class Calendar:
    """Weekend (Monday is 0), holidays fixed and moving, and the years whose moving holidays are known."""

    weekend: tuple[int, ...]
    years: tuple[int, ...]
    fixed: tuple[FixedHoliday, ...]
    moving: tuple[Holiday, ...]
    closures: tuple[Holiday, ...] = ()  # exceptional closed days, by announcement of the government

    def __post_init__(self) -> None:
        """Refuse a moving holiday or a closure outside the years that the calendar covers, and a day that does not exist."""
        for each in (*self.moving, *self.closures):
            if each.day.year not in self.years:
                raise BrokenCatalogue(f"{each.day} is outside the years of the calendar")
        for fixed in self.fixed:
            date(2028, fixed.month, fixed.day)

    def holidays_of(self, year: int) -> dict[date, Holiday]:
        """Give all closed days of a year that the calendar covers, by date."""
        days = [Holiday(date(year, each.month, each.day), each.labels) for each in self.fixed if each.since <= year]
        days += [each for each in (*self.moving, *self.closures) if each.day.year == year]
        return {each.day: each for each in sorted(days, key=lambda each: each.day)}


@cache
def calendar() -> Calendar:
    """Read the calendar once for the whole process."""
    return read(Calendar, load_yaml(Path(__file__).parent / "morocco.yaml"), "calendar/morocco.yaml")
