"""What is told of a check: the reasons first, what is alike in one line, and what follows from it shortened."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

SHOWN = 12
IDENTIFIER = re.compile(r"\b([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,})\b")
RAISED = re.compile(r"^([a-z_]\w*\.)*[A-Z]\w+: .*", re.MULTILINE)
FOLLOWS = "CallFailed"
"""What the gateway raises when a room has failed: the room itself says why."""


def alike(lines: Iterable[str]) -> list[str]:
    """Tell what differs in identifiers alone in one line, with how often it is, the most frequent first."""
    counted = Counter(IDENTIFIER.sub("…", line) for line in lines)
    return [line if times == 1 else f"{line} ({times} times)" for line, times in counted.most_common()]


def failed(log: Path) -> Iterator[str]:
    """Say what failed inside a process, from its log: what was raised, in which reaction or call."""
    process = log.stem.removesuffix("-next")
    for line in log.read_text("utf-8", errors="replace").splitlines():
        told = json.loads(line) if line.startswith('{"') else {}
        why = told.get("error") if told.get("event") == "reaction-failed" else raised(told.get("exception", ""))
        if why and FOLLOWS not in why:
            yield f"{process} failed: {why}"


def raised(trace: str) -> str:
    """Give the line of a traceback that says what was raised last; nothing for nothing."""
    found = [match[0] for match in RAISED.finditer(trace)]
    return next((line for line in reversed(found) if not line.startswith(("DETAIL", "HINT", "CONTEXT"))), "")


def shortened(findings: Sequence[str], whole: Path) -> Iterator[str]:
    """Give the first findings, and say where the others are."""
    whole.write_text("".join(f"{finding}\n" for finding in findings), encoding="utf-8")
    yield from (f"WRONG  {finding}" for finding in findings[:SHOWN])
    if len(findings) > SHOWN:
        yield f"WRONG  and {len(findings) - SHOWN} more: {whole}"
