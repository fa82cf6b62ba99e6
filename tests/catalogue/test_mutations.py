"""Whoever changes a procedure for the worse is told so, at the very line: faults planted in the text of the published files."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue import procedures
from catalogue.reading import BrokenCatalogue
from tests.catalogue.followed import FOLLOWED
from tests.catalogue.makers import SHELF, a_procedure
from tests.catalogue.planted import ALONE, Planted

EVERY_PLANTED = [(code, planted) for code, all_planted in ALONE.items() for planted in all_planted]


def text_of(code: str) -> str:
    """Give the text of the newest published version."""
    return (SHELF / code / f"{a_procedure(code).version}.yaml").read_text()


def place_of(text: str, words: str, nth: int = 0) -> int:
    """Find where words stand."""
    assert text.count(words) > nth, words
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start


def line_of(text: str, words: str, nth: int = 0) -> int:
    """Number the line on which words stand."""
    return text.count("\n", 0, place_of(text, words, nth)) + 1


def told_of(folder: Path, code: str, text: str) -> list[str]:
    """Give what is told of a draft with this text, a line for each fault."""
    path = folder / code / f"{a_procedure(code).version}.yaml"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(BrokenCatalogue) as refusal:
        procedures.draft(path)
    return str(refusal.value).splitlines()


def expected(code: str, told: list[tuple[int, str]]) -> list[str]:
    """Write what has to be told, by line."""
    return [f"{a_procedure(code).version}.yaml:{line}: {text}" for line, text in sorted(told)]


def has_to_be_told(code: str, all_planted: list[Planted]) -> list[str]:
    """Write what has to be told of planted faults, by line."""
    text = text_of(code)
    return expected(code, [(line_of(text, each.at) if each.at else line_of(text, each.words, each.nth), each.told) for each in all_planted])


@pytest.mark.parametrize(("code", "planted"), EVERY_PLANTED, ids=lambda each: each.told if isinstance(each, Planted) else "")
def test_a_fault_is_told_at_its_line_and_nothing_else_is(tmp_path: Path, code: str, planted: Planted) -> None:
    told = told_of(tmp_path, code, with_planted(text_of(code), [planted]))

    assert told == has_to_be_told(code, [planted])


@settings(deadline=None, max_examples=60)
@given(code=some.sampled_from(sorted(ALONE)), data=some.data())
def test_each_of_several_faults_is_told_at_its_line(tmp_path_factory: pytest.TempPathFactory, code: str, data: some.DataObject) -> None:
    all_planted = data.draw(some.lists(some.sampled_from(ALONE[code]), min_size=1, unique=True))

    told = told_of(tmp_path_factory.mktemp("drafts"), code, with_planted(text_of(code), all_planted))

    assert told == has_to_be_told(code, all_planted)


@pytest.mark.parametrize("code", sorted(ALONE))
def test_all_faults_together_are_told_at_once(tmp_path: Path, code: str) -> None:
    told = told_of(tmp_path, code, with_planted(text_of(code), [*ALONE[code]]))

    assert told == has_to_be_told(code, [*ALONE[code]])


@pytest.mark.parametrize("happened", sorted(FOLLOWED))
def test_all_that_follows_from_a_change_is_told_and_nothing_else_is(tmp_path: Path, happened: str) -> None:
    code, followed = FOLLOWED[happened]
    text = changed = text_of(code)
    for words, instead in followed.changes:
        assert changed.count(words) == 1
        assert words.count("\n") == instead.count("\n")
        changed = changed.replace(words, instead)

    told = told_of(tmp_path, code, changed)

    assert told == expected(code, [(line_of(text, words), said) for words, said in followed.told])


def with_planted(text: str, all_planted: list[Planted]) -> str:
    """Plant faults, from the end on, so that none moves another."""
    for each in sorted(all_planted, key=lambda each: place_of(text, each.words, each.nth), reverse=True):
        start = place_of(text, each.words, each.nth)
        text = text[:start] + each.instead + text[start + len(each.words) :]
    return text
