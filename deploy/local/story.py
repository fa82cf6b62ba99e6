"""The logs of all processes as one story: every line so far, in the order of time."""

import heapq
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

TIME = re.compile(rb'"timestamp":"([0-9T:.-]+Z)"')


def told(files: Sequence[Path]) -> Iterator[bytes]:
    """Give the lines of the logs, each log begun in the file that was set aside when it grew too long (`filing.log.1`)."""
    return (line for _, line in heapq.merge(*map(timed, files), key=lambda each: each[0]))


def timed(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """Give each line of a log with its time; one that tells none (a traceback, a server's own line) has that of the line before."""
    time = b""
    for part in (file.with_name(f"{file.name}.1"), file):
        if part.exists():
            with part.open("rb") as lines:
                for line in lines:
                    found = TIME.search(line)
                    time = max(time, found[1]) if found else time
                    yield time, line
