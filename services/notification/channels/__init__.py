"""
How messages leave the platform.

mail   mails, several in one conversation
smtp   the mail server: TLS, login, what is refused
sms    a provider behind an interface; the development provider writes files
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from services.notification.domain.attempt import Attempt
from services.notification.domain.message import Message


class Carrier(Protocol):
    """What carries messages of one channel."""

    def deliver(self, messages: Sequence[Message]) -> Iterator[Attempt]:
        """Hand messages over one after the other; give the result of each as soon as it is known, in order."""
