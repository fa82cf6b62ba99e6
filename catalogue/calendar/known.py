"""The public holidays of Morocco as the package `holidays` knows them, the feasts of the moon by calculation."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.countries.morocco import Morocco

ESTIMATED = " (estimated)"
"""What the package writes after the English name of a feast that nobody has announced."""


@dataclass(frozen=True)
class Known:
    """A holiday by the package's English name; a feast of the moon is `estimated`."""

    day: date
    name: str
    estimated: bool


def known_days(year: int) -> list[Known]:
    """List the holidays of a year, by date; two on one day are two."""
    written = _package()(years=year, language="en_US")
    return [_read(day, name) for day in sorted(written) for name in written.get_list(day)]


def last_year() -> int:
    """Give the last year that the package knows."""
    return _package().end_year


def _package() -> type["Morocco"]:
    """Import the package when the first working day is counted: it takes some 70 ms, and most processes count none."""
    from holidays.countries.morocco import Morocco

    return Morocco


def _read(day: date, name: str) -> Known:
    """Read a name as the package writes it."""
    return Known(day, name.removesuffix(ESTIMATED), name.endswith(ESTIMATED))
