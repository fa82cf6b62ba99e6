"""The pause of a file's clocks: they stand still while the applicant owes a complement, and go on with what is left."""

from dataclasses import dataclass
from datetime import date

from catalogue.calendar import days_until, due_on


@dataclass(frozen=True, kw_only=True)
class Pause:
    """
    From which legal day the clocks stand still, and from which they go on; None while they still stand.

    The day of the request is the administration's, and the last that counts. The day of the answer is the applicant's, as the day of the
    receipt is (law 55-19): the next one is the first that counts again. So an answer on the day of the request moves nothing, and what
    counted before the pause and what counts after it are together the whole delay. Working days are counted as such on both sides.

    Law 55-19 allows one request for complement and sets the delays; that a delay stands still while it is unanswered is how the
    administrations apply it: the words of the article were not at hand.
    """

    stopped_on: date
    resumed_on: date | None = None

    def move(self, last_day: date, unit: str) -> date:
        """Give the last day of a delay of `days` or `working-days` once it goes on; a delay that was over before the request stays over."""
        if self.resumed_on is None or last_day < self.stopped_on:
            return last_day
        return due_on(self.resumed_on, days_until(self.stopped_on, last_day, unit), unit)
