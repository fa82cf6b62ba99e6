"""People at the counter of the gateway: each knows its address, an e-mail and a password, and nothing else."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from demo.sealing import Trust

T = TypeVar("T")
SOON_SECONDS = 30.0
GLANCE_SECONDS = 0.02
TRANSIENT = (429, 502, 503, 504)


class Refused(Exception):
    """The platform answered with a problem document (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        """Carry the problem."""
        self.status, self.problem, self.code = status, problem, str(problem.get("code", ""))
        super().__init__(f"{status} {self.code}: {problem.get('detail', '')} {problem.get('errors', '')}")


class NeverHappened(Exception):
    """What was awaited did not come in time."""


def until(what: str, look: Callable[[], T | None], patience: float = SOON_SECONDS) -> T:
    """Look again and again until something is there, and give it; raise `NeverHappened` after `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise NeverHappened(f"{what}: not within {patience:.0f} s")
        time.sleep(GLANCE_SECONDS)


@dataclass
class Person:
    """Somebody with an account. `patience`: how long he repeats a call, with the same key, while a service is missing or late."""

    base_url: str
    email: str
    password: str
    account: str = ""
    language: str = "fr"
    patience: float = 0.0

    def __post_init__(self) -> None:
        """Open a connection; nobody logs in before he has something to ask."""
        self._http = httpx.Client(base_url=self.base_url, timeout=40.0, headers={"Accept-Language": self.language})
        self._token = ""
        self._entering = Lock()

    def log_in(self) -> None:
        """Exchange e-mail and password for a token."""
        answer = self._persist("POST", "/v1/auth/login", {"json": {"email": self.email, "password": self.password}})
        self._token = understood(answer)["access_token"]

    def get(self, path: str, **query: Any) -> Any:
        """Ask a question."""
        return understood(self._as_myself("GET", path, {"params": query}))

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        """Give a command, under an idempotency key of its own."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return understood(self._as_myself("POST", path, {"json": {} if body is None else body, "headers": headers}))

    def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return understood(self._as_myself("PATCH", path, {"json": body}))

    def upload(self, path: str, content: bytes, media_type: str) -> Any:
        """Send a document."""
        return understood(self._as_myself("PUT", path, {"content": content, "headers": {"Content-Type": media_type}}))

    def download(self, path: str) -> bytes:
        """Fetch a document."""
        answer = self._as_myself("GET", path, {})
        return answer.content if answer.is_success else understood(answer)

    def send(self, verb: str, path: str, **request: Any) -> httpx.Response:
        """Send a request as it stands, with my token, and give the answer whatever it says."""
        return self._as_myself(verb, path, request)

    def watch(self, look: Callable[[httpx.Response], None]) -> None:
        """Let somebody look at each answer that I am given from now on, refusals too."""
        self._http.event_hooks = {"response": [look]}

    def leave(self) -> None:
        """Close the connection."""
        self._http.close()

    def _as_myself(self, verb: str, path: str, request: dict[str, Any]) -> httpx.Response:
        """Send with my token; log in first, and again when it has expired: once, however many act in my name at once."""
        for _ in range(2):
            with self._entering:
                if not self._token:
                    self.log_in()
                token = self._token
            answer = self._persist(verb, path, request)
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                break
            with self._entering:
                self._token = "" if self._token == token else self._token
        return answer

    def _persist(self, verb: str, path: str, request: dict[str, Any]) -> httpx.Response:
        return persist(lambda: self._http.request(verb, path, **self._authorized(request)), self.patience)

    def _authorized(self, request: dict[str, Any]) -> dict[str, Any]:
        mine = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return {**request, "headers": {**mine, **request.get("headers", {})}}


def persist(send: Callable[[], httpx.Response], patience: float) -> httpx.Response:
    """Send, and for `patience` seconds send again while nobody is there to answer, or when told to come back later."""
    end = time.monotonic() + patience
    while True:
        pause = GLANCE_SECONDS * 10
        try:
            answer = send()
            if answer.status_code not in TRANSIENT or time.monotonic() > end:
                return answer
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                pause = float(answer.headers["Retry-After"])
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
        time.sleep(pause)


def understood(answer: httpx.Response) -> Any:
    """Give the content of an answer, or raise `Refused`."""
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except json.JSONDecodeError:
        problem = {"code": "no-problem-document", "detail": answer.text[:200]}
    raise Refused(answer.status_code, problem)


@dataclass(frozen=True)
class Cast:
    """Everybody who plays in the demonstration, by name, and what their devices trust."""

    base_url: str
    mailbox_url: str
    people: Mapping[str, Person]
    seeded: tuple[Mapping[str, Any], ...]
    trust: Trust

    @classmethod
    def of(cls, base_url: str, mailbox_url: str, accounts: Path, trust: Trust, patience: float = 0.0) -> "Cast":
        """Read the demo accounts that the seed wrote."""
        seeded = tuple(json.loads(accounts.read_text("utf-8")))
        people = {
            each["name"]: Person(base_url, each["email"], each["password"], each["account"], each["locale"], patience) for each in seeded
        }
        return cls(base_url, mailbox_url, people, seeded, trust)

    def __getitem__(self, name: str) -> Person:
        """Call somebody by name."""
        return self.people[name]
