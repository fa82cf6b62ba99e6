"""
How an answer leaves: taken from the application part by part by threads, sent on the event loop, where no thread waits for the client.

What fits one part, as nearly all do, is one errand of a thread and one message. Of a document no more than a part is on its way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from chassis.log import log
from gateway.bodies import Message, Receive

PART = 64 * 1024  # bytes that are sent at once
SENDING_SECONDS = 30  # for a client to take a part

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
Send = Callable[[Message], Awaitable[None]]
Aside = Callable[..., Awaitable[Any]]
"""How a thread is sent on an errand."""


class Answer:
    """What an application answers to one request; threads alone touch it."""

    def __init__(self, application: Application, environ: Environ) -> None:
        """Ask the application, and take the first part."""
        self._begun: tuple[str, list[tuple[str, str]]] = ("", [])
        self._pieces = application(environ, self._begin)
        self._iterator = iter(self._pieces)
        self.is_over = False
        self.part = b""
        self.advance()

    def advance(self) -> None:
        """Take the next part; after the last one, or when there is none to be had, the application is told that no more is wanted."""
        try:
            self.part = self._next_part()
        except BaseException:
            self.close()
            raise

    def _next_part(self) -> bytes:
        pieces, size = [], 0
        for piece in self._iterator:
            pieces.append(piece)
            size += len(piece)
            if size >= PART:
                break
        else:
            self.close()
        return b"".join(pieces)

    def close(self) -> None:
        """Tell the application that no more is wanted."""
        if not self.is_over:
            self.is_over = True
            getattr(self._pieces, "close", lambda: None)()

    def head(self, *, is_last: bool) -> Message:
        """Give status and headers; `is_last`: nothing more is answered on this connection."""
        status, headers = self._begun
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        closing = [(b"connection", b"close")] if is_last else []
        return {"type": "http.response.start", "status": int(status[:3]), "headers": pairs + closing}

    def _begin(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
        """Keep what is said first (PEP 3333's `start_response`)."""
        self._begun = (status, headers)
        return self._refuse_to_write

    @staticmethod
    def _refuse_to_write(_: bytes) -> None:
        """Refuse the old way of answering."""
        raise NotImplementedError("an answer is returned, not written")


async def deliver(answer: Answer, send: Send, receive: Receive, aside: Aside) -> None:
    """Send an answer, whose head has been sent, to its end; leave a client that has left, or takes no more of it."""
    if answer.is_over:
        await send({"type": "http.response.body", "body": answer.part})
        return
    leaving = asyncio.ensure_future(_leave(receive))
    try:
        while not leaving.done():
            if not await _is_taken(answer.part, send):
                await aside(log.warning, "answer-not-taken")
                return
            if answer.is_over:
                await send({"type": "http.response.body", "body": b""})
                return
            await aside(answer.advance)
    finally:
        leaving.cancel()
        await aside(answer.close)


async def _is_taken(part: bytes, send: Send) -> bool:
    """Send a part in pieces; tell whether the client takes them."""
    try:
        for start in range(0, len(part), PART):
            async with asyncio.timeout(SENDING_SECONDS):
                await send({"type": "http.response.body", "body": part[start : start + PART], "more_body": True})
    except TimeoutError:
        return False
    return True


async def _leave(receive: Receive) -> None:
    """Wait until the client leaves; what it still sends is let go."""
    while (await receive())["type"] != "http.disconnect":
        pass
