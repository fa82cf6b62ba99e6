"""Count days as the law counts them. The first day of a delay is the day after its start."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from catalogue.calendar.model import Holiday, calendar

ONE_DAY = timedelta(days=1)
LEGAL_TIME = ZoneInfo("Africa/Casablanca")


class YearNotInCalendar(LookupError):
    """A year lies before the calendar, or beyond what can be computed, so its working days cannot be counted."""


def legal_day(instant: datetime) -> date:
    """Give the day on which an instant falls in Morocco."""
    return instant.astimezone(LEGAL_TIME).date()


@cache
def holidays(year: int) -> Mapping[date, Holiday]:
    """Give the closed days of a year by date; raise YearNotInCalendar."""
    if not calendar().covers(year):
        raise YearNotInCalendar(f"the holidays of {year} are not known")
    return calendar().holidays_of(year)


def is_working_day(day: date) -> bool:
    """Tell whether administrations are open; raise YearNotInCalendar."""
    return day.weekday() not in calendar().weekend and day not in holidays(day.year)


def add_days(start: date, days: int) -> date:
    """Give the last day of a delay of plain days that starts on `start`."""
    return start + timedelta(days=days)


def add_working_days(start: date, days: int) -> date:
    """Give the last day of a delay of working days that starts on `start` (0 gives `start` itself); raise YearNotInCalendar."""
    if days < 0:
        raise ValueError(f"a delay of {days} days")
    day = start
    while days:
        day += ONE_DAY
        days -= is_working_day(day)
    return day


def months_after(start: date, months: int) -> date:
    """Give the last day of so many months that begin on `start`: the same day of its month, or the last one that this month has."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def due_on(start: date, days: int, unit: str) -> date:
    """Give the last day of a delay counted in `days` or in `working-days`."""
    return {"days": add_days, "working-days": add_working_days}[unit](start, days)


def days_until(start: date, last_day: date, unit: str) -> int:
    """Count the days after `start` up to `last_day`, in `days` or in `working-days`; none when it is past. The inverse of `due_on`."""
    days = (start + ONE_DAY * ahead for ahead in range(1, (last_day - start).days + 1))
    return sum(unit == "days" or is_working_day(day) for day in days)
