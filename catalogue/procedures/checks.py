"""
Check that a procedure does not contradict itself: everything it names exists, every field has its Arabic and French label.

A rule tells each fault with the place that has to be changed, as the file has it: `bodies[1].code`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue import fees, labels
from catalogue.conditions import condition, holds
from catalogue.languages import Labels
from catalogue.procedures.model import Procedure, is_figure
from catalogue.procedures.path import Deadline, Delay
from catalogue.reading import GAP, BrokenCatalogue, Fault, Rule, faults_in
from contracts.media import BEGINNINGS

SCHEMA = {"properties": Mapping[str, Mapping[str, Any]], "enum": tuple[str, ...], "x-enum-labels": Mapping[str, Any]}
"""What the platform reads in a JSON Schema, and what each has to be."""
AUTHOR_FIELDS = frozenset({"full_name", "order_number"})


def is_filed_under(code: str, version: str) -> Rule[Procedure]:
    """Call a procedure and its version as its folder and its file are called."""

    def is_called_as_its_file(procedure: Procedure) -> Iterator[Fault]:
        if procedure.code != code:
            yield Fault("code", f"calls itself {procedure.code}, in the folder {code}")
        if procedure.version != version:
            yield Fault("version", f"calls itself {procedure.version}, in the file {version}.yaml")

    return is_called_as_its_file


def codes_are_unique(procedure: Procedure) -> Iterator[Fault]:
    """Name each law text, document and body once."""
    for kind, entries in (("law", procedure.law), ("documents", procedure.documents), ("bodies", procedure.bodies)):
        codes = [each.code for each in entries]
        for position, code in enumerate(codes):
            if code in codes[:position]:
                yield Fault(f"{kind}[{position}].code", f"{code} stands twice")


def law_texts_exist(procedure: Procedure) -> Iterator[Fault]:
    """Cite only law texts that the procedure lists."""
    known = {each.code for each in procedure.law}
    cited = {f"{place}.law": deadline.law for place, deadline in deadlines_of(procedure)}
    if procedure.silence is not None:
        cited["silence.law"] = procedure.silence.law
    yield from (Fault(place, f"cites {code}, which is not in its law texts") for place, code in cited.items() if code not in known)


def bodies_have_names(procedure: Procedure) -> Iterator[Fault]:
    """Ask only bodies that have a name in the labels."""
    for position, body in enumerate(procedure.bodies):
        if body.code not in labels.codes("bodies"):
            yield Fault(f"bodies[{position}].code", f"{body.code} has no label")


def delays_are_positive(procedure: Procedure) -> Iterator[Fault]:
    """Give everybody at least one day, and what is delivered at least one month."""
    delays: list[tuple[str, Delay]] = [*deadlines_of(procedure)]
    delays += [(f"bodies[{position}].delay", body.delay) for position, body in enumerate(procedure.bodies)]
    yield from (Fault(f"{place}.days", f"a delay of {delay.days} days") for place, delay in delays if delay.days < 1)
    if procedure.validity is not None and procedure.validity.months < 1:
        yield Fault("validity.months", f"holds for {procedure.validity.months} months")


def form_is_a_schema(procedure: Procedure) -> Iterator[Fault]:
    """Give the form the shape of a JSON Schema, as deep as the platform reads it."""
    yield from faults_in(Mapping[str, Any], procedure.form, "form") or _misshapen("form", procedure.form)


def fields_have_labels(procedure: Procedure) -> Iterator[Fault]:
    """Label each field of the form, and each of its choices, in Arabic and French."""
    for path, field in _fields(procedure).items():
        place = "form.properties." + path.replace(".", ".properties.")
        yield from _unlabelled(f"{place}.x-labels", field.get("x-labels"))
        for choice in field.get("enum", ()):
            yield from _unlabelled(f"{place}.x-enum-labels.{choice}", field.get("x-enum-labels", {}).get(choice))


def what_is_declared_names_nobody(procedure: Procedure) -> Iterator[Fault]:
    """Declare figures, choices, yes and no of the form: what every room hears holds no words of a person (law 09-08)."""
    for name, path in procedure.declares.items():
        field = _fields(procedure).get(path, {})
        if not (is_figure(field) or "enum" in field or field.get("type") == "boolean"):
            yield Fault(f"declares.{name}", f"{path} is no figure, no choice and no yes or no of the form")


def fees_can_be_assessed(procedure: Procedure) -> Iterator[Fault]:
    """Give the fee formulas every figure they ask for, and a rate for every choice that picks one."""
    declared = {name: _fields(procedure).get(path, {}) for name, path in procedure.declares.items()}
    for position, levy in enumerate(procedure.charges):
        place = f"charges[{position}].schedule"
        try:
            schedule = fees.schedule(levy.schedule)
        except BrokenCatalogue as error:
            yield Fault(place, str(error))
        else:
            yield from (Fault(place, text) for text in _unassessable(schedule, declared))


def _unassessable(schedule: fees.Schedule, declared: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    categories = declared.get(schedule.by, {}).get("enum", ()) if schedule.by else (fees.FIXED,)
    figures = {name for name, field in declared.items() if is_figure(field)}
    if not categories:
        yield f"the fees go by {schedule.by}, which is no declared choice"
    for charge in schedule.charges:
        yield from (f"the fee {charge.code} needs {name}" for name in sorted(charge.inputs - figures))
        yield from (f"{charge.code} has no rate for {each}" for each in categories if not charge.covers(each))


def conditions_can_be_told(procedure: Procedure) -> Iterator[Fault]:
    """Ask in conditions only for what is declared, and get a yes or a no."""
    conditions = {"documents": [each.when for each in procedure.documents], "bodies": [each.when for each in procedure.bodies]}
    for kind, entries in conditions.items():
        for position, when in enumerate(entries):
            yield from _untellable(f"{kind}[{position}].when", when, procedure)


def _untellable(place: str, when: str, procedure: Procedure) -> Iterator[Fault]:
    try:
        names = condition(when).names if when else frozenset()
        unknown = sorted(names - procedure.declares.keys())
        yield from (Fault(place, f"asks for {name}, which is not declared") for name in unknown)
        if not unknown:
            holds(when, procedure.facts({}))
    except BrokenCatalogue as error:
        yield Fault(place, str(error))


def documents_say_what_they_accept(procedure: Procedure) -> Iterator[Fault]:
    """Accept at least one media type and some bytes for each document, and only types that can be looked into."""
    for position, each in enumerate(procedure.documents):
        if not each.media_types or each.max_bytes < 1:
            yield Fault(f"documents[{position}]", f"{each.code} accepts nothing")
        for unknown in sorted({*each.media_types} - BEGINNINGS.keys()):
            yield Fault(f"documents[{position}].media_types", f"{each.code} accepts {unknown}")


def filers_are_known(procedure: Procedure) -> Iterator[Fault]:
    """Reserve filing for professions that have a name, and name who files in a section of the form that holds nothing else."""
    for position, each in enumerate(procedure.filed_by):
        if each not in labels.codes("professions"):
            yield Fault(f"filed_by[{position}]", f"{each} has no label")
    for position, kind in enumerate(procedure.documents):
        for each in kind.signed_by:
            if each not in labels.codes("professions"):
                yield Fault(f"documents[{position}].signed_by", f"{each} has no label")
    section = _fields(procedure).get(procedure.author, {})
    if procedure.author and section.get("properties", {}).keys() != AUTHOR_FIELDS:
        yield Fault("author", f"{procedure.author} is not a section of the form with {', '.join(sorted(AUTHOR_FIELDS))}")


RULES = (
    codes_are_unique,
    law_texts_exist,
    bodies_have_names,
    delays_are_positive,
    form_is_a_schema,
    fields_have_labels,
    what_is_declared_names_nobody,
    fees_can_be_assessed,
    conditions_can_be_told,
    documents_say_what_they_accept,
    filers_are_known,
)


def deadlines_of(procedure: Procedure) -> list[tuple[str, Deadline]]:
    """Give each delay that a law text sets, with its place."""
    steps = {"admissibility": procedure.admissibility, "decision": procedure.decision, "objection": procedure.objection}
    return [(f"{name}.within", step.within) for name, step in steps.items() if step is not None]


def _fields(procedure: Procedure) -> dict[str, dict[str, Any]]:
    """Give the fields of the form by dotted path; a form that is no schema cannot be looked into."""
    fields: dict[str, dict[str, Any]] = GAP if any(form_is_a_schema(procedure)) else procedure.fields
    return fields


def _misshapen(place: str, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Walk a JSON Schema and tell what has not the shape that it should have."""
    known = [name for name in SCHEMA if name in schema]
    faults = [fault for name in known for fault in faults_in(SCHEMA[name], schema[name], f"{place}.{name}")]
    yield from faults
    for name, field in {} if faults else schema.get("properties", {}).items():
        yield from _misshapen(f"{place}.properties.{name}", field)


def _unlabelled(place: str, said: Any) -> Iterator[Fault]:
    yield from [Fault(place, "has no label")] if said is None else faults_in(Labels, said, place)
