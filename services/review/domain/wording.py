"""Read what people send - verdicts, outcomes, remarks, missing items - or refuse it with every field that is wrong."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from contracts.refusals import Reason
from contracts.review import Outcome, Verdict
from services.review.domain.complement import MissingItem
from services.review.domain.opinion import Remark
from services.review.domain.refusals import AdmissibilityUnclear, WordingNotUnderstood

LONGEST = 10_000  # characters of one text
MOST = 200  # remarks, items or reasons at once
SQUARE = 4

Choice = TypeVar("Choice", bound=StrEnum)


def verdict(word: Any) -> Verdict:
    """Read a verdict."""
    return _choice(Verdict, word, "verdict")


def outcome(word: Any) -> Outcome:
    """Read an outcome."""
    return _choice(Outcome, word, "outcome")


def reasons(texts: Any) -> tuple[str, ...]:
    """Read the reasons of a decision; blank ones say nothing and are left out."""
    _refuse(_list_faults(texts, "reasons", _text_is_wrong))
    return tuple(text.strip() for text in texts if text.strip())


def remarks(lines: Any) -> tuple[Remark, ...]:
    """Read remarks: `[{text, rule?, document?, page?, area?}]`."""
    _refuse(_list_faults(lines, "remarks", _remark_is_wrong))
    return tuple(Remark(**{**line, "area": tuple(line.get("area", ()))}) for line in lines)


def missing_items(lines: Any) -> tuple[MissingItem, ...]:
    """Read a request for complement: `[{item, reason, law?}]`."""
    _refuse(_list_faults(lines, "complement", _item_is_wrong))
    return tuple(MissingItem(**line) for line in lines)


def require_clarity(admissible: Any, items: tuple[MissingItem, ...]) -> None:
    """Refuse when a file is said to be both complete and incomplete, or when neither is said."""
    if not isinstance(admissible, bool) or admissible == bool(items):
        raise AdmissibilityUnclear([Reason("admissibility-unclear", "admissible")])


def _choice(kind: type[Choice], word: Any, field: str) -> Choice:
    """Read one of the agreed words."""
    if word not in list(kind):
        raise WordingNotUnderstood([Reason("choice-unknown", field, {"choices": ", ".join(kind)})])
    return kind(word)


def _refuse(faults: Iterable[str]) -> None:
    """Refuse when a field is wrong."""
    found = [Reason("wording-not-understood", field) for field in faults]
    if found:
        raise WordingNotUnderstood(found)


def _list_faults(lines: Any, field: str, is_wrong: Any) -> list[str]:
    """Name the lines that are not as agreed, or the whole when it is not a list."""
    if not isinstance(lines, list) or len(lines) > MOST:
        return [field]
    return [f"{field}.{position}" for position, line in enumerate(lines) if is_wrong(line)]


def _text_is_wrong(text: Any) -> bool:
    """Tell whether a text is none, too long, or cannot be kept (PostgreSQL keeps no NUL)."""
    return not isinstance(text, str) or len(text) > LONGEST or "\x00" in text


def _texts_are_wrong(line: Any, required: set[str], optional: set[str]) -> bool:
    """Tell whether a line lacks a text, has one too many, or has one that is not a text."""
    if not isinstance(line, dict) or not required <= line.keys() <= required | optional:
        return True
    return any(_text_is_wrong(text) for text in line.values())


def _item_is_wrong(line: Any) -> bool:
    """Tell whether a missing item is not as agreed."""
    return _texts_are_wrong(line, {"item", "reason"}, {"law"})


def _remark_is_wrong(line: Any) -> bool:
    """Tell whether a remark is not as agreed; pages count from 1, an area is four fractions of the page."""
    if not isinstance(line, dict):
        return True
    page, area = line.get("page"), line.get("area", [])
    texts = {name: value for name, value in line.items() if name not in {"page", "area"}}
    if page is not None and (type(page) is not int or not 1 <= page <= LONGEST):
        return True
    return _texts_are_wrong(texts, {"text"}, {"rule", "document"}) or _area_is_wrong(area)


def _area_is_wrong(area: Any) -> bool:
    """Tell whether an area is neither absent nor four fractions."""
    if area == []:
        return False
    return not isinstance(area, list) or len(area) != SQUARE or not all(type(side) in {int, float} and 0 <= side <= 1 for side in area)
