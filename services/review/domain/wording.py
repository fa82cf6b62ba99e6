"""Read what people send - verdicts, outcomes, remarks, missing items - or refuse it with every field that is wrong."""

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec

from contracts.refusals import Reason
from contracts.review import Outcome, Verdict
from contracts.wording import LONGEST_TEXT, MOST_ITEMS, MOST_REASONS, MOST_REMARKS, at_most
from services.review.domain.complement import MissingItem
from services.review.domain.opinion import Remark
from services.review.domain.refusals import AdmissibilityUnclear, WordingNotUnderstood

Choice = TypeVar("Choice", bound=StrEnum)


def verdict(word: Any) -> Verdict:
    """Read a verdict."""
    return _choice(Verdict, word, "verdict")


def outcome(word: Any) -> Outcome:
    """Read an outcome."""
    return _choice(Outcome, word, "outcome")


def reasons(texts: Any) -> tuple[str, ...]:
    """Read the reasons of a decision, or of an objection; blank ones say nothing and are left out."""
    read = _lines(Annotated[str, at_most(LONGEST_TEXT)], texts, "reasons", MOST_REASONS)
    return tuple(text.strip() for text in read if text.strip())


def remarks(lines: Any) -> tuple[Remark, ...]:
    """Read remarks: `[{text, rule?, document?, page?, area?}]`."""
    return _lines(Remark, lines, "remarks", MOST_REMARKS)


def missing_items(lines: Any) -> tuple[MissingItem, ...]:
    """Read a request for complement: `[{item, reason, law?}]`."""
    return _lines(MissingItem, lines, "complement", MOST_ITEMS)


def require_clarity(admissible: Any, items: tuple[MissingItem, ...]) -> None:
    """Refuse when a file is said to be both complete and incomplete, or when neither is said."""
    if not isinstance(admissible, bool) or admissible == bool(items):
        raise AdmissibilityUnclear([Reason("admissibility-unclear", "admissible")])


def _choice(kind: type[Choice], word: Any, field: str) -> Choice:
    """Read one of the agreed words."""
    try:
        return msgspec.convert(word, kind)
    except msgspec.ValidationError:
        raise WordingNotUnderstood([Reason("choice-unknown", field, {"choices": ", ".join(kind)})]) from None


def _lines(kind: Any, lines: Any, field: str, most: int) -> tuple[Any, ...]:
    """Read a list line by line; refuse every line that is not as agreed, or the whole when it is no list, or too long."""
    if not isinstance(lines, list) or len(lines) > most:
        raise WordingNotUnderstood([Reason("wording-not-understood", field)])
    read, wrong = [], []
    for position, line in enumerate(lines):
        try:
            read.append(msgspec.convert(line, kind))
        except msgspec.ValidationError:
            wrong.append(Reason("wording-not-understood", f"{field}.{position}"))
    if wrong:
        raise WordingNotUnderstood(wrong)
    return tuple(read)
