"""
Problems: what a refusal or a reason says, in Arabic, French and English.

`{ar,fr,en}.yaml` hold the codes that any room may use; `parts/<room>.{ar,fr,en}.yaml` those of one room, which win over the general ones.
Each code has a `title` and a `detail`, whose `{placeholders}` are filled from the refusal's facts, codes by their labels (`naming.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from catalogue.languages import Locale
from catalogue.reading import BrokenCatalogue, load_yaml, read_each
from texts.problems.naming import PLACEHOLDER, filled

__all__ = ["Text", "codes", "placeholders", "text"]

SHELF = Path(__file__).parent
UNNAMED = "refused"
"""The code whose text is used when a code has none: a problem must reach people even then."""


class Text(NamedTuple):
    """The title and the detail of a problem."""

    title: str
    detail: str


@dataclass(frozen=True)
class _Wording:
    title: str
    detail: str


def text(code: str, locale: str, facts: Mapping[str, Any]) -> Text:
    """
    Say a problem in a language (ar, fr, en; French for any other), its placeholders filled from the facts.

    Never fails for an unknown code or a missing fact: it then says less, in the detail of any room where its own room would say more.
    That every code has its text is checked by the house rules.
    """
    spoken = Locale(locale) if locale in list(Locale) else Locale.FR
    known = _texts(spoken)
    said = {"code": code, **facts}
    wording = known.get(code) or known[UNNAMED]
    fitting = wording if _asked(wording) <= said.keys() else _general(spoken).get(code, wording)
    return Text(filled(wording.title, said, spoken), filled(fitting.detail, said, spoken))


def codes(locale: str) -> frozenset[str]:
    """Name the codes that have a text in a language."""
    return frozenset(_texts(Locale(locale)))


def placeholders(code: str, locale: str) -> frozenset[str]:
    """Name the facts that the text of a code uses in a language."""
    return _asked(_texts(Locale(locale))[code])


@cache
def _texts(locale: Locale) -> Mapping[str, _Wording]:
    """Read the texts of a language once; raise BrokenCatalogue when two parts say the same code differently."""
    parts: dict[str, _Wording] = {}
    for path in sorted(SHELF.glob(f"parts/*.{locale}.yaml")):
        for code, wording in _wordings(path):
            if parts.setdefault(code, wording) != wording:
                raise BrokenCatalogue(f"problems/parts/{path.name}: {code} has another text elsewhere")
    return {**_general(locale), **parts}


@cache
def _general(locale: Locale) -> Mapping[str, _Wording]:
    """Read once what any room may say."""
    return dict(_wordings(SHELF / f"{locale}.yaml"))


def _asked(wording: _Wording) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(f"{wording.title} {wording.detail}"))


def _wordings(path: Path) -> Iterator[tuple[str, _Wording]]:
    yield from read_each(_Wording, load_yaml(path)).items()
