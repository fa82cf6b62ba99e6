"""
`python -m services.filing.inspector`: answer questions about documents until the channel (standard input, a socket) ends.

Asked `{"path", "media_type"}`, it answers `{"pages"}` or `{"reasons": [{code, field, facts}]}`, with the `seconds` that it spent on the
processor, and `worn` when it should be replaced.
"""

import dataclasses
import json
import socket
import sys
import time
from pathlib import Path
from typing import Any

from contracts.media import LONGEST, PDF, begins_as
from contracts.refusals import Reason
from services.filing.domain.refusals import DocumentRefused
from services.filing.inspector import image, limits, pdf

Json = dict[str, Any]


def main() -> None:
    """Say that we are ready, then answer each question."""
    limits.confine()
    channel = socket.socket(fileno=sys.stdin.fileno())
    channel.setblocking(True)  # a parent under eventlet makes its sockets otherwise
    with channel, channel.makefile("rwb") as lines:
        tell(lines, {"ready": True})
        for line in lines:
            asked, before = json.loads(line), time.process_time()
            limits.allow_one_more()
            found = answer(Path(asked["path"]), asked["media_type"])
            tell(lines, found | {"seconds": time.process_time() - before, "worn": limits.is_worn()})


def answer(path: Path, media_type: str) -> Json:
    """Give the pages of a document, or the reasons for which it is not taken."""
    try:
        return {"pages": pages_of(path, media_type)}
    except DocumentRefused as refusal:
        return {"reasons": [dataclasses.asdict(reason) for reason in refusal.reasons]}
    except MemoryError:
        return {"reasons": [dataclasses.asdict(Reason("document-too-complex"))]}


def pages_of(path: Path, media_type: str) -> int | None:
    """Look into a document: give the number of pages of a PDF, nothing for an image; raise `DocumentRefused`."""
    with path.open("rb") as document:
        if not begins_as(media_type, document.read(LONGEST)):
            raise DocumentRefused([Reason("content-is-not-what-it-claims", facts={"media_type": media_type})])
    if media_type == PDF:
        return pdf.pages_of(path)
    image.look_at(path, media_type)
    return None


def tell(lines: Any, answered: Json) -> None:
    """Write an answer."""
    lines.write(json.dumps(answered).encode() + b"\n")
    lines.flush()


if __name__ == "__main__":
    main()
