"""
Procedures: what the law asks for one kind of permit, as versioned data.

A file (`<code>/<version>.yaml`) is a draft until its SHA-256 stands in `PUBLISHED` (`sha256sum -c PUBLISHED`); then it never changes.
A dossier is pinned to `code@version` and stays on it.

An installation may have procedures of its own, in a folder of the same form that PROCEDURES_FOLDER names, for all processes alike.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from catalogue.procedures.checks import RULES, earlier_procedures_exist, is_filed_under
from catalogue.procedures.model import Family, LawText, Procedure
from catalogue.procedures.path import Body, Deadline, Delay, DocumentKind, Due, Gate, Hold, Paper, Template
from catalogue.procedures.walk import STEPS
from catalogue.reading import BrokenCatalogue, load_yaml, read
from contracts.refusals import NotFound

__all__ = [
    "Body",
    "Deadline",
    "Delay",
    "DocumentKind",
    "Due",
    "Family",
    "Gate",
    "Hold",
    "LawText",
    "Paper",
    "Procedure",
    "ProcedureNotFound",
    "Template",
    "bodies",
    "by_ref",
    "catalogue_of",
    "draft",
    "load",
    "published",
    "versions",
]

SHELF = Path(__file__).parent


class ProcedureNotFound(NotFound):
    """No published procedure has this code, or this version."""

    code: ClassVar[str] = "procedure-not-found"


def load(code: str, version: str | None = None) -> Procedure:
    """Give a published procedure, its newest version unless one is named; raise ProcedureNotFound."""
    published = versions(code)
    if not published or version not in (None, *published):
        raise ProcedureNotFound(procedure=code if version is None else f"{code}@{version}")
    return _read(code, version or published[-1])


def by_ref(ref: str) -> Procedure:
    """Give the procedure that a file is pinned to by `code@version`; raise ProcedureNotFound."""
    code, _, version = ref.partition("@")
    return load(code, version)


def versions(code: str) -> tuple[str, ...]:
    """List the published versions of a procedure, oldest first; empty when it is unknown."""
    return tuple(sorted(version for known, version in _pins() if known == code))


def catalogue_of(family: str = "") -> list[Procedure]:
    """List the newest version of each procedure of a family (all when empty), by code."""
    newest = (load(code) for code in sorted({code for code, _ in _pins()}))
    return [procedure for procedure in newest if family in ("", procedure.family)]


def published() -> list[Procedure]:
    """List every published version of every procedure."""
    return [load(code, version) for code, version in _pins()]


def bodies() -> frozenset[str]:
    """Name every body that a published version of a procedure asks."""
    return frozenset(body.code for procedure in published() for body in procedure.bodies)


@dataclass(frozen=True)
class Pin:
    """Where a published version lies, and the SHA-256 that it had when it was published."""

    path: Path
    digest: str


def shelves() -> tuple[Path, ...]:
    """Name the folders of procedures: ours, and the installation's own."""
    own = os.environ.get("PROCEDURES_FOLDER", "")
    return (SHELF, Path(own)) if own else (SHELF,)


@cache
def _pins() -> dict[tuple[str, str], Pin]:
    """Read the pins of each shelf, by code and version, from a file in the format of sha256sum; ours stand against an installation's."""
    pins: dict[tuple[str, str], Pin] = {}
    for shelf in shelves():
        for line in (shelf / "PUBLISHED").read_text(encoding="ascii").splitlines():
            digest, _, path = line.partition("  ")
            code, _, file = path.partition("/")
            pins.setdefault((code, file.removesuffix(".yaml")), Pin(shelf / path, digest))
    return pins


@cache
def _read(code: str, version: str) -> Procedure:
    """Read one published version, once for the whole process; raise BrokenCatalogue when it is not what was published."""
    pin = _pins()[code, version]
    if hashlib.sha256(pin.path.read_bytes()).hexdigest() != pin.digest:
        raise BrokenCatalogue(f"procedures/{code}/{version}.yaml: changed since it was published; publish a new version instead")
    return draft(pin.path)


def draft(path: Path) -> Procedure:
    """Read and check a procedure that need not be published yet; raise BrokenCatalogue with everything that is wrong with it."""
    folder = path.parent
    placed = [is_filed_under(folder.name, path.stem), earlier_procedures_exist([*shelves(), folder.parent])]
    return read(Procedure, load_yaml(path), [*placed, *RULES, *STEPS])
