"""
How the body of a request arrives: its first part before a thread takes the request, the rest while one reads on.

Nobody waits without end: a client that is silent, or slower than `SLOWEST`, is late. When his time is over, what has come meanwhile is
taken first: a process that stood still for so long (a machine out of breath) has not been listening. What is not whole is never taken for
it: whoever reads to where it breaks off is told by an error.
"""

import asyncio
from collections.abc import Awaitable, Callable
from io import RawIOBase
from typing import Any

SILENCE_SECONDS = 10  # from one piece to the next
GRACE_SECONDS = 20  # of waiting, before the speed counts
SLOWEST = 500  # bytes a second
LAST_LOOK_SECONDS = 1  # for what had come in time
FIRST_PART = 64 * 1024  # bytes
PIECE = 256 * 1024  # bytes that a thread asks for at once

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class ClientLate(Exception):
    """The client did not send what it announced in time."""


class ClientGone(Exception):
    """The client left before its body was whole, or sent in chunks what is none."""


class Body(RawIOBase):
    """The body of one request: gathered on the event loop, read by a thread."""

    def __init__(self, receive: Receive, *, is_over: bool = False) -> None:
        """Begin with nothing, on the running loop; `is_over`: and it stays so."""
        self._receive, self._loop = receive, asyncio.get_running_loop()
        self._held = bytearray()
        self._received = 0
        self._waited = 0.0
        self._broken: Exception | None = None
        self.is_over = is_over  # whole or broken, no more will come

    @property
    def is_whole(self) -> bool:
        """Tell whether it is here to its end."""
        return self.is_over and self._broken is None

    async def gather(self, wanted: int) -> None:
        """Wait until so many bytes are here, or no more will come."""
        while not self.is_over and len(self._held) < wanted:
            try:
                self._take(await self._next())
            except TimeoutError:
                self._end(ClientLate())

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read what is here, in a thread; wait when that is nothing. Raise `ClientLate` or `ClientGone` where the body breaks off."""
        if not self._held and not self.is_over:
            asyncio.run_coroutine_threadsafe(self.gather(PIECE), self._loop).result()
        if not self._held and self._broken is not None:
            raise self._broken
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        del self._held[:size]
        return size

    async def _next(self) -> Message:
        """Wait for the next message, as long as silence and speed allow; raise `TimeoutError`. Whoever is not too slow gets a last look."""
        began, at_this_speed = self._loop.time(), GRACE_SECONDS + self._received / SLOWEST - self._waited
        patience = min(SILENCE_SECONDS, at_this_speed)
        coming = asyncio.ensure_future(self._receive())
        try:
            for seconds in (patience, *([LAST_LOOK_SECONDS] if at_this_speed > SILENCE_SECONDS else [])):
                if (await asyncio.wait((coming,), timeout=seconds))[0]:
                    self._waited += min(patience, self._loop.time() - began)
                    return coming.result()
        finally:
            coming.cancel()
        raise TimeoutError

    def _take(self, message: Message) -> None:
        if message["type"] == "http.disconnect":
            self._end(ClientGone())
            return
        piece = message.get("body", b"")
        self._held += piece
        self._received += len(piece)
        self.is_over = not message.get("more_body", False)

    def _end(self, broken: Exception) -> None:
        self._broken, self.is_over = broken, True
