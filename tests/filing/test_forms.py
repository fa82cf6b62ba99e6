"""What is wrong with a form, as people are told: each field once, in codes, and no part of a schema."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.refusals import Reason
from services.filing.domain.faults import reasons_of, sound
from services.filing.domain.refusals import NotSubmittable
from tests.filing.makers import NOW, PROCEDURE, a_dossier, a_form
from texts import problems

SECTION = {"type": "object", "additionalProperties": False, "properties": {name: {"type": "string"} for name in ("deed", "title", "name")}}


def said(schema: dict[str, Any], form: Any) -> list[Reason]:
    """Say what a schema finds wrong with a form."""
    return [*reasons_of(Draft202012Validator(schema).iter_errors(form), PROCEDURE.ref)]


def fields(reasons: list[Reason]) -> list[tuple[str, str]]:
    """Give codes and fields."""
    return [(reason.code, reason.field) for reason in reasons]


def test_each_missing_field_is_named_once() -> None:
    assert fields(said({"required": ["a", "b", "a", "it's", "a b"]}, {"b": 1})) == [
        ("missing-field", "form.a"),
        ("missing-field", "form.it's"),
        ("missing-field", "form.a b"),
    ]


def test_a_field_that_is_asked_for_on_two_ways_is_missing_once() -> None:
    assert fields(said({"required": ["a"], "allOf": [{"required": ["a"]}]}, {})) == [("missing-field", "form.a")]


def test_a_field_that_another_one_asks_for_is_missing() -> None:
    schema = {"dependentRequired": {"deed": ["name", "title"], "x": ["y"]}}

    assert fields(said(schema, {"deed": "d", "title": "t"})) == [("missing-field", "form.name")]


def test_a_field_that_a_condition_asks_for_is_missing_and_nothing_else_is_said() -> None:
    form = a_form(land={"tenure": "unregistered"})

    with pytest.raises(NotSubmittable) as refusal:
        a_dossier(form=form).submit(PROCEDURE, "n", NOW)

    assert fields([*refusal.value.reasons]) == [("missing-field", "form.land.deed")]


@pytest.mark.parametrize("rule", ["anyOf", "oneOf"])
def test_of_alternatives_the_nearest_one_is_told(rule: str) -> None:
    schema = {**SECTION, rule: [{"required": ["deed", "title"]}, {"required": ["name", "title"]}]}

    assert fields(said({"properties": {"land": schema}}, {"land": {"name": "n"}})) == [("missing-field", "form.land.title")]


def test_alternatives_that_exclude_each_other_are_no_part_of_what_is_told() -> None:
    schema = {**SECTION, "oneOf": [{"required": ["deed"]}, {"required": ["title"]}]}

    (reason,) = said(schema, {"deed": "d", "title": "t"})

    assert (reason.code, reason.facts) == ("value-not-allowed", {"path": "", "procedure": PROCEDURE.ref})


@pytest.mark.parametrize("schema", [{"not": {"required": ["deed"]}}, {"contains": {"const": 1}}, {"minProperties": 5}])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_rule_for_which_people_have_no_word_is_told_without_it(schema: dict[str, Any], language: str) -> None:
    for reason in said(schema, [] if "contains" in schema else {"deed": "d"}):
        assert not {"rule", "expected"} & reason.facts.keys()
        assert "{" not in problems.text(reason.code, language, reason.facts).detail


def test_a_choice_and_a_figure_are_told_with_what_is_asked() -> None:
    schema = {"properties": {"levels": {"maximum": 3}, "use": {"enum": ["shop"]}, "when": {"type": ["string", "null"]}}}

    told = {reason.field: reason.facts.get("expected") for reason in said(schema, {"levels": 4, "use": "x", "when": 1})}

    assert told == {"form.levels": 3, "form.use": ["shop"], "form.when": ["string", "null"]}


def test_unknown_fields_are_named_each() -> None:
    assert fields(said(SECTION, {"b": 1, "a": 2, "deed": "d"})) == [("unknown-field", "form.a"), ("unknown-field", "form.b")]


@pytest.mark.parametrize(
    ("form", "left"),
    [
        ({"s": {"n": 1, "c": "x"}}, {"s": {"n": 1, "c": "x"}}),
        ({"s": {"n": "one", "c": "y", "b": "true"}}, {"s": {}}),
        ({"s": {"n": {"m": 1}, "c": {"x": 1}}, "t": 1}, {"s": {}, "t": 1}),
        ({"s": "none"}, {}),
        ({"s": {"l": ["x", 1], "n": 2}}, {"s": {"n": 2}}),
        ({}, {}),
    ],
    ids=str,
)
def test_what_a_form_may_not_hold_is_left_out_to_read_the_rest(form: dict[str, Any], left: dict[str, Any]) -> None:
    kinds = {"n": {"type": "number"}, "c": {"enum": ["x"]}, "b": {"type": "boolean"}, "l": {"type": "array", "items": {"type": "string"}}}
    schema = {"required": ["u"], "properties": {"s": {"type": "object", "required": ["z"], "properties": kinds}}}

    assert sound(form, Draft202012Validator(schema)) == left
