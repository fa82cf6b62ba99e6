"""How each file ends: where it stood when the upgrade began, where it stands at last, and where it should."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from contracts.calls.filing import DossierStatus
from tests.chaos.course import Course


class Line(NamedTuple):
    """A file's way: its course, its place and its status when the upgrade began, its status at last (empty: it is lost)."""

    dossier: str
    course: Course
    place: str
    before: str
    after: str


def astray(lines: Iterable[Line]) -> Iterator[str]:
    """Say which file is not where its course ends."""
    for line in lines:
        if line.after != line.course.status:
            where = f"is {line.after!r}" if line.after else "is lost"
            yield f"file {line.dossier} ({line.course}, {line.place}) {where}, not {line.course.status.value!r}"


def unlisted(lines: Iterable[Line], listed: Mapping[str, str]) -> Iterator[str]:
    """Say which file is not in a list (statuses by identifier), or not as it is when one asks for itself."""
    for line in lines:
        shown = listed.get(line.dossier)
        if line.after and shown != line.after:
            yield f"file {line.dossier} ({line.course}, {line.place}) is {line.after!r}, and in its owner's list {shown!r}"


def unseen(statuses: Iterable[str]) -> list[str]:
    """Say at which stages no file was when the upgrade began."""
    seen = set(statuses)
    return [f"no file was {status.value!r} when the upgrade began" for status in DossierStatus if status not in seen]


def table(lines: Sequence[Line]) -> Iterator[str]:
    """Write what was where, and how it ended, with the number of files; alike files in one line."""
    alike = Counter((str(line.course), line.place, line.before, line.after or "lost") for line in lines)
    head = ("course", "when the upgrade began", "status then", "status now")
    widths = [max(len(row[column]) for row in (head, *alike)) for column in range(len(head))]
    for row, count in ((head, "files"), *alike.items()):
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), f"{count:>5}"])
