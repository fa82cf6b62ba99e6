"""Conditions: exact, of figures, choices, yes and no; whatever a form leaves out, there is an answer."""

from decimal import Decimal
from typing import Any

import pytest

from catalogue.comparing import Compared, Kind
from catalogue.conditions import Condition, holds
from catalogue.reading import BrokenCatalogue
from tests.catalogue.makers import a_procedure

KINDS: dict[str, Compared] = {
    "area": Kind.FIGURE,
    "heritage": Kind.TRUTH,
    "use": frozenset({"", "shop", "office"}),
    "floor": frozenset({"", "low"}),
}
FACTS: dict[str, Any] = {"area": Decimal("182.1"), "heritage": True, "use": "shop", "floor": "low"}


@pytest.mark.parametrize(
    ("condition", "area", "answer"),
    [
        ("area > 182.1", "182.1", False),  # the binary fraction nearest to 182.1 is a little less
        ("area >= 182.1", "182.1", True),
        ("area == 0.1", "0.1", True),
        ("area < 300", "299.99999999999999999999", True),
        ("area >= 300.0", "299.99999999999999999999", False),
        ("area + 0.2 == 0.3", "0.1", True),
        ("2 * area - 1 > 3", "2.01", True),
        ("300 < area", "300.01", True),
        ("area in [1, 2.5]", "2.50", True),
        ("area > -1", "0", True),
        ("area == 0x10", "16", True),
    ],
)
def test_figures_are_exact(condition: str, area: str, answer: bool) -> None:
    Condition(condition).check(KINDS)

    assert holds(condition, {"area": Decimal(area)}) is answer


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("heritage", True),
        ("!heritage", False),
        ("heritage == true", True),
        ("heritage && use == 'office'", False),
        ("heritage || use == 'office'", True),
        ("!(heritage && area > 100.0)", False),
        ('use == "shop"', True),
        ("use != 'shop'", False),
        ("use in ['office', 'shop']", True),
        ("use == ''", False),
        ("(use == 'shop') == heritage", True),
    ],
)
def test_choices_and_yes_and_no_are_compared(condition: str, answer: bool) -> None:
    Condition(condition).check(KINDS)

    assert holds(condition, FACTS) is answer


def test_no_condition_always_holds() -> None:
    assert holds("", {})


@pytest.mark.parametrize(
    ("condition", "answer"),
    [("covered_area > 0", False), ("covered_area == 0.0", True), ("category == ''", True), ("category == 'professional'", False)],
)
def test_what_a_form_leaves_out_is_nothing(condition: str, answer: bool) -> None:
    assert holds(condition, a_procedure().facts({})) is answer


def test_a_yes_or_no_that_is_left_out_is_no() -> None:
    assert not holds("scaffolding_on_street", a_procedure("repair-permit").facts({}))


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ("area", "does not give yes or no"),
        ("use", "does not give yes or no"),
        ("1", "does not give yes or no"),
        ("area > use", "'office' or 'shop' stands where a figure has to"),
        ("heritage && area", "a figure stands where a yes or no has to"),
        ("!area", "a figure stands where a yes or no has to"),
        ("heritage && use > 3", "stands where a figure has to"),  # where heritage is no, nobody looks at the rest
        ("use == 'palace'", "'palace' is never 'office' or 'shop'"),
        ("use in ['shop', 'palace']", "'palace' is never"),
        ("use == floor && use == 3", "is compared with a figure"),
        ("heritage == 1", "a yes or no is compared with a figure"),
        ("heritage == 'yes'", "a yes or no is compared with 'yes'"),
        ("heritage > 3", "a yes or no stands where a figure has to"),
        ("use == ['shop']", "list_lit is no comparison"),
        ("use in floor", "relation_in is no comparison"),
        ("heritage ? heritage : area > 3", "is no comparison"),
        ("use['shop']", "is no comparison"),
        ("use.length == 3", "is no comparison"),
        ("use == null", "null is no figure"),
        ("use == r'shop'", "is no figure, no choice"),
        ("area > 3u", "3u is no figure"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_any_file_asks(condition: str, fault: str) -> None:
    with pytest.raises(BrokenCatalogue) as refusal:
        Condition(condition).check(KINDS)

    assert fault in str(refusal.value)


@pytest.mark.parametrize("condition", ["size(use) > 3", "use.contains('x')", "matches(use, 'x')", "[1].all(x, x > 0)", "has(use.x)"])
def test_a_condition_calls_no_function(condition: str) -> None:
    with pytest.raises(BrokenCatalogue):
        Condition(condition).check(KINDS)


@pytest.mark.parametrize("condition", ["area >", "area >> 3", "'shop", "area = 3", "and or"])
def test_what_is_no_expression_is_refused(condition: str) -> None:
    with pytest.raises(BrokenCatalogue, match="condition"):
        Condition(condition)


@pytest.mark.parametrize(("condition", "facts"), [("area > 3", {}), ("area > 3", {"area": "much"}), ("area", {"area": Decimal(3)})])
def test_a_wrong_answer_is_never_given(condition: str, facts: Any) -> None:
    with pytest.raises(BrokenCatalogue):
        holds(condition, facts)
