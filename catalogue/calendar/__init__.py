"""
The legal calendar: on which day an instant falls, which days count, and the day on which a delay ends.

The holidays are those of decree 2-77-169 as amended, as the package `holidays` computes them; the feasts of the Hijri year follow the moon,
and stay `estimated` until their announcement is entered in `morocco.yaml` (ADR 0024).
"""

from catalogue.calendar.days import (
    LEGAL_TIME,
    YearNotInCalendar,
    add_days,
    add_working_days,
    days_until,
    due_on,
    holidays,
    is_working_day,
    legal_day,
    months_after,
)
from catalogue.calendar.model import Calendar, Holiday, calendar

__all__ = [
    "LEGAL_TIME",
    "Calendar",
    "Holiday",
    "YearNotInCalendar",
    "add_days",
    "add_working_days",
    "calendar",
    "days_until",
    "due_on",
    "holidays",
    "is_working_day",
    "legal_day",
    "months_after",
]
