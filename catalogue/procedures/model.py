"""What a procedure is: its form, what it declares, and the parts of its path, frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from catalogue.conditions import Facts, holds
from catalogue.languages import Labels
from catalogue.procedures.path import (
    Admissibility,
    Body,
    Decision,
    Delay,
    DocumentKind,
    Due,
    Hold,
    Levy,
    Objection,
    Paper,
    Receipt,
    Silence,
    Validity,
)
from contracts.events import Declared
from contracts.payment import Moment


class Family(StrEnum):
    """The two families of permits."""

    URBANISM = "urbanism"
    ECONOMIC = "economic"


@dataclass(frozen=True)
class LawText:
    """A text on which the procedure stands, cited by its official title."""

    code: str
    title: Labels


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure; it never changes once published."""

    code: str
    version: str
    family: Family
    title: Labels
    description: Labels
    law: tuple[LawText, ...]
    form: Any  # JSON Schema, draft 2020-12, with `x-labels`, `x-enum-labels` and `x-unit`
    declares: Mapping[str, str]  # what every room may know of the project: name -> path of a figure, a choice, a yes or no of the form
    documents: tuple[DocumentKind, ...]
    receipt: Receipt
    admissibility: Admissibility | None = None
    bodies: tuple[Body, ...] = ()
    decision: Decision | None = None
    objection: Objection | None = None
    charges: tuple[Levy, ...] = ()
    paper: Paper | None = None
    silence: Silence | None = None
    validity: Validity | None = None
    follows: tuple[str, ...] = ()  # codes of procedures of which an earlier file must have been delivered
    filed_by: tuple[str, ...] = ()  # professions that alone may file; empty: the applicant may file himself
    author: str = ""  # section of the form that names the professional who files; empty: the form names nobody

    @property
    def ref(self) -> str:
        """Name this very version: `code@version`."""
        return f"{self.code}@{self.version}"

    @property
    def form_schema(self) -> dict[str, Any]:
        """Give the JSON Schema (draft 2020-12) that a form must satisfy at submission; not to be changed."""
        schema: dict[str, Any] = self.form
        return schema

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """Give the fields of the form, sections among them, by dotted path: `project.levels` -> its subschema."""
        return dict(_fields(self.form, ""))

    def asks_for(self, code: str) -> bool:
        """Tell whether a code names a document, or a path a field of the form."""
        return self.document(code) is not None or code in self.fields

    def choice_label(self, path: str, choice: str) -> Labels | None:
        """Give the name of a choice of a field of the form, or nothing when there is no such choice."""
        named: Mapping[str, dict[str, str]] = self.fields.get(path, {}).get("x-enum-labels", {})
        return Labels(**named[choice]) if choice in named else None

    def documents_due(self, due: Due, declared: Declared) -> frozenset[str]:
        """Name the documents that a project must have by then."""
        facts = self.facts(declared)
        return frozenset(each.code for each in self.documents if each.due is due and each.required and holds(each.when, facts))

    def bodies_for(self, declared: Declared) -> tuple[Body, ...]:
        """Give the bodies that sit for a project."""
        facts = self.facts(declared)
        return tuple(body for body in self.bodies if holds(body.when, facts))

    def facts(self, declared: Declared) -> Facts:
        """Read what a file declares for conditions: figures, texts, truth values; what its form left out is 0, empty, false."""
        return {name: _fact(self.fields.get(path, {}), declared.get(name, "")) for name, path in self.declares.items()}

    @property
    def limit(self) -> Delay:
        """Give the time within which the applicant has his answer: the decision's, the objection's, or the slowest body's."""
        if step := self.decision or self.objection:
            return step.within
        return max((body.delay for body in self.bodies), key=lambda delay: delay.days)

    def moments_that_hold(self, *held: Hold) -> frozenset[Moment]:
        """Name the moments whose fees hold one of these back."""
        return frozenset(levy.due for levy in self.charges if levy.holds in held)

    @property
    def moments_before_signature(self) -> frozenset[Moment]:
        """Name the moments whose fees are paid before anything is signed: what holds the study back holds back all that comes after."""
        return self.moments_that_hold(Hold.STUDY, Hold.SIGNATURE)

    def schedules_due(self, moment: Moment) -> tuple[str, ...]:
        """Name the fee schedules that are due at a moment."""
        return tuple(levy.schedule for levy in self.charges if levy.due is moment)

    def document(self, code: str) -> DocumentKind | None:
        """Give the kind of document with this code, or nothing when the procedure does not know it."""
        return next((each for each in self.documents if each.code == code), None)

    def body(self, code: str) -> Body | None:
        """Give the body with this code, or nothing when the procedure never hears it."""
        return next((each for each in self.bodies if each.code == code), None)

    def law_text(self, code: str) -> LawText:
        """Give a law text that this procedure cites."""
        return next(each for each in self.law if each.code == code)

    def declared(self, form: Mapping[str, Any]) -> dict[str, str]:
        """Read from a form what it declares, as text; a figure left out counts as 0, a choice left out is not declared."""
        found = {name: (self.fields[path], field_at(form, path)) for name, path in self.declares.items()}
        return {name: _text(field, value) for name, (field, value) in found.items() if value is not None or is_figure(field)}


def field_at(form: Any, path: str) -> Any:
    """Follow a dotted path into a form; None when the form does not go that far."""
    for step in path.split("."):
        form = form.get(step) if isinstance(form, Mapping) else None
    return form


def is_figure(field: Mapping[str, Any]) -> bool:
    """Tell whether a field of a form takes a number."""
    return field.get("type") in ("number", "integer")


def _fact(field: Mapping[str, Any], text: str) -> Decimal | str | bool:
    """Read a declared value again."""
    if is_figure(field):
        return Decimal(text or 0)
    return text == "true" if field.get("type") == "boolean" else text


def _text(field: Mapping[str, Any], value: Any) -> str:
    """Write a declared value: decimal text, `true` or `false`, a code."""
    if is_figure(field):
        return f"{Decimal(str(value or 0)):f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fields(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk the properties of a JSON Schema: dotted path and subschema."""
    for name, field in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, field
        yield from _fields(field, here)
