"""
What an uploaded document really is: it opens, is of its type, does nothing by itself; the pages of a PDF are counted.

What strangers send is read by a process of its own, with little memory and little time, which is killed when that is not enough
(`inspector/`, ADR 0020). It is asked before any transaction: events of the whole server would wait for the reading of a large plan.
"""

from functools import cache
from typing import Any

from chassis.children import ChildLost, Nursery, WorkTooMuch
from contracts.refusals import Reason
from services.filing import archive
from services.filing.domain.refusals import DocumentRefused, InspectionBusy
from services.filing.store.uploads import Upload
from services.filing.turns import Rules, Turns

SECONDS = 10.0
"""For one document, as the clock on the wall goes; its time on the processor is the inspector's own limit."""
TRY_AGAIN_SECONDS = 2
DEAR_SECONDS = 0.02
"""On the processor; an honest plan takes a tenth of it, a small bomb twice as much."""


class Inspection:
    """The inspectors of this process, and who waits for them."""

    def __init__(self, rules: Rules, seconds: float = SECONDS) -> None:
        """Begin with no inspector: the first document starts one."""
        self.turns = Turns(rules)
        self.inspectors = Nursery("services.filing.inspector", seconds)

    def inspect(self, upload: Upload, size: int, media_type: str, account: str) -> int | None:
        """Give the number of pages of a PDF, nothing for another document; raise `DocumentRefused`, or a refusal to be tried again."""
        with self.turns.turn(account), archive.as_file(upload) as path:
            if path.stat().st_size != size:
                raise DocumentRefused([Reason("size-differs")])
            answer = self._ask({"path": str(path), "media_type": media_type}, account)
        if reasons := [Reason(**reason) for reason in answer.get("reasons", ())]:
            raise DocumentRefused(reasons)
        pages: int | None = answer["pages"]
        return pages

    def _ask(self, question: dict[str, str], account: str) -> dict[str, Any]:
        """Ask an inspector; an account whose document is refused and was dear, or too much, has to rest."""
        try:
            answer = self.inspectors.ask(question)
        except WorkTooMuch as error:
            self.turns.let_rest(account)
            raise DocumentRefused([Reason("document-takes-too-long")]) from error
        except ChildLost as error:
            raise InspectionBusy(seconds=TRY_AGAIN_SECONDS) from error
        if answer.get("reasons") and (answer["worn"] or answer["seconds"] > DEAR_SECONDS):
            self.turns.let_rest(account)
        return answer


@cache
def inspection() -> Inspection:
    """Give the one of this process."""
    return Inspection(Rules())
