"""
Check that a procedure does not contradict itself: everything that it names exists, its fees and conditions can be told, its form is one.

A rule tells each fault with the place that has to be changed, as the file has it: `bodies[1].code`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from catalogue import fees, labels
from catalogue.comparing import Compared, Kind
from catalogue.conditions import condition
from catalogue.procedures.forms import (
    fields_have_labels,
    fields_of,
    form_has_sections,
    form_is_a_schema,
    is_declarable,
    required_fields_exist,
    what_is_declared_names_nobody,
)
from catalogue.procedures.model import Procedure, is_figure
from catalogue.procedures.path import Deadline, Delay
from catalogue.procedures.texts import texts_name_known_facts
from catalogue.reading import BrokenCatalogue, Fault, Rule
from contracts.media import BEGINNINGS

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
    """Name each law text, document and body once, charge each fee once, and wait for each thing once."""
    for kind, entries in (("law", procedure.law), ("documents", procedure.documents), ("bodies", procedure.bodies)):
        yield from _twice(kind, ".code", [each.code for each in entries])
    yield from _twice("charges", ".schedule", [levy.schedule for levy in procedure.charges])
    yield from _twice("paper.after", "", [*procedure.paper.after] if procedure.paper else [])


def _twice(kind: str, named_by: str, codes: list[str]) -> Iterator[Fault]:
    for position, code in enumerate(codes):
        if code in codes[:position]:
            yield Fault(f"{kind}[{position}]{named_by}", f"{code} stands twice")


def law_texts_exist(procedure: Procedure) -> Iterator[Fault]:
    """Stand on law texts, and cite only those that the procedure lists."""
    if not procedure.law:
        yield Fault("law", "no law text asks for this")
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


def fees_can_be_assessed(procedure: Procedure) -> Iterator[Fault]:
    """Give the fee formulas every figure they ask for, and a rate for every choice that picks one."""
    declared = {name: fields_of(procedure).get(path, {}) for name, path in procedure.declares.items()}
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
    """Ask in conditions only for what is declared, compare like with like, get a yes or a no, and let something depend on it."""
    whens = [(f"documents[{position}].when", kind.when) for position, kind in enumerate(procedure.documents)]
    whens += [(f"bodies[{position}].when", body.when) for position, body in enumerate(procedure.bodies)]
    for place, when in whens:
        yield from _untellable(place, when, procedure) if when else ()
    for position, kind in enumerate(procedure.documents):
        if kind.when and not kind.required:
            yield Fault(f"documents[{position}].when", f"nobody has to attach {kind.code} anyway")


def _untellable(place: str, when: str, procedure: Procedure) -> Iterator[Fault]:
    fields = {name: fields_of(procedure).get(path, {}) for name, path in procedure.declares.items()}
    kinds = {name: _kind(field) for name, field in fields.items() if is_declarable(field)}
    try:
        asked = condition(when)
        yield from (Fault(place, f"asks for {name}, which is not declared") for name in sorted(asked.names - fields.keys()))
        if asked.names <= kinds.keys():
            asked.check(kinds)
    except BrokenCatalogue as error:
        yield Fault(place, str(error))


def _kind(field: Mapping[str, Any]) -> Compared:
    """Tell what a declared field gives; a choice that is left out is the empty one."""
    if "enum" in field:
        return frozenset({"", *field["enum"]})
    return Kind.FIGURE if is_figure(field) else Kind.TRUTH


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
    if procedure.author and not procedure.filed_by:
        yield Fault("author", "is filled from the record of a profession, and anybody may file")
    section = fields_of(procedure).get(procedure.author, {})
    if procedure.author and section.get("properties", {}).keys() != AUTHOR_FIELDS:
        yield Fault("author", f"{procedure.author} is not a section of the form with {', '.join(sorted(AUTHOR_FIELDS))}")


def earlier_procedures_exist(shelves: Iterable[Path]) -> Rule[Procedure]:
    """Follow only procedures that stand on one of the shelves, and another one than itself: somebody has to come first."""
    known = {folder.name for shelf in shelves for folder in shelf.iterdir() if folder.is_dir()}

    def follows_what_exists(procedure: Procedure) -> Iterator[Fault]:
        for position, code in enumerate(procedure.follows):
            if code not in known:
                yield Fault(f"follows[{position}]", f"no procedure is called {code}")
        if procedure.follows and {*procedure.follows} == {procedure.code}:
            yield Fault("follows", "follows only itself: nobody could begin")

    return follows_what_exists


RULES = (
    codes_are_unique,
    law_texts_exist,
    bodies_have_names,
    delays_are_positive,
    texts_name_known_facts,
    form_is_a_schema,
    form_has_sections,
    required_fields_exist,
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
