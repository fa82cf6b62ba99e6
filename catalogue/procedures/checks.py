"""Check that a procedure does not contradict itself: everything it names exists, every field has its Arabic and French label."""

from collections.abc import Iterator
from typing import Any

from catalogue import fees, labels
from catalogue.languages import Labels
from catalogue.procedures.model import Procedure, is_figure
from catalogue.reading import BrokenCatalogue, read
from contracts.media import BEGINNINGS

AUTHOR_FIELDS = frozenset({"full_name", "order_number"})


def check(procedure: Procedure, where: str) -> None:
    """Apply every rule; raise BrokenCatalogue that lists all complaints at once."""
    if complaints := [complaint for rule in RULES for complaint in rule(procedure)]:
        raise BrokenCatalogue("\n".join(f"{where}: {complaint}" for complaint in complaints))


def codes_are_unique(procedure: Procedure) -> Iterator[str]:
    """Name each law text, document and body once."""
    for kind, entries in (("law", procedure.law), ("documents", procedure.documents), ("bodies", procedure.bodies)):
        codes = [each.code for each in entries]
        yield from (f"{kind}: {code} stands twice" for code in sorted(set(codes)) if codes.count(code) > 1)


def law_texts_exist(procedure: Procedure) -> Iterator[str]:
    """Cite only law texts that the procedure lists."""
    cited = {procedure.admissibility.law, procedure.decision.law, procedure.silence_attestation} - {""}
    yield from (f"cites {code}, which is not in its law texts" for code in sorted(cited - {each.code for each in procedure.law}))


def bodies_have_names(procedure: Procedure) -> Iterator[str]:
    """Ask only bodies that have a name in the labels."""
    yield from (f"bodies: {each.code} has no label" for each in procedure.bodies if each.code not in labels.codes("bodies"))


def delays_are_positive(procedure: Procedure) -> Iterator[str]:
    """Give everybody at least one day."""
    delays = {"admissibility": procedure.admissibility, "decision": procedure.decision} | {
        each.code: each.delay for each in procedure.bodies
    }
    yield from (f"{name}: a delay of {delay.days} days" for name, delay in delays.items() if delay.days < 1)


def fields_have_labels(procedure: Procedure) -> Iterator[str]:
    """Label each field of the form, and each of its choices, in Arabic and French."""
    for path, field in procedure.fields.items():
        yield from _unlabelled(f"form.{path}", field.get("x-labels"))
        for choice in field.get("enum", ()):
            yield from _unlabelled(f"form.{path}: {choice}", field.get("x-enum-labels", {}).get(choice))


def what_is_declared_names_nobody(procedure: Procedure) -> Iterator[str]:
    """Declare figures, choices, yes and no of the form: what every room hears holds no words of a person (law 09-08)."""
    for name, path in procedure.declares.items():
        field = procedure.fields.get(path, {})
        if not (is_figure(field) or "enum" in field or field.get("type") == "boolean"):
            yield f"declares.{name}: {path} is no figure, no choice and no yes or no of the form"


def fees_can_be_assessed(procedure: Procedure) -> Iterator[str]:
    """Give the fee formulas every figure they ask for, and a rate for every choice that picks one."""
    schedule = fees.schedule(procedure.fee_schedule)
    declared = {name: procedure.fields.get(path, {}) for name, path in procedure.declares.items()}
    categories = declared.get(schedule.by, {}).get("enum", ())
    if not categories:
        yield f"fees: the schedule goes by {schedule.by}, which is no declared choice"
    for charge in schedule.charges:
        figures = {name for name, field in declared.items() if is_figure(field)}
        yield from (f"fees: {charge.code} needs {name}" for name in sorted(charge.inputs - figures))
        yield from (f"fees: {charge.code} has no rate for {each}" for each in categories if not charge.covers(each))


def documents_say_what_they_accept(procedure: Procedure) -> Iterator[str]:
    """Accept at least one media type and some bytes for each document, and only types that can be looked into."""
    for each in procedure.documents:
        if not each.media_types or each.max_bytes < 1:
            yield f"documents: {each.code} accepts nothing"
        yield from (f"documents: {each.code} accepts {unknown}" for unknown in sorted({*each.media_types} - BEGINNINGS.keys()))


def filers_are_known(procedure: Procedure) -> Iterator[str]:
    """Reserve filing for professions that have a name, and name who files in a section of the form that holds nothing else."""
    yield from (f"filed_by: {each} has no label" for each in procedure.filed_by if each not in labels.codes("professions"))
    section = procedure.fields.get(procedure.author, {})
    if procedure.author and section.get("properties", {}).keys() != AUTHOR_FIELDS:
        yield f"author: {procedure.author} is not a section of the form with {', '.join(sorted(AUTHOR_FIELDS))}"


RULES = (
    codes_are_unique,
    law_texts_exist,
    bodies_have_names,
    delays_are_positive,
    fields_have_labels,
    what_is_declared_names_nobody,
    fees_can_be_assessed,
    documents_say_what_they_accept,
    filers_are_known,
)


def _unlabelled(where: str, data: Any) -> Iterator[str]:
    try:
        read(Labels, data, where)
    except BrokenCatalogue as error:
        yield str(error)
