"""Procedures that nobody has published, each like a published one but for some parts, as an installation adds its own."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue import procedures
from catalogue.procedures import Procedure
from services.filing.domain import rules

Publish = Callable[..., Procedure]

CACHES = (procedures._pins, procedures._read, rules.validator)
"""What a process has read once and for all."""


STUDIED_PERMIT: dict[str, Any] = {
    "code": "studied-permit",
    "like": "building-permit-small",
    "charges": [
        {"schedule": "planning-information-note", "due": "request", "holds": "study"},
        {"schedule": "building-permit", "due": "decision", "holds": "signature"},
    ],
}
"""What none of the published ones has: a small building permit of which the study is paid, too."""


class Shelf:
    """A folder of procedures of one's own, which stands beside the published ones."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing."""
        self.folder = folder
        folder.mkdir()
        (folder / "PUBLISHED").touch()

    def publish(self, code: str, like: str = "repair-permit", **changes: Any) -> Procedure:
        """Publish a procedure that differs from another in the parts that are named; one that is None is left out."""
        before = written(like)
        parts = before | {"code": code, "version": "2026-01"} | {name: _changed(before.get(name), part) for name, part in changes.items()}
        path = self.folder / code / "2026-01.yaml"
        path.parent.mkdir()
        path.write_text(yaml.safe_dump({name: part for name, part in parts.items() if part is not None}, allow_unicode=True), "utf-8")
        with (self.folder / "PUBLISHED").open("a", encoding="ascii") as pins:
            pins.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {code}/2026-01.yaml\n")
        self.forget()
        return procedures.load(code)

    def forget(self) -> None:
        """Let the shelf be read anew."""
        for each in CACHES:
            each.cache_clear()


@contextmanager
def shelf_in(folder: Path) -> Iterator[Shelf]:
    """Let everybody find what is published on a new shelf in a folder, until the end of the block."""
    shelf = Shelf(folder / "procedures")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PROCEDURES_FOLDER", str(shelf.folder))
        yield shelf
    shelf.forget()


def written(code: str) -> dict[str, Any]:
    """Read a procedure as its newest version was written."""
    path = procedures.SHELF / code / f"{procedures.versions(code)[-1]}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def _changed(before: Any, part: Any) -> Any:
    """Give a part as it is published: of a mapping what is not named stays."""
    return {**before, **part} if isinstance(before, dict) and isinstance(part, dict) else part
