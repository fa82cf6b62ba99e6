"""
Problems: what a refusal or a reason says, in Arabic, French and English.

`{ar,fr,en}.yaml` hold the codes that any room may use; `parts/<room>.{ar,fr,en}.yaml` those of one room, which win over the general ones.
Each code has a `title` and a `detail`, whose `{placeholders}` are filled from the refusal's facts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from catalogue.languages import Locale
from catalogue.reading import BrokenCatalogue, load_yaml, read_each

__all__ = ["Text", "codes", "placeholders", "text"]

SHELF = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")
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

    Never fails for an unknown code or a missing fact: it then says less. That every code has its text is checked by the house rules.
    """
    known = _texts(Locale(locale) if locale in list(Locale) else Locale.FR)
    wording = known.get(code) or known[UNNAMED]
    said = {"code": code, **facts}
    return Text(*(PLACEHOLDER.sub(lambda found: _said(said.get(found[1], "…")), part) for part in (wording.title, wording.detail)))


def codes(locale: str) -> frozenset[str]:
    """Name the codes that have a text in a language."""
    return frozenset(_texts(Locale(locale)))


def placeholders(code: str, locale: str) -> frozenset[str]:
    """Name the facts that the text of a code uses in a language."""
    wording = _texts(Locale(locale))[code]
    return frozenset(PLACEHOLDER.findall(f"{wording.title} {wording.detail}"))


@cache
def _texts(locale: Locale) -> Mapping[str, _Wording]:
    """Read the texts of a language once; raise BrokenCatalogue when two parts say the same code differently."""
    parts: dict[str, _Wording] = {}
    for path in sorted(SHELF.glob(f"parts/*.{locale}.yaml")):
        for code, wording in _wordings(path):
            if parts.setdefault(code, wording) != wording:
                raise BrokenCatalogue(f"problems/parts/{path.name}: {code} has another text elsewhere")
    return dict(_wordings(SHELF / f"{locale}.yaml")) | parts


def _wordings(path: Path) -> Iterator[tuple[str, _Wording]]:
    yield from read_each(_Wording, load_yaml(path) or {}, f"problems/{path.name}").items()


def _said(fact: Any) -> str:
    """Write a fact: lists with commas."""
    return ", ".join(str(each) for each in fact) if isinstance(fact, list | tuple | set | frozenset) else str(fact)
