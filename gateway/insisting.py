"""
Whoever was told when to come again, and comes before, gets the answer that he was given: at once, and nobody is asked (ADR 0026).

A refusal costs a tenth of what it costs to find out again that it is due. So one account that does not listen takes little from the others.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from prometheus_client import Counter

INSISTED = Counter("rokhas_insisted_total", "Requests of accounts that came before they were told to")
REFUSED_FOR = {name: f"rokhas.{name}_refused_for" for name in ("account", "address", "request")}
"""In the WSGI environment: for how many seconds whatever this account, or anybody at this address, asks will be refused; or this alone."""
RESTS_FOR = "rokhas.rests_for"
"""The same: for how many seconds nothing more is read on this connection."""
MOST_TOLD = 1_000  # accounts and addresses

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


@dataclass(frozen=True)
class Told:
    """What somebody was told, and until when it holds (seconds of the clock)."""

    until: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Insisting:
    """Stands before the application, and remembers its refusals by the token or the address that they were given to."""

    def __init__(self, application: Application, clock: Callable[[], float] = time.monotonic, *, rests: bool = False) -> None:
        """Begin with nobody refused; `rests`: clients connect to us themselves, and one that does not listen is not read for a while."""
        self._application, self._clock, self._rests = application, clock, rests
        self._told: OrderedDict[str, Told] = OrderedDict()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Repeat a refusal that still holds; otherwise let the application answer."""
        names = self._names(environ)
        for name in names.values():
            told = self._told.get(name)
            if told is not None and (left := told.until - self._clock()) > 0:
                return self._repeat(told, left, environ, start)
        return self._answer(environ, start, names)

    def _names(self, environ: Environ) -> dict[str, str]:
        """Name the caller by his token, alone and with what he asks; by his address too where it is his own, and no proxy's."""
        token, address = environ.get("HTTP_AUTHORIZATION", ""), environ.get("REMOTE_ADDR", "")
        asked = f"{environ.get('REQUEST_METHOD', '')} {environ.get('PATH_INFO', '')}"
        known = {"account": f"account {token}", "request": f"account {token} {asked}"} if token else {}
        return known | ({"address": f"address {address}"} if self._rests and address else {})

    def _repeat(self, told: Told, left: float, environ: Environ, start: Start) -> Iterable[bytes]:
        INSISTED.inc()
        if self._rests:
            environ[RESTS_FOR] = left
        wait = ("Retry-After", str(ceil(left)))
        start(told.status, [wait if name == wait[0] else (name, value) for name, value in told.headers])
        return [told.body]

    def _answer(self, environ: Environ, start: Start, names: dict[str, str]) -> Iterable[bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            begun.append((status, list(headers)))
            return start(status, headers, *failure)

        answer = self._application(environ, begin)
        refused = {name: seconds for what, name in names.items() if (seconds := environ.get(REFUSED_FOR[what]))}
        if not refused:
            return answer
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        for name, seconds in refused.items():
            self._remember(name, Told(self._clock() + seconds, *begun[-1], body))
        return [body]

    def _remember(self, name: str, told: Told) -> None:
        self._told[name] = told
        self._told.move_to_end(name)
        while len(self._told) > MOST_TOLD:
            self._told.popitem(last=False)
