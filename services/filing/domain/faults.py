"""What is wrong with a form, said in our own codes: each violation of its JSON Schema with the path of the field."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError

from catalogue import labels
from contracts.refusals import Reason

OF_A_VALUE = ("type", "enum", "const")
"""Rules that a section breaks as a whole; the others tell of what it holds, or lacks."""


def reasons_of(errors: Iterable[ValidationError], procedure_ref: str) -> Iterator[Reason]:
    """Say violations, each once: jsonschema tells each missing field of a section by itself, and may find one on two ways."""
    told: list[Reason] = []
    for error in errors:
        for reason in _said(error, procedure_ref):
            if reason not in told:
                told.append(reason)
                yield reason


def sound(form: Any, validator: Draft202012Validator) -> Any:
    """Give a form without the values that its schema does not take, as if they had been left out."""
    errors = validator.iter_errors(form)
    wrong = [[*error.absolute_path] for error in errors if error.validator in OF_A_VALUE or not isinstance(error.instance, Mapping)]
    for path in wrong:
        form = _without(form, path)
    return form


def _said(error: ValidationError, procedure_ref: str) -> Iterable[Reason]:
    path = ["form", *(str(step) for step in error.absolute_path)]
    match error.validator:
        case "required" | "dependentRequired" | "additionalProperties":
            code = "unknown-field" if error.validator == "additionalProperties" else "missing-field"
            return [Reason(code, ".".join([*path, name])) for name in _fields_of(error)]
        case "type":
            return [Reason("wrong-type", ".".join(path), {"expected": error.validator_value})]
        case "anyOf" | "oneOf" if error.context:
            return reasons_of(_nearest(error.context), procedure_ref)
        case _:
            facts = {"path": ".".join(path[1:]), "procedure": procedure_ref, **_rule(error)}
            return [Reason("value-not-allowed", ".".join(path), facts)]


def _fields_of(error: ValidationError) -> list[str]:
    """Name the fields that are absent and should not be, or are there and should not be."""
    instance, asked = cast("Mapping[str, Any]", error.instance), cast("Any", error.validator_value)
    match error.validator:
        case "required":
            wanted: Iterable[str] = asked
        case "dependentRequired":
            wanted = [name for field, names in asked.items() if field in instance for name in names]
        case _:
            return sorted(instance.keys() - cast("Mapping[str, Any]", error.schema).get("properties", {}).keys())
    return [name for name in dict.fromkeys(wanted) if name not in instance]


def _nearest(errors: Iterable[ValidationError]) -> list[ValidationError]:
    """Give the violations of the alternative to which the least is missing: what a person has most probably meant."""
    by_alternative = groupby(sorted(errors, key=_alternative), key=_alternative)
    return min(([*each] for _, each in by_alternative), key=len)


def _alternative(error: ValidationError) -> int:
    return int(error.schema_path[0])


def _rule(error: ValidationError) -> dict[str, Any]:
    """Name the rule that a value breaks, and what it asks for, where people have words for it; `not` asks for a schema."""
    rule = str(error.validator)
    return {"rule": rule, "expected": error.validator_value} if rule in labels.codes("form-rules") else {}


def _without(form: Any, path: list[str | int]) -> Any:
    """Leave out what stands at a path; a value of a list takes the whole list with it."""
    name, *further = path
    if name not in form:
        return form
    rest = {key: value for key, value in form.items() if key != name}
    return {**rest, name: _without(form[name], further)} if further and isinstance(form[name], Mapping) else rest
