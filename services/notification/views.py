"""What notification tells its callers (`contracts/calls/notification.py`): messages, without the address."""

from datetime import datetime

from contracts.calls.notification import MessageView
from services.notification.domain.message import Message


def shown(message: Message) -> MessageView:
    """Show a message to the person to whom it was written."""
    return {**traced(message), "subject": message.subject, "text": message.text}


def traced(message: Message) -> MessageView:
    """Show that a message was written and what became of it, but not what it says."""
    return {
        "id": message.id,
        "dossier": message.dossier,
        "account": message.account,
        "channel": message.channel,
        "template": message.template,
        "locale": message.locale,
        "state": message.state,
        "attempts": message.attempts,
        "queued_at": message.queued_at.isoformat(),
        "sent_at": _instant(message.sent_at),
        "failure": message.failure or None,
    }


def _instant(instant: datetime | None) -> str | None:
    """Write an instant, or its absence."""
    return instant.isoformat() if instant else None
