"""The calendar as data: what the package knows, in our words, and `morocco.yaml`, which says what the State has announced since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from catalogue.calendar.known import Known, known_days, last_year
from catalogue.languages import Labels
from catalogue.reading import BrokenCatalogue, Fault, load_yaml, read

NEARBY = timedelta(days=5)
"""The moon is seen a day or two from where it was computed to be; the same feast is not for eleven days less than a year."""


@dataclass(frozen=True)
class Holiday:
    """A closed day; `estimated` until the authorities announce it."""

    day: date
    labels: Labels
    estimated: bool = False


@dataclass(frozen=True)
class Sighting:
    """The days of a feast as the authorities announced them, in place of the estimated ones nearby."""

    feast: str  # by the package's English name
    days: tuple[date, ...]
    source: str

    def is_of(self, known: Known) -> bool:
        """Tell whether this is what was estimated."""
        return known.estimated and known.name == self.feast and any(abs(day - known.day) <= NEARBY for day in self.days)


@dataclass(frozen=True)
class Closure:
    """An exceptional closed day, by announcement of the government."""

    day: date
    labels: Labels
    source: str


@dataclass(frozen=True)
class Opening:
    """A holiday on which the administrations are open after all."""

    day: date
    source: str


@dataclass(frozen=True)
class Calendar:
    """Weekend (Monday is 0), the first year, what each holiday is called, and the corrections."""

    weekend: tuple[int, ...]
    since: int
    names: Mapping[str, Labels]
    announced: tuple[Sighting, ...] = ()
    added: tuple[Closure, ...] = ()
    removed: tuple[Opening, ...] = ()

    def covers(self, year: int) -> bool:
        """Tell whether the holidays of a year are known."""
        return self.since <= year <= last_year()

    def holidays_of(self, year: int) -> dict[date, Holiday]:
        """Give all closed days of a year that the calendar covers, by date; what was announced wins over what is estimated."""
        around = [known for each in range(year - 1, min(year + 1, last_year()) + 1) for known in known_days(each)]
        days = [*self._as_announced(around), *(Holiday(each.day, each.labels) for each in self.added)]
        open_days = {each.day for each in self.removed}
        certain_last = sorted(days, key=lambda each: (each.day, not each.estimated))
        return {each.day: each for each in certain_last if each.day.year == year and each.day not in open_days}

    def idle_corrections(self) -> Iterator[Fault]:
        """Tell which corrections correct nothing: a feast or a day was written wrong."""
        years = {day.year for sighting in self.announced for day in sighting.days} | {each.day.year for each in self.removed}
        known = [known for year in sorted(years) for known in known_days(year)]
        for position, sighting in enumerate(self.announced):
            if not any(sighting.is_of(one) for one in known):
                yield Fault(f"announced[{position}]", f"corrects nothing: {sighting.source}")
        for position, opening in enumerate(self.removed):
            if opening.day not in {one.day for one in known}:
                yield Fault(f"removed[{position}]", f"corrects nothing: {opening.source}")

    def _as_announced(self, known: Iterable[Known]) -> list[Holiday]:
        """Put the announced days in place of the estimated ones, and everything into our words."""
        kept = [one for one in known if not any(sighting.is_of(one) for sighting in self.announced)]
        seen = [Holiday(day, self._labels(sighting.feast)) for sighting in self.announced for day in sighting.days]
        return [*(Holiday(one.day, self._labels(one.name), one.estimated) for one in kept), *seen]

    def _labels(self, name: str) -> Labels:
        """Give our words for a holiday of the package; one that it has added or renamed stops the reading."""
        if name not in self.names:
            raise BrokenCatalogue(f"the holiday {name!r} has no name in calendar/morocco.yaml")
        return self.names[name]


@cache
def calendar() -> Calendar:
    """Read the calendar once for the whole process."""
    return read(Calendar, load_yaml(Path(__file__).with_name("morocco.yaml")), [Calendar.idle_corrections])
