"""How a procedure is shown: each part of its path in the words of the catalogue, null where the procedure has none."""

from dataclasses import fields, is_dataclass
from typing import Any

from catalogue.languages import Labels
from catalogue.procedures import Paper, Procedure

Json = dict[str, Any]


def procedure_summary(procedure: Procedure) -> Json:
    """Show a procedure in a list."""
    return {
        "code": procedure.code,
        "version": procedure.version,
        "family": procedure.family.value,
        "title": procedure.title.to_json(),
        "description": procedure.description.to_json(),
    }


def procedure_view(procedure: Procedure) -> Json:
    """Show a procedure whole."""
    return procedure_summary(procedure) | {
        "form": procedure.form_schema,
        "declares": dict(procedure.declares),
        "filed_by": list(procedure.filed_by),
        "author": procedure.author,
        "follows": list(procedure.follows),
        **path_view(procedure),
        "deadlines": deadlines_view(procedure),
        "fees": {"schedules": [levy.schedule for levy in procedure.charges]},
        "law": shown(procedure.law),
    }


def path_view(procedure: Procedure) -> Json:
    """Show the parts of the path."""
    return {
        "documents": shown(procedure.documents),
        "receipt": shown(procedure.receipt),
        "admissibility": shown(procedure.admissibility),
        "bodies": shown(procedure.bodies),
        "decision": shown(procedure.decision),
        "objection": shown(procedure.objection),
        "charges": shown(procedure.charges),
        "paper": paper_view(procedure.paper) if procedure.paper else None,
        "silence": shown(procedure.silence),
        "validity": shown(procedure.validity),
    }


def paper_view(paper: Paper) -> Json:
    """Show a paper, without what its articles say."""
    return {name: part for name, part in shown(paper).items() if name != "articles"}


def deadlines_view(procedure: Procedure) -> Json:
    """Show how long the administration may take, for clients that ask for nothing more."""
    steps = {"admissibility": procedure.admissibility, "decision": procedure.decision}
    return {name: shown(step.within) if step else None for name, step in steps.items()}


def shown(part: Any) -> Any:
    """Write a part of a procedure as plain data; its fields are those of the description, or a test of the gateway says which differ."""
    if isinstance(part, Labels):
        return part.to_json()
    if isinstance(part, tuple):
        return [shown(each) for each in part]
    if is_dataclass(part):
        return {field.name: shown(getattr(part, field.name)) for field in fields(part)}
    return part
