"""What a procedure is: its form, documents, bodies, deadlines and fees, frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from catalogue.languages import Labels


class Family(StrEnum):
    """The two families of permits."""

    URBANISM = "urbanism"
    ECONOMIC = "economic"


class Stage(StrEnum):
    """When a document is due."""

    AT_SUBMISSION = "at-submission"
    AFTER_OPINION = "after-opinion"


class Unit(StrEnum):
    """How a delay is counted."""

    DAYS = "days"
    WORKING_DAYS = "working-days"


@dataclass(frozen=True)
class Delay:
    """A number of days and the way they are counted."""

    days: int
    unit: Unit


@dataclass(frozen=True)
class Deadline(Delay):
    """A delay that a law text sets; `law` is the code of one of the procedure's law texts."""

    law: str


@dataclass(frozen=True)
class LawText:
    """A text on which the procedure stands, cited by its official title."""

    code: str
    title: Labels


@dataclass(frozen=True)
class DocumentKind:
    """A document that the applicant attaches."""

    code: str
    labels: Labels
    required: bool
    stage: Stage
    media_types: tuple[str, ...]
    max_bytes: int


@dataclass(frozen=True)
class Body:
    """A body that is asked for its opinion; `conform` means that its unfavourable opinion binds the president."""

    code: str
    mandatory: bool
    conform: bool
    delay: Delay


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure; it never changes once published."""

    code: str
    version: str
    family: Family
    title: Labels
    permit_title: Labels
    description: Labels
    law: tuple[LawText, ...]
    form: Any  # JSON Schema, draft 2020-12, with `x-labels`, `x-enum-labels` and `x-unit`
    declares: Mapping[str, str]  # what every room may know of the project: name -> path of a figure, a choice, a yes or no of the form
    fee_schedule: str
    documents: tuple[DocumentKind, ...]
    bodies: tuple[Body, ...]
    admissibility: Deadline
    decision: Deadline
    signatory: Labels
    receipt_notices: tuple[Labels, ...]
    permit_articles: tuple[Labels, ...]
    filed_by: tuple[str, ...] = ()  # professions that alone may file; empty: the applicant may file himself
    author: str = ""  # section of the form that names the professional who files; empty: the form names nobody
    silence_attestation: str = ""  # code of the law text that allows it; empty when silence gives nothing

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

    @property
    def required_documents(self) -> frozenset[str]:
        """Name the documents without which a file cannot be submitted."""
        return frozenset(each.code for each in self.documents if each.required and each.stage is Stage.AT_SUBMISSION)

    @property
    def mandatory_bodies(self) -> frozenset[str]:
        """Name the bodies whose opinion must be in before a decision."""
        return frozenset(each.code for each in self.bodies if each.mandatory)

    def document(self, code: str) -> DocumentKind | None:
        """Give the kind of document with this code, or nothing when the procedure does not know it."""
        return next((each for each in self.documents if each.code == code), None)

    def body(self, code: str) -> Body | None:
        """Give the body with this code, or nothing when the procedure does not ask it."""
        return next((each for each in self.bodies if each.code == code), None)

    def law_text(self, code: str) -> LawText:
        """Give a law text that this procedure cites."""
        return next(each for each in self.law if each.code == code)

    def declared(self, form: Mapping[str, Any]) -> dict[str, str]:
        """Read from a valid form what it declares, as text; a figure left out counts as 0, a choice left out is not declared."""
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
