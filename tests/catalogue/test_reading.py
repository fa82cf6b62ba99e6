"""Reading the law: everything that is wrong is told at once, each thing with its line."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue import fees, procedures
from catalogue.fees import FeeLine, Schedule
from catalogue.procedures import Procedure
from catalogue.procedures.checks import RULES
from catalogue.procedures.walk import STEPS
from catalogue.reading import GAP, HOME, BrokenCatalogue, Fault, Source, load_yaml, read, read_each
from catalogue.reading.gaps import LookedIntoGap
from catalogue.reading.source import LOADER
from tests.catalogue.makers import SHELF


@dataclass(frozen=True)
class Entry:
    """Something with a value of each kind."""

    name: str
    count: int = 0
    share: Decimal = Decimal(0)
    day: date | None = None


@pytest.fixture(autouse=True, scope="module")
def formulas_are_compiled() -> None:
    """Let CEL raise Python's recursion limit before hypothesis begins, which would object."""
    fees.schedule("building-permit")


def complaints(reading: Callable[[], Any]) -> list[str]:
    """Give the lines of the refusal."""
    with pytest.raises(BrokenCatalogue) as refusal:
        reading()
    return str(refusal.value).splitlines()


def written(folder: Path, text: str) -> Source:
    """Write a file of the catalogue and load it."""
    path = folder / "entry.yaml"
    path.write_text(text)
    return load_yaml(path)


AS_PUBLISHED = [yaml.safe_load((SHELF / each.code / f"{each.version}.yaml").read_text()) for each in procedures.catalogue_of()]
anything: some.SearchStrategy[Any] = some.recursive(
    some.none() | some.booleans() | some.integers(-9, 99) | some.floats() | some.text(max_size=3) | some.dates(),
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(some.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def changed(part: Any, data: some.DataObject, instead: Any) -> Any:
    """Put something else in one place of plain data, however deep."""
    if not part or not isinstance(part, dict | list) or data.draw(some.integers(0, 9)) == 0:
        return instead
    step = data.draw(some.sampled_from(list(part) if isinstance(part, dict) else range(len(part))))
    entries = part.items() if isinstance(part, dict) else enumerate(part)
    kept = {key: changed(value, data, instead) if key == step else value for key, value in entries}
    return kept if isinstance(part, dict) else list(kept.values())


@settings(deadline=None, max_examples=200)
@given(published=some.sampled_from(AS_PUBLISHED), data=some.data(), instead=anything)
def test_whatever_stands_in_a_procedure_it_is_read_or_refused(published: Any, data: some.DataObject, instead: Any) -> None:
    twice = changed(changed(published, data, instead), data, data.draw(anything))

    with suppress(BrokenCatalogue):
        assert isinstance(read(Procedure, Source("a draft", twice), [*RULES, *STEPS]), Procedure)


SHELVES = (HOME, HOME.parent / "texts", HOME.parent / "press")


@pytest.mark.parametrize("path", sorted(path for shelf in SHELVES for path in shelf.rglob("*.yaml")), ids=str)
def test_every_file_is_read_alike_where_libyaml_is_missing(path: Path) -> None:
    assert yaml.load(path.read_bytes(), yaml.SafeLoader) == yaml.load(path.read_bytes(), LOADER)  # noqa: S506 - both are safe


def test_an_error_of_yaml_has_its_line(tmp_path: Path) -> None:
    assert complaints(lambda: written(tmp_path, "name: plan\ncount: [1, 2\nday: 2026-01-01\n")) == [
        "entry.yaml:3: did not find expected ',' or ']'"
    ]
    assert complaints(lambda: written(tmp_path, "name: plan\n---\nname: plan\n"))[0].startswith("entry.yaml:2: ")
    assert complaints(lambda: written(tmp_path, "name: \x07"))[0].startswith("entry.yaml: ")
    assert complaints(lambda: load_yaml(HOME / "fees" / "none.yaml")) == ["fees/none.yaml: No such file or directory"]


def test_figures_dates_and_truth_are_not_taken_for_each_other(tmp_path: Path) -> None:
    source = written(tmp_path, "name: 2026\ncount: true\nshare: 0.2\nday: 2026-01-01 10:00:00\n")

    assert complaints(lambda: read(Entry, source)) == [
        "entry.yaml:1: name: 2026 is not a text",
        "entry.yaml:2: count: True is not a whole number",
        "entry.yaml:3: share: 0.2 is not a decimal number written as text",
        "entry.yaml:4: day: 2026-01-01 10:00:00 is not a date",
    ]


@pytest.mark.parametrize("share", ["0,2", "NaN", "Infinity", "", "a fifth"])
def test_a_decimal_is_a_finite_number(share: str) -> None:
    assert complaints(lambda: read(Entry, Source("entry", {"name": "plan", "share": share}))) == [
        f"entry: share: {share!r} is not a decimal number written as text"
    ]


def test_what_is_right_is_read_exactly(tmp_path: Path) -> None:
    source = written(tmp_path, 'name: plan\nshare: "0.10"\nday: 2026-01-01\n')

    assert read(Entry, source) == Entry("plan", 0, Decimal("0.10"), date(2026, 1, 1))
    assert read(tuple[Entry, ...], Source("a list", [{"name": "plan", "day": None}])) == (Entry("plan"),)


@pytest.mark.parametrize("key", ["2026", "yes", "2026-01-01", "<<", "[a, b]", "~"])
def test_a_key_is_a_text_and_nothing_is_merged(tmp_path: Path, key: str) -> None:
    told = complaints(lambda: read_each(str, written(tmp_path, f"plan: a text\n{key}: another text\n")))

    assert len(told) == 1
    assert told[0].startswith("entry.yaml:2: ")
    assert told[0].endswith("a key has to be a text: put it in quotes")


def test_a_place_that_is_not_in_the_file_has_the_line_of_what_holds_it(tmp_path: Path) -> None:
    source = written(tmp_path, "# names\nnames:\n  Eid al-Fitr: a feast\n  06.141.01: [a, b]\n")

    assert [source.line_of(place) for place in ("", "names.Eid al-Fitr", "names.06.141.01", "names.06.141.01[1]")] == [2, 3, 4, 4]
    assert [source.line_of(place) for place in ("names.06.142[3].code", "names.Eid al-Fitr.ar", "colour", "names[7]")] == [2, 3, 2, 2]
    assert Source("no file", {}).line_of("names") is None


def test_what_a_value_says_against_itself_has_the_line_of_its_entry(tmp_path: Path) -> None:
    text = (HOME / "fees" / "building-permit.yaml").read_text()
    text = text.replace('rural-housing: {at_least: "20"', 'rural-housing: {at_least: "40"')
    text = text.replace("formula: covered_area", "formula: covered_area +")
    path = tmp_path / "building-permit.yaml"
    path.write_text(text)

    told = complaints(lambda: read(Schedule, load_yaml(path)))

    assert told[0] == "building-permit.yaml:20: charges[0].legal_range.rural-housing: no rate lies between 40 and 30"
    assert told[1].startswith("building-permit.yaml:48: charges[1].formula: formula 'covered_area +': ")
    assert len(told) == 2


def test_a_rate_outside_the_law_is_told_at_its_line(tmp_path: Path) -> None:
    text = (
        (HOME / "fees" / "building-permit.yaml")
        .read_text()
        .replace('amounts: {individual-housing: "25"', 'amounts: {individual-housing: "31"')
    )
    path = tmp_path / "building-permit.yaml"
    path.write_text(text)

    assert complaints(lambda: read(Schedule, load_yaml(path))) == [
        "building-permit.yaml:26: charges[0].rates[1].amounts.individual-housing: 31 in 06.141.01.0 is outside the legal range",
        "building-permit.yaml:28: charges[0].rates[2].amounts.individual-housing: 31 in 09.541.01.13 is outside the legal range",
    ]


def test_money_that_is_no_centime_is_a_fault_of_its_line() -> None:
    told = complaints(lambda: read(FeeLine, Source("order 12", {"amount": {"amount": "0.001"}})))

    assert told[0].startswith("order 12: amount: 0.001 is not a whole number")
    assert told[1] == "order 12: missing: code, beneficiary, label, law, formula, inputs, quantity, unit, rate, vat"


def test_a_rule_goes_as_far_as_there_is_something_to_look_at(tmp_path: Path) -> None:
    def is_counted(entry: Entry) -> list[Fault]:
        return [] if entry.count > 0 else [Fault("count", "nothing is counted")]

    def is_called_plan(entry: Entry) -> list[Fault]:
        return [] if entry.name == "plan" else [Fault("name", "is called otherwise")]

    told = complaints(lambda: read(Entry, written(tmp_path, "name: map\ncount: none\n"), [is_counted, is_called_plan]))

    assert told == ["entry.yaml:1: name: is called otherwise", "entry.yaml:2: count: 'none' is not a whole number"]


@pytest.mark.parametrize(
    "look",
    [
        lambda gap: gap.code,
        lambda gap: gap == "plan",
        lambda gap: 1 < gap,  # noqa: SIM300 - the gap stands on the right
        lambda gap: gap in {"plan"},
        lambda gap: "plan" in gap,
        lambda gap: list(gap),
        lambda gap: f"{gap}",
        lambda gap: 1 + gap,
        lambda gap: Decimal(1) * gap,
        lambda gap: not gap,
        lambda gap: {}.get(gap),
    ],
)
def test_nobody_looks_into_a_gap(look: Callable[[Any], Any]) -> None:
    with pytest.raises(LookedIntoGap):
        look(GAP)
