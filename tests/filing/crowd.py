"""
`python -m tests.filing.crowd <folder>`: a room in a small way, under eventlet: bombs of one account, plans of others, and a pulse.

Prints JSON: how long the pulse stood still at most (seconds), what each side was answered, the most memory of all processes (bytes).
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402 - everything below must be imported green
import os  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import psutil  # noqa: E402

from contracts.refusals import Refusal  # noqa: E402
from services.filing import archive  # noqa: E402
from services.filing.inspection import Inspection  # noqa: E402
from services.filing.store.uploads import Upload  # noqa: E402
from services.filing.turns import Rules  # noqa: E402
from tests import hostile_documents as documents  # noqa: E402

BEAT_SECONDS = 0.005
BOMBS, PLANS = 24, 40


class Pulse:
    """How long a green thread that wants to run had to wait, and how much memory all processes had meanwhile."""

    def __init__(self) -> None:
        """Begin to beat."""
        self.longest, self.memory, self._me = 0.0, 0, psutil.Process()
        self._stopped = threading.Event()
        eventlet.spawn(self._beat)

    def _beat(self) -> None:
        before = time.monotonic()
        while not self._stopped.wait(BEAT_SECONDS):
            now = time.monotonic()
            self.longest, before = max(self.longest, now - before - BEAT_SECONDS), now
            self.memory = max(self.memory, sum(each.memory_info().rss for each in [self._me, *self._me.children()]))

    def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()


def arrive(content: bytes) -> tuple[Upload, int]:
    """Let a document arrive."""
    stored = archive.uploads().receive("dossier.kind", [content], len(content))
    return Upload("dossier", "kind", stored.sha256), stored.size


def look(inspection: Inspection, sent: tuple[Upload, int], account: str) -> str:
    """Have it looked into; give the word for what came of it."""
    try:
        inspection.inspect(*sent, "application/pdf", account)
    except Refusal as refusal:
        return ", ".join([refusal.code, *(reason.code for reason in refusal.reasons)])
    return "taken"


def main(folder: str) -> None:
    """Let them all come at once."""
    os.environ["DOCUMENTS_URL"] = Path(folder).as_uri()
    inspection, plan, bomb = Inspection(Rules()), documents.an_honest_plan(100), documents.inflating_pdf(20)
    bombs = [arrive(bomb + b"%%%d" % number) for number in range(BOMBS)]
    honest = [arrive(plan + b"%%%d" % number) for number in range(2)] * (PLANS // 2)
    del plan
    crowd, pulse = eventlet.GreenPool(BOMBS + PLANS), Pulse()
    attacked = [crowd.spawn(look, inspection, sent, "attacker") for sent in bombs]
    taken = []
    for number, sent in enumerate(honest):
        taken.append(crowd.spawn(look, inspection, sent, f"architect-{number % 4}").wait())
    answers = [each.wait() for each in attacked]
    pulse.stop()
    print(json.dumps({"longest": pulse.longest, "memory": pulse.memory, "bombs": answers, "honest": taken}))  # noqa: T201 - what is asked for
    inspection.inspectors.close()


if __name__ == "__main__":
    main(sys.argv[1])
