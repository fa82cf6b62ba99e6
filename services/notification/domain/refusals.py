"""What notification refuses, each with the code that never changes."""

from contracts.refusals import Conflict, NotFound


class ContactNotKnownYet(Conflict):
    """A person is to be told before his address has come; the event is taken up again later."""

    code = "contact-not-known-yet"


class DossierNotKnownYet(Conflict):
    """A later fact of a file came before its submission; it is taken up again later."""

    code = "dossier-not-known-yet"


class MessageMoveNotAllowed(Conflict):
    """The message is not at the step where this may be done."""

    code = "message-move-not-allowed"


class MessagesNotFound(NotFound):
    """There is no such file, or the caller may not know of its messages."""

    code = "messages-not-found"
