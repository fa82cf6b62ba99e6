"""
One message to one person through one channel.

A message is claimed before the server is spoken to, for a lease: if the process dies meanwhile, the message becomes due again when
the lease ends, and goes out once more under the same identifier, by which a server or a reader can tell that it is the same one.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.calls.notification import Channel, MessageState
from contracts.moves import Moves
from services.notification.domain.refusals import MessageMoveNotAllowed

LEASE = timedelta(seconds=60)
TIME_TO_SEND = timedelta(seconds=20)  # for one batch; the lease leaves room for the slowest last message
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(hours=1)
PATIENCE = timedelta(days=5)  # RFC 5321, 4.5.4.1: give up after four to five days


MOVES = Moves(
    {
        ("claim", MessageState.QUEUED): MessageState.SENDING,
        ("claim", MessageState.SENDING): MessageState.SENDING,  # its lease has ended: whoever held it is gone
        ("confirm", MessageState.SENDING): MessageState.SENT,
        ("postpone", MessageState.SENDING): MessageState.QUEUED,
        ("give-up", MessageState.SENDING): MessageState.FAILED,
    },
    lambda move, state: MessageMoveNotAllowed(move=move, state=state),
)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is said, to whom, why (`event`), and how far its sending has come."""

    id: str
    event: str
    account: str
    channel: Channel
    template: str
    dossier: str
    commune: str
    address: str
    locale: str
    subject: str
    text: str
    queued_at: datetime
    due_at: datetime
    state: MessageState = MessageState.QUEUED
    attempts: int = 0
    sent_at: datetime | None = None
    failure: str = ""

    def claim(self, now: datetime) -> "Message":
        """Take the message for one attempt; nobody else touches it before the lease ends."""
        return replace(self, state=MOVES.after("claim", self.state), attempts=self.attempts + 1, due_at=now + LEASE)

    def confirm(self, now: datetime) -> "Message":
        """Note that the server has taken the message."""
        return replace(self, state=MOVES.after("confirm", self.state), sent_at=now, failure="")

    def postpone(self, reason: str, now: datetime) -> "Message":
        """Try again after a delay that doubles each time, or give up when people have waited long enough."""
        if now - self.queued_at >= PATIENCE:
            return self.give_up(reason)
        return replace(self, state=MOVES.after("postpone", self.state), due_at=now + delay_after(self.attempts), failure=reason)

    def give_up(self, reason: str) -> "Message":
        """Stop trying, and say why."""
        return replace(self, state=MOVES.after("give-up", self.state), failure=reason)


def delay_after(attempts: int) -> timedelta:
    """Give the waiting time after so many attempts: 2, 4, 8 seconds ... at most an hour."""
    doublings: int = 2 ** min(attempts - 1, 12)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)
