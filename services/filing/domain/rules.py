"""What a dossier must hold before it is submitted: named rules, each giving all its reasons."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, Protocol

from jsonschema import Draft202012Validator

from catalogue import procedures
from catalogue.procedures import Due, Procedure
from contracts.refusals import Reason
from services.filing.domain.faults import reasons_of, sound
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
    yield from reasons_of(validator(procedure.ref).iter_errors(draft.form), procedure.ref)


def documents_are_complete(draft: Draft, procedure: Procedure) -> Iterator[Reason]:
    """Every document that the procedure requires at submission is attached (law 55-19: none beyond the published list)."""
    declared = procedure.declared(sound(draft.form, validator(procedure.ref)))
    needed = procedure.documents_due(Due.SUBMISSION, declared)
    for kind in sorted(needed - frozenset(draft.documents)):
        yield Reason("missing-document", f"documents.{kind}", {"kind": kind, "procedure": procedure.ref})


def mandate_is_given(draft: Draft, procedure: Procedure) -> Iterator[Reason]:
    """Who hands a file in for somebody else has his mandate (dahir on obligations and contracts, art. 879)."""
    if draft.mandate is not None and not draft.mandate.was_given:
        yield Reason("mandate-awaited", "applicant")


SUBMISSION_RULES = (form_is_valid, documents_are_complete, mandate_is_given)


def refuse_if_incomplete(draft: Draft, procedure: Procedure, further: Collection[Reason] = ()) -> None:
    """Raise `NotSubmittable` with every reason at once, those among them that are `further` known."""
    reasons = [*(reason for rule in SUBMISSION_RULES for reason in rule(draft, procedure)), *further]
    if reasons:
        raise NotSubmittable(reasons)


@cache
def validator(procedure_ref: str) -> Draft202012Validator:
    """Prepare the schema of one procedure version, once."""
    return Draft202012Validator(procedures.by_ref(procedure_ref).form_schema)
