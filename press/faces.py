"""
What our faces can print, letter by letter (`fonts/letters.yaml`): the rest is put aside before Typst sees it.

Typst refuses to archive a text that no face has, and may stop altogether on a joined emoji. It takes a letter and its marks from one face.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from catalogue.reading import load_yaml, read_each

FONTS = Path(__file__).parent / "fonts"
NON_JOINER = "\u200c"
"""It parts two Arabic letters, and belongs to the first as a mark does."""
SHAPELESS = {"Cc", "Cf", "Mn", "Mc", "Me"}
"""Control characters, marks that turn the direction of reading, marks without a letter: nothing to print."""


def printable(text: str) -> str:
    """
    Write a text as our faces can print it; a letter written in pieces is composed (Unicode NFC).

    A letter that no face has is printed as `?`; a mark that the letter's face lacks is left out, so that `1⃣` is printed as `1`.
    """
    return text if _unmarked().issuperset(text) else _letters().sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    """Give a letter with the marks that one face has for it, as many as there are."""
    letter = unicodedata.normalize("NFC", found[0]) if len(found[0]) > 1 else found[0]
    if letter[0] not in _unmarked():
        return _stand_in(letter[0])
    return max(("".join(filter(face.__contains__, letter)) for face in _faces() if letter[0] in face), key=len)


def _stand_in(letter: str) -> str:
    """Say what stands where no face has the letter: a space for another kind of space."""
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in SHAPELESS else "?"


@cache
def _letters() -> re.Pattern[str]:
    """Find each letter with the marks that follow it; no face has a mark beyond U+FFFF."""
    marks = "".join(re.escape(chr(point)) for point in range(0x10000) if _is_mark(chr(point)))
    return re.compile(f".[{marks}]*", re.DOTALL)


@cache
def _unmarked() -> frozenset[str]:
    """Give the letters that some face prints."""
    return frozenset(letter for face in _faces() for letter in face if not _is_mark(letter))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M") or letter == NON_JOINER


@cache
def _faces() -> tuple[frozenset[str], ...]:
    """Read what each face prints."""
    return tuple(frozenset(map(chr, _points(ranges))) for ranges in read_each(str, load_yaml(FONTS / "letters.yaml")).values())


def _points(ranges: str) -> list[int]:
    """Read code points: `0020-007E 00A0`."""
    limits = ([int(limit, 16) for limit in each.split("-")] for each in ranges.split())
    return [point for limit in limits for point in range(limit[0], limit[-1] + 1)]
