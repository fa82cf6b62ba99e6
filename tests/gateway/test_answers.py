"""How answers leave: whole, or part by part as long as somebody takes them; the application hears when no more is wanted."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.answers import PART, Answer, deliver
from gateway.bodies import Message


class Paper:
    """An answer of some pieces, which counts what was taken of it, and breaks off at one of them."""

    def __init__(self, pieces: int, breaks_at: int | None = None) -> None:
        """Begin with nothing taken."""
        self._pieces, self._breaks_at = pieces, breaks_at
        self.taken = self.closed = 0

    def __call__(self, _: dict[str, Any], start: Any) -> "Paper":
        """Answer with itself."""
        start("200 OK", [("X-Paper", "é")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        """Give piece after piece."""
        for place in range(self._pieces):
            if place == self._breaks_at:
                raise OSError("the store of documents is away")
            self.taken += 1
            yield b"x" * PART

    def close(self) -> None:
        """Count."""
        self.closed += 1


def sent(paper: Paper, leaves_after: int | None = None) -> list[Message]:
    """Deliver a paper to a client that may leave after some messages; give the messages that follow the head."""
    messages: list[Message] = []
    has_left = asyncio.Event()

    async def send(message: Message) -> None:
        messages.append(message)
        if len(messages) == leaves_after:
            has_left.set()

    async def receive() -> Message:
        await has_left.wait()
        return {"type": "http.disconnect"}

    asyncio.run(deliver(Answer(paper, {}), send, receive, asyncio.to_thread))
    return messages


@pytest.mark.parametrize(("is_last", "closing"), [(False, []), (True, [(b"connection", b"close")])])
def test_the_last_answer_of_a_connection_says_that_it_is(is_last: bool, closing: list[tuple[bytes, bytes]]) -> None:
    head = Answer(Paper(pieces=0), {}).head(is_last=is_last)

    assert head == {"type": "http.response.start", "status": 200, "headers": [(b"x-paper", "é".encode("latin-1")), *closing]}


def test_an_answer_of_one_part_is_one_message_after_its_head() -> None:
    paper = Paper(pieces=0)

    assert sent(paper) == [{"type": "http.response.body", "body": b""}]
    assert paper.closed == 1


def test_a_document_leaves_part_by_part_and_is_closed_once() -> None:
    paper = Paper(pieces=5)

    parts = [message["body"] for message in sent(paper)]

    assert b"".join(parts) == b"x" * (5 * PART)
    assert max(len(part) for part in parts) == PART
    assert paper.closed == 1


def test_of_a_document_whose_client_has_left_no_more_is_read() -> None:
    paper = Paper(pieces=1000)

    sent(paper, leaves_after=3)

    assert paper.taken < 10
    assert paper.closed == 1


@pytest.mark.parametrize("breaks_at", [0, 3])
def test_a_document_that_breaks_off_is_closed_and_never_ends_well(breaks_at: int) -> None:
    paper = Paper(pieces=5, breaks_at=breaks_at)

    with pytest.raises(OSError, match="away"):
        sent(paper)

    assert paper.closed == 1
