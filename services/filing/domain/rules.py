"""What a dossier must hold before it is submitted: named rules, each giving all its reasons."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, Protocol, cast

from jsonschema import Draft202012Validator, ValidationError

from catalogue import procedures
from catalogue.procedures import Due, Procedure
from contracts.refusals import Reason
from services.filing.domain.mandate import Mandate
from services.filing.domain.refusals import NotSubmittable


class Draft(Protocol):
    """What is handed in, as far as the rules look at it."""

    @property
    def form(self) -> dict[str, Any]:
        """What was typed."""

    @property
    def documents(self) -> Collection[str]:
        """The kinds of the documents that are attached."""

    @property
    def mandate(self) -> Mandate | None:
        """Under which mandate it is handed in, when one is needed."""


def form_is_valid(draft: Draft, procedure: Procedure) -> Iterator[Reason]:
    """The form says everything that the procedure asks, and nothing else (RGC, decree 2-18-577: the closed list of contents)."""
    for error in validator(procedure.ref).iter_errors(draft.form):
        yield from reasons_of(error, procedure.ref)


def documents_are_complete(draft: Draft, procedure: Procedure) -> Iterator[Reason]:
    """Every document that the procedure requires at submission is attached (law 55-19: none beyond the published list)."""
    needed = procedure.documents_due(Due.SUBMISSION, procedure.declared(draft.form))
    for kind in sorted(needed - frozenset(draft.documents)):
        yield Reason("missing-document", f"documents.{kind}", {"kind": kind, "procedure": procedure.ref})


def mandate_is_given(draft: Draft, procedure: Procedure) -> Iterator[Reason]:
    """Who hands a file in for somebody else has his mandate (dahir on obligations and contracts, art. 879)."""
    if draft.mandate is not None and not draft.mandate.was_given:
        yield Reason("mandate-awaited", "applicant")


SUBMISSION_RULES = (form_is_valid, documents_are_complete, mandate_is_given)


def refuse_if_incomplete(draft: Draft, procedure: Procedure) -> None:
    """Raise `NotSubmittable` with every reason at once."""
    reasons = [reason for rule in SUBMISSION_RULES for reason in rule(draft, procedure)]
    if reasons:
        raise NotSubmittable(reasons)


@cache
def validator(procedure_ref: str) -> Draft202012Validator:
    """Prepare the schema of one procedure version, once."""
    return Draft202012Validator(procedures.by_ref(procedure_ref).form_schema)


def reasons_of(error: ValidationError, procedure_ref: str) -> Iterator[Reason]:
    """Say a violation of the schema in our own codes, with the path of the field."""
    path = ["form", *(str(step) for step in error.absolute_path)]
    match error.validator:
        case "required":
            yield from missing(path, error)
        case "additionalProperties":
            for name in unknown(error):
                yield Reason("unknown-field", ".".join([*path, name]))
        case "type":
            yield Reason("wrong-type", ".".join(path), {"expected": error.validator_value})
        case _:
            facts = {"rule": str(error.validator), "expected": plain(error.validator_value)}
            yield Reason("value-not-allowed", ".".join(path), {**facts, "path": ".".join(path[1:]), "procedure": procedure_ref})


def missing(path: list[str], error: ValidationError) -> Iterator[Reason]:
    """Name the field that is required and absent; jsonschema reports each in an error of its own."""
    required: Any = error.validator_value
    for name in required:
        if error.message.startswith(f"{name!r} "):
            yield Reason("missing-field", ".".join([*path, name]))


def unknown(error: ValidationError) -> list[str]:
    """Name the fields that the schema does not know."""
    instance, schema = cast("dict[str, Any]", error.instance), cast("dict[str, Any]", error.schema)
    return sorted(set(instance) - set(schema.get("properties", ())))


def plain(value: Any) -> Any:
    """Keep what can be told to a person: figures, words and lists of words."""
    return value if isinstance(value, str | int | float | list) else ""
