"""What is asked of notification: what people were told."""

from enum import StrEnum
from typing import Annotated, NotRequired, Protocol, TypedDict

from contracts.calls.definition import refuses
from contracts.calls.shapes import InstantText, Page, about


class Channel(StrEnum):
    """How a message travels."""

    MAIL = "mail"
    SMS = "sms"


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class MessageView(TypedDict):
    """One message that somebody was sent about a file; what it says is shown to him alone."""

    id: str
    dossier: str
    account: str
    channel: Channel
    template: Annotated[str, about(examples=["permit-issued"])]
    locale: str
    state: MessageState
    attempts: int
    queued_at: InstantText
    sent_at: InstantText | None
    failure: Annotated[str | None, about("Why it was not sent, the last time.")]
    subject: NotRequired[str]
    text: NotRequired[str]


class Notification(Protocol):
    """The messenger."""

    @refuses(invalid=("cursor-not-understood",), not_found=("messages-not-found",))
    def messages(self, *, dossier_id: str, limit: int = 50, cursor: str | None = None) -> Page[MessageView]:
        """List what a person was told about a file; an auditor sees that people were told, not the words."""
