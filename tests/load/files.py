"""
Whole files a second on the running platform, from the draft to the downloaded permit, through the public HTTP interface alone.

People work as they do: architects, clerks and reviewers go through a few files in a row; one president signs whatever lies ready on his
desk in one ceremony. Only a file whose permit was downloaded counts, and the clock runs until the last one.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from demo import platform as demo_platform
from demo import steps
from demo.people import Cast
from deploy.local.platform import Platform
from deploy.local.refusals import CannotRun
from tests.load import consumption
from tests.load.result import Result, significant

BAR = 4.0
"""Files a second on two cores, asked for by the project."""

WORKERS = 12  # at once; with a third of them, the cores rest a sixth of the time
IN_A_ROW = 6
WAVES = 2
PATIENCE_SECONDS = 120.0
CEREMONY = 20  # permits that fit well into one call's time

STEPS: tuple[Callable[[Cast, str], object], ...] = (steps.attach, steps.submit, steps.admit, steps.advise, steps.decide, steps.pay_by_card)


class Desk:
    """The president's desk: who waits for a signature, and a thread that signs."""

    def __init__(self, cast: Cast) -> None:
        """Open the desk."""
        self._cast = cast
        self._closed = threading.Event()
        self._signed: dict[str, threading.Event] = {}

    def expect(self, dossier: str) -> None:
        """Say that a file will come."""
        self._signed[dossier] = threading.Event()

    def wait_for(self, dossier: str) -> None:
        """Wait until the president has signed; refuse when he does not."""
        if not self._signed[dossier].wait(PATIENCE_SECONDS):
            raise CannotRun(f"{dossier} was not signed within {PATIENCE_SECONDS:.0f} s")

    def close(self) -> None:
        """Send the president home."""
        self._closed.set()

    def sign_all_day(self) -> None:
        """Sign what lies ready, look again a little later, until the desk closes."""
        while not self._closed.wait(0.5):
            self.sign_what_is_ready()

    def sign_what_is_ready(self) -> None:
        """Read every ready permit, then sign them in one ceremony, bound to the very documents."""
        president = self._cast["president"]
        listed = president.get("/v1/signature-requests", mine="true", limit=100)["items"]
        ready = [request for request in listed if request["status"] == "ready"][:CEREMONY]
        if not ready:
            return
        content = {"pin": steps.PIN, "documents": [steps.read(president, request) for request in ready]}
        asked = {"requests": [request["id"] for request in ready], "activation": steps.sealed(self._cast, president, content)}
        president.post("/v1/signature-requests/signatures", asked, key=str(uuid4()))
        for request in ready:
            if request["dossier"] in self._signed:
                self._signed[request["dossier"]].set()


def measure() -> list[Result]:
    """Warm up with a wave each, since the first files after a start are the dearest; then take the files and the CPU time."""
    platform, cast = Platform.running(), demo_platform.cast(PATIENCE_SECONDS)  # who is told to come back comes back
    steps.take_key(cast)
    desk = Desk(cast)
    president = threading.Thread(target=desk.sign_all_day, daemon=True)
    president.start()
    try:
        take(cast, desk, WORKERS, IN_A_ROW)
        before, started = consumption.used(platform), time.perf_counter()
        files = take(cast, desk, WORKERS * WAVES, IN_A_ROW)
        took, after = time.perf_counter() - started, consumption.used(platform)
    finally:
        desk.close()
        president.join(timeout=30)
    spent = {name: seconds / files for name, seconds in consumption.between(before, after).items()}
    extra = {
        "files": files,
        "seconds": significant(took),
        "workers": WORKERS,
        "baseline_is": "the bar: 4 files a second on two cores",
        "cpu_seconds_per_file": significant(sum(spent.values())),
        "cpu_seconds_per_file_by_process": {name: round(seconds, 4) for name, seconds in spent.items() if seconds > 0.0005},
    }
    return [Result(name="files", value=files / took, unit="files/s", baseline=BAR, extra=extra)]


def take(cast: Cast, desk: Desk, waves: int, in_a_row: int) -> int:
    """Take `waves` waves of `in_a_row` files to their permits, WORKERS waves at a time; give how many permits were downloaded."""
    with ThreadPoolExecutor(WORKERS) as workers:
        permits = [workers.submit(take_wave, cast, desk, in_a_row) for _ in range(waves)]
        return sum(each.result(timeout=600) for each in permits)


def take_wave(cast: Cast, desk: Desk, count: int) -> int:
    """Take some files through each step, one after another; give how many permits were downloaded."""
    dossiers = [steps.draft(cast) for _ in range(count)]
    for dossier in dossiers:
        desk.expect(dossier)
    for step in STEPS:
        for dossier in dossiers:
            step(cast, dossier)
    for dossier in dossiers:
        desk.wait_for(dossier)
    return sum(steps.collect(cast, dossier).startswith(b"%PDF") for dossier in dossiers)
