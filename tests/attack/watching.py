"""What honest people went through: how long each read took, how long each refusal lasted."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import httpx

from demo.people import TRANSIENT, Person, persist
from tests.load.result import percentiles_ms

SOON = (429, 503)


@dataclass
class Watch:
    """Keeps the times of one phase; several people write into it at once."""

    reads: list[float] = field(default_factory=list)
    refusals: dict[str, list[float]] = field(default_factory=dict)  # by status: seconds until the same request was let in
    broken: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def note_read(self, seconds: float) -> None:
        """Keep how long a read took that was answered."""
        with self._lock:
            self.reads.append(seconds)

    def note_refusal(self, status: int, seconds: float) -> None:
        """Keep how long somebody was kept out of one request."""
        with self._lock:
            self.refusals.setdefault(str(status), []).append(seconds)

    def note_broken(self, what: str) -> None:
        """Keep an answer that nobody should ever get."""
        with self._lock:
            self.broken.append(what)

    def longest_refusal(self) -> float:
        """Give the longest time for which an honest request was refused, in seconds."""
        return max((seconds for each in self.refusals.values() for seconds in each), default=0.0)

    def percentiles(self) -> dict[str, float]:
        """Give p50, p95 and p99 of the reads, in milliseconds."""
        return percentiles_ms(self.reads)


@dataclass
class Watched(Person):
    """Somebody honest whose requests are timed, and who comes from an address of this machine."""

    noting: Watch = field(default_factory=Watch)
    address: str = "127.0.0.1"

    def __post_init__(self) -> None:
        """Open a connection from the address."""
        super().__post_init__()
        transport = httpx.HTTPTransport(local_address=self.address)
        self._http = httpx.Client(base_url=self.base_url, timeout=40.0, headers=self._http.headers, transport=transport)

    def _persist(self, verb: str, path: str, request: dict[str, object]) -> httpx.Response:
        """Send, and again when told to; note how long the read took, and how long the way in."""
        attempt = Attempt(self.noting, verb, path)
        return persist(lambda: attempt.timed(lambda: self._http.request(verb, path, **self._authorized(request))), self.patience)


@dataclass
class Attempt:
    """One request of somebody honest, repeated until it is let in."""

    watch: Watch
    verb: str
    path: str
    refused_since: float = 0.0
    refused_with: int = 0

    def timed(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """Send once and note what came of it."""
        started = time.perf_counter()
        answer = send()
        ended = time.perf_counter()
        if answer.status_code in TRANSIENT:
            self.refused_since, self.refused_with = self.refused_since or started, answer.status_code
            if answer.status_code not in SOON:
                self.watch.note_broken(f"{answer.status_code} to {self.verb} {self.path}")
            return answer
        if self.refused_since:
            self.watch.note_refusal(self.refused_with, started - self.refused_since)
        elif self.verb == "GET":
            self.watch.note_read(ended - started)
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            self.watch.note_broken(f"{answer.status_code} to {self.verb} {self.path}")
        return answer
