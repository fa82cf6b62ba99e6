"""
Shapes: texts that stand once and are filled in for each room. They lie in `deploy/k8s/shapes/` and `deploy/compose/shapes/`.

A shape is YAML with words between angle brackets. `name: <room>` takes a word; a line of its own, `# <mounts>`, takes so many lines,
indented as it is, or none. There is nothing else: no condition, no loop.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

WORD = re.compile(r"<([A-Za-z]+)>")
LINES = re.compile(r"^( *)# <([a-z]+)>\n", re.MULTILINE)


def fill(shape: Path, words: Mapping[str, str | int], lines: Mapping[str, Iterable[str]] | None = None) -> str:
    """Fill a shape; `lines` are texts of one or more lines. What it asks for and nobody gives is a KeyError."""

    def indented(place: re.Match[str]) -> str:
        texts = (lines or {})[place[2]]
        return "".join(f"{place[1]}{line}\n" for text in texts for line in text.splitlines())

    return WORD.sub(lambda place: str(words[place[1]]), LINES.sub(indented, shape.read_text("utf-8")))
