"""What came of handing a message to a server."""

from dataclasses import dataclass
from enum import StrEnum

from services.notification.domain.message import Message


class Result(StrEnum):
    """Taken over by the server; to be tried again, because it was away or its answer is unknown; refused for good."""

    SENT = "sent"
    POSTPONED = "postponed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Attempt:
    """One attempt to send one message; `reason` says why it was not taken."""

    message: Message
    result: Result
    reason: str = ""
