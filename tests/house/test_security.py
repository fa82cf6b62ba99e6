"""What the house claims of its security: each test that it names exists, each requirement of the standard is answered once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.house.source import ROOT

SECURITY, STANDARD = ROOT / "docs" / "security.md", ROOT / "docs" / "asvs.md"
FOLDERS = tuple(f"{folder.name}/" for folder in (ROOT / "tests").iterdir() if folder.is_dir())
NAMED = re.compile(r"`([a-z0-9_/]+(?:\.py)?)(?:::(test_\w+))?`")
ASKED = re.findall(
    r"([\d.]+):(\d+)",
    ":"
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 "
    "5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 "
    "8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 "
    "12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 "
    "16.5:3 17.1:1 17.2:4 17.3:2 ",
)
"""OWASP ASVS 5.0.0: how many requirements of levels 1 and 2 each section has; in a section those of level 3 come after them."""
STANDINGS = {"held", "read", "gap", "none"}


def rows(text: str) -> list[list[str]]:
    """Read the rows of the tables whose first column holds numbers of requirements."""
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| "))
    return [row for row in cells if re.match(r"\d+\.\d+\.\d+", row[0])]


def missing(text: str) -> list[str]:
    """Name the tests, by file or by file and name, that a text names and that do not exist below `tests/`."""
    return [match[0] for match in NAMED.finditer(text) if match[1].startswith(FOLDERS) and not exists(ROOT / "tests" / match[1], match[2])]


def exists(file: Path, name: str | None) -> bool:
    """Tell whether a test file exists, and holds a test of that name if one is given."""
    return file.exists() and (name is None or re.search(rf"def {name}\(", file.read_text("utf-8")) is not None)


@pytest.mark.parametrize("document", [SECURITY, STANDARD], ids=lambda file: str(file.name))
def test_every_test_that_is_named_as_proof_exists(document: Path) -> None:
    text = document.read_text("utf-8")

    assert "::test_" in text
    assert missing(text) == []


def test_every_requirement_of_the_standard_is_answered_once() -> None:
    answered = Counter(number for row in rows(STANDARD.read_text("utf-8")) for number in row[0].split(", "))
    asked = {f"{section}.{number}" for section, count in ASKED for number in range(1, int(count) + 1)}

    assert asked - answered.keys() == set()
    assert [number for number, times in answered.items() if times > 1] == []


def test_whatever_is_held_is_shown_by_a_test() -> None:
    answers = rows(STANDARD.read_text("utf-8"))

    assert {row[2] for row in answers} <= STANDINGS
    assert [row[0] for row in answers if row[2] == "held" and not NAMED.search(row[3])] == []


def test_a_proof_that_does_not_exist_is_noticed() -> None:
    assert missing("`house/test_security.py::test_a_proof_that_does_not_exist_is_noticed`, `house/test_security.py`, `PUBLIC`") == []
    assert missing("`house/test_security.py::test_nothing`, `house/test_nowhere.py`") == [
        "`house/test_security.py::test_nothing`",
        "`house/test_nowhere.py`",
    ]
