"""Time is asked in one place and passed on: domains take an instant, they never look at a clock."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, instant: datetime) -> None:
        """Stand at `instant`."""
        self.instant = instant

    def now(self) -> datetime:
        """Give the instant at which the clock stands."""
        return self.instant
