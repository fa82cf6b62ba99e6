"""
The legal calendar: which days count, and the day on which a delay ends.

Fixed holidays come from decree 2-77-169 as amended; the feasts of the Hijri year follow the moon, and stay `estimated` until announced.
"""

from catalogue.calendar.days import YearNotInCalendar, add_days, add_working_days, due_on, holidays, is_working_day
from catalogue.calendar.model import Calendar, Holiday, calendar

__all__ = [
    "Calendar",
    "Holiday",
    "YearNotInCalendar",
    "add_days",
    "add_working_days",
    "calendar",
    "due_on",
    "holidays",
    "is_working_day",
]
