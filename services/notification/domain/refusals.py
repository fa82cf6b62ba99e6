"""What notification refuses, each with the code that never changes."""

from contracts.refusals import Conflict, NotFound


class MessageMoveNotAllowed(Conflict):
    """The message is not at the step where this may be done."""

    code = "message-move-not-allowed"


class MessagesNotFound(NotFound):
    """There is no such file, or the caller may not know of its messages."""

    code = "messages-not-found"
