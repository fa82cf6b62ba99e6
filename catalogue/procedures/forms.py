"""Check the form of a procedure: a JSON Schema of sections, each field with its Arabic and French label, nothing of a person declared."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.languages import Labels
from catalogue.procedures.model import Procedure, is_figure
from catalogue.reading import GAP, Fault, faults_in

SCHEMA = {
    "properties": Mapping[str, Mapping[str, Any]],
    "required": tuple[str, ...],
    "enum": tuple[str, ...],
    "x-enum-labels": Mapping[str, Any],
}
"""What the platform reads in a JSON Schema, and what each has to be."""


def form_is_a_schema(procedure: Procedure) -> Iterator[Fault]:
    """Give the form the shape of a JSON Schema, as deep as the platform reads it."""
    yield from faults_in(Mapping[str, Any], procedure.form, "form") or _misshapen("form", procedure.form)


def form_has_sections(procedure: Procedure) -> Iterator[Fault]:
    """Ask for something, and keep what belongs together in a section: papers print one after another."""
    if any(form_is_a_schema(procedure)):
        return
    sections = procedure.form.get("properties", {})
    if not sections:
        yield Fault("form", "asks for nothing")
    yield from (
        Fault(f"form.properties.{name}", "is no section: it has no fields") for name, field in sections.items() if not _names(field)
    )


def required_fields_exist(procedure: Procedure) -> Iterator[Fault]:
    """Require only fields that can be filled in: nobody could hand in the form otherwise."""
    schemas = {"form": procedure.form} | {_place(path): field for path, field in fields_of(procedure).items()}
    for place, schema in schemas.items():
        for position, name in enumerate(schema.get("required", ())):
            if name not in _names(schema):
                yield Fault(f"{place}.required[{position}]", f"{name} is no field")


def fields_have_labels(procedure: Procedure) -> Iterator[Fault]:
    """Label each field of the form, and each of its choices, in Arabic and French."""
    for path, field in fields_of(procedure).items():
        place = _place(path)
        yield from _unlabelled(f"{place}.x-labels", field.get("x-labels"))
        for choice in field.get("enum", ()):
            yield from _unlabelled(f"{place}.x-enum-labels.{choice}", field.get("x-enum-labels", {}).get(choice))


def what_is_declared_names_nobody(procedure: Procedure) -> Iterator[Fault]:
    """Declare figures, choices, yes and no of the form: what every room hears holds no words of a person (law 09-08)."""
    for name, path in procedure.declares.items():
        field = fields_of(procedure).get(path, {})
        if not is_declarable(field):
            yield Fault(f"declares.{name}", f"{path} is no figure, no choice and no yes or no of the form")


def is_declarable(field: Mapping[str, Any]) -> bool:
    """Tell whether a field takes a figure, a choice, a yes or no, and never words."""
    return is_figure(field) or "enum" in field or field.get("type") == "boolean"


def fields_of(procedure: Procedure) -> dict[str, dict[str, Any]]:
    """Give the fields of the form by dotted path; a form that is no schema cannot be looked into."""
    fields: dict[str, dict[str, Any]] = GAP if any(form_is_a_schema(procedure)) else procedure.fields
    return fields


def _place(path: str) -> str:
    """Give the place of a field in the file."""
    return "form.properties." + path.replace(".", ".properties.")


def _names(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a schema holds, by name."""
    held: Mapping[str, Any] = schema.get("properties", {})
    return held


def _misshapen(place: str, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Walk a JSON Schema and tell what has not the shape that it should have."""
    known = [name for name in SCHEMA if name in schema]
    faults = [fault for name in known for fault in faults_in(SCHEMA[name], schema[name], f"{place}.{name}")]
    yield from faults
    for name, field in {} if faults else _names(schema).items():
        yield from _misshapen(f"{place}.properties.{name}", field)


def _unlabelled(place: str, said: Any) -> Iterator[Fault]:
    yield from [Fault(place, "has no label")] if said is None else faults_in(Labels, said, place)
