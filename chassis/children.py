"""
Children: processes for work that may go wrong, each question answered by one JSON line, and killed when it takes too long.

A child is a plain process, without eventlet, without our secrets (it gets no environment of ours) and with the limits that it gives itself.
It hears the end of its parent as the end of its channel, and ends too.
"""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
STARTING_SECONDS = 20.0
LONGEST_ANSWER = 64 * 1024
ITS_OWN_FAULT = frozenset({signal.SIGXCPU, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})
"""How a process dies of what it was given: beyond its time on the processor, out of its stack, in a library that gave up."""


class WorkTooMuch(Exception):
    """The work took more than a child may spend, and the child was killed."""


class ChildLost(Exception):
    """The child died, or could not start, for reasons that are not in the work: a try later may succeed."""


class Child:
    """One process that runs a module."""

    def __init__(self, module: str) -> None:
        """Start it; raise `ChildLost` when it is not ready in time."""
        self._channel, its = socket.socketpair()
        with its:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, a module of ours
                [sys.executable, "-m", module],
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": str(ROOT)},
            )
        self._heard = b""
        try:
            self._listen(STARTING_SECONDS)
        except WorkTooMuch as error:
            raise ChildLost(module) from error

    @property
    def pid(self) -> int:
        """Name the process."""
        return self._process.pid

    def ask(self, question: Json, seconds: float) -> Json:
        """Ask, and give the answer; raise `WorkTooMuch` after `seconds`, or when the work killed the child, and `ChildLost`."""
        try:
            self._channel.sendall(json.dumps(question).encode() + b"\n")
        except OSError as error:
            self.end()
            raise ChildLost from error
        return self._listen(seconds)

    def is_alive(self) -> bool:
        """Tell whether it has not ended."""
        return bool(self._process.poll() is None)

    def end(self) -> int:
        """Kill it, and give how it ended."""
        self._channel.close()
        self._process.kill()
        return int(self._process.wait())

    def _listen(self, seconds: float) -> Json:
        until = time.monotonic() + seconds
        try:
            while b"\n" not in self._heard:
                self._heard += self._hear(until - time.monotonic())
        except TimeoutError as error:
            self.end()
            raise WorkTooMuch from error
        line, _, self._heard = self._heard.partition(b"\n")
        return read_answer(line)

    def _hear(self, seconds: float) -> bytes:
        """Receive a piece of an answer; find out why there is none, or too much."""
        if seconds <= 0:
            raise TimeoutError
        self._channel.settimeout(seconds)
        with suppress(ConnectionError):
            piece = self._channel.recv(LONGEST_ANSWER)
            if piece and len(self._heard) < LONGEST_ANSWER:
                return piece
        if -self._wait_for_its_end() in ITS_OWN_FAULT:
            raise WorkTooMuch
        raise ChildLost

    def _wait_for_its_end(self) -> int:
        """Give how a child ended that has left its channel; one that has not ended by now is killed."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        return self.end()


class Nursery:
    """Warm children for one module: who is not at work waits for the next question."""

    def __init__(self, module: str, seconds: float) -> None:
        """Give each question at most `seconds`, as the clock on the wall goes."""
        self._module, self._seconds = module, seconds
        self._idle: list[Child] = []

    def ask(self, question: Json) -> Json:
        """Ask a child; one that says it is `worn`, or gives no answer, is ended, and the next question has a new one."""
        child = self._wake() or Child(self._module)
        try:
            answer = child.ask(question, self._seconds)
        except BaseException:
            child.end()
            raise
        if answer.get("worn"):
            child.end()
        else:
            self._idle.append(child)
        return answer

    def close(self) -> None:
        """End all children."""
        while self._idle:
            self._idle.pop().end()

    def _wake(self) -> Child | None:
        """Give a child that waits, and did not die in its sleep."""
        while self._idle:
            child = self._idle.pop()
            if child.is_alive():
                return child
            child.end()
        return None


def read_answer(line: bytes) -> Json:
    """Read what a child has written; raise `ChildLost` when it makes no sense."""
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise ChildLost from error
    if not isinstance(answer, dict):
        raise ChildLost
    return answer
