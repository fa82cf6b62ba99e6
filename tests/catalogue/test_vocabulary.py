"""What jurists read of the path (`docs/procedures.md`) is what the catalogue knows."""

import dataclasses
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from catalogue.procedures import Procedure, path
from contracts.payment import Moment
from contracts.people import Authority
from tests.catalogue.makers import SHELF

WRITTEN = (Path(__file__).parents[2] / "docs" / "procedures.md").read_text("utf-8")
KINDS = [kind for kind in vars(path).values() if isinstance(kind, type) and kind.__module__ == path.__name__]
PARTS: list[Any] = [Procedure, *(kind for kind in KINDS if dataclasses.is_dataclass(kind))]
CHOICES: list[type[StrEnum]] = [Moment, Authority, *(kind for kind in KINDS if issubclass(kind, StrEnum))]
EVIDENT = {"labels", "documents", "within"}
"""Keys that examples show, and that need no word."""


def named() -> set[str]:
    """Give every key and choice that the document names."""
    return set(re.findall(r"`([\w-]+)`", WRITTEN))


def test_every_key_of_the_path_is_explained() -> None:
    keys = {field.name for part in PARTS for field in dataclasses.fields(part)}

    assert keys - named() == EVIDENT


def test_every_choice_of_the_path_is_explained() -> None:
    assert {each.value for choice in CHOICES for each in choice} - named() == set()


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", WRITTEN, re.DOTALL))
def test_every_example_stands_in_a_published_procedure(example: str) -> None:
    assert any(example in file.read_text("utf-8") for file in SHELF.glob("*/*.yaml"))
