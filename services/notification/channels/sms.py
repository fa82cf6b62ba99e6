"""
SMS through whichever provider a country or a commune has a contract with.

A provider is given the message's identifier and must treat a second call with the same one as the same message.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import Message


class ProviderAway(Exception):
    """The provider cannot be reached, or did not say what became of the message; try again."""


class NumberRefused(Exception):
    """The provider will never carry a message to this number."""


class SmsProvider(Protocol):
    """A company that carries SMS."""

    def send(self, message_id: str, number: str, text: str) -> None:
        """Carry `text` to `number` (E.164), once for each `message_id`; raise ProviderAway or NumberRefused."""


class FileProvider:
    """The development provider: each SMS is a file in a folder, readable by anyone at the keyboard."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`, which is made when needed."""
        self._folder = folder

    def send(self, message_id: str, number: str, text: str) -> None:
        """Write one file for each message id; writing it again gives the same file, and nobody sees half of one."""
        written = json.dumps({"id": message_id, "to": number, "text": text}, ensure_ascii=False)
        unfinished = self._folder / f".{message_id}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(written, encoding="utf-8")
            unfinished.replace(self._folder / f"{message_id}.json")
        except OSError as error:
            raise ProviderAway(str(error)) from error


class SmsCarrier:
    """Hands SMS to one provider."""

    def __init__(self, provider: SmsProvider) -> None:
        """Use `provider`."""
        self._provider = provider

    def deliver(self, messages: Sequence[Message]) -> Iterator[Attempt]:
        """Hand messages over one after the other."""
        for message in messages:
            yield self._hand_over(message)

    def _hand_over(self, message: Message) -> Attempt:
        """Send one SMS."""
        try:
            self._provider.send(message.id, message.address, message.text)
        except ProviderAway as error:
            return Attempt(message, Result.POSTPONED, f"provider away: {error}")
        except NumberRefused as error:
            return Attempt(message, Result.REFUSED, f"number refused: {error}")
        return Attempt(message, Result.SENT)
