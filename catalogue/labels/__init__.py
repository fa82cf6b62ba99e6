"""The names of what the platform's codes stand for, in Arabic, French and English: one YAML file per subject."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from catalogue.languages import Labels
from catalogue.reading import BrokenCatalogue, load_yaml, read_each

__all__ = ["codes", "label", "labels", "subjects"]

SHELF = Path(__file__).parent


def subjects() -> tuple[str, ...]:
    """List the subjects that have labels: bodies, outcomes, roles, statuses, verdicts ..."""
    return tuple(sorted(path.stem for path in SHELF.glob("*.yaml")))


@cache
def labels(subject: str) -> Mapping[str, Labels]:
    """Read all labels of a subject, by code, in the order of its file."""
    return read_each(Labels, load_yaml(SHELF / f"{subject}.yaml"))


def codes(subject: str) -> frozenset[str]:
    """Name the codes of a subject that have a label."""
    return frozenset(labels(subject))


def label(subject: str, code: str, locale: str = "fr") -> str:
    """Give the name of a code in a language (ar, fr, en); raise BrokenCatalogue when it has none."""
    if found := labels(subject).get(code):
        return found.said_in(locale)
    raise BrokenCatalogue(f"labels/{subject}.yaml: {code} has no label")
