"""
How a fact of a refusal is named to a person: codes that the catalogue knows by their labels, everything else as it is.

Rooms refuse with codes; what a fact is called says what its code stands for. A document or a choice of a form has its label in the
procedure, which the refusal names beside it: `procedure`, `code@version`.
"""

import re
from collections.abc import Mapping
from typing import Any

from catalogue import procedures
from catalogue.labels import labels
from catalogue.languages import Labels, Locale
from catalogue.procedures import Procedure, ProcedureNotFound

Facts = Mapping[str, Any]
PLACEHOLDER = re.compile(r"\{(\w+)\}")

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "status": ("statuses", "steps"),
    "move": ("moves",),
    "body": ("bodies",),
    "bodies": ("bodies",),
    "verdict": ("verdicts",),
    "gives": ("voices",),
    "role": ("roles",),
    "professions": ("professions",),
    "levels": ("levels",),
    "method": ("payment-methods",),
    "offered": ("payment-methods",),
    "rule": ("form-rules",),
}
"""What a fact of this name stands for: the subjects of the labels, the first that knows the code wins."""


def filled(wording: str, facts: Facts, locale: str) -> str:
    """Fill the `{placeholders}` of a text from the facts, named in the reader's language; `…` for one that is missing."""
    return PLACEHOLDER.sub(lambda found: _named(found[1], facts, locale), wording)


def _named(name: str, facts: Facts, locale: str) -> str:
    """Name one fact; the members of a list with commas."""
    fact = facts.get(name, "…")
    if isinstance(fact, list | tuple | set | frozenset):
        return ("، " if locale == Locale.AR else ", ").join(_one(name, each, facts, locale) for each in fact)
    return _one(name, fact, facts, locale)


def _one(name: str, fact: Any, facts: Facts, locale: str) -> str:
    """Name one value: by its label, which may itself ask for facts, or as it is."""
    found = _label(name, str(fact), facts)
    return str(fact) if found is None else filled(found.said_in(locale), {key: each for key, each in facts.items() if key != name}, locale)


def _label(name: str, code: str, facts: Facts) -> Labels | None:
    """Find the label of a code, or nothing when it is no code that the catalogue knows."""
    for subject in SUBJECTS.get(name, ()):
        if known := labels(subject).get(code):
            return known
    procedure = _procedure(facts)
    if procedure and name == "kind" and (document := procedure.document(code)):
        return document.labels
    if procedure and name == "expected":
        return procedure.choice_label(str(facts.get("path")), code)
    return None


def _procedure(facts: Facts) -> Procedure | None:
    """Give the procedure that the refusal names, if there is one."""
    try:
        return procedures.by_ref(str(facts["procedure"])) if "procedure" in facts else None
    except ProcedureNotFound:
        return None
