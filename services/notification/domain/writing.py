"""Write the messages of a notice: one for each person and channel, in his language."""

from collections.abc import Iterator
from datetime import datetime

from catalogue import messages
from contracts.events import Event
from contracts.identifiers import new_id
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.facts import facts_of
from services.notification.domain.message import Channel, Message
from services.notification.domain.notice import Notice


class Writer:
    """Writes about one event, at one instant."""

    def __init__(self, event: Event, event_id: str, dossier: Dossier | None, public_url: str, now: datetime) -> None:
        """Write about `event`, which travelled as `event_id`, and the file that it concerns, if it concerns one."""
        self._event, self._event_id, self._dossier = event, event_id, dossier
        self._public_url, self._now = public_url, now

    def write(self, notice: Notice, reader: Contact) -> Iterator[Message]:
        """Write to one person through each channel of the notice by which he can be reached."""
        rendered = messages.render(notice.template, reader.locale, facts_of(self._event, reader.locale, self._public_url))
        said = {Channel.MAIL: (reader.email, rendered.subject, rendered.mail), Channel.SMS: (reader.phone, "", rendered.sms)}
        for channel in notice.channels:
            address, subject, text = said[channel]
            if address and text:
                yield self._message(notice, reader, channel, address, subject, text)

    def _message(self, notice: Notice, reader: Contact, channel: Channel, address: str, subject: str, text: str) -> Message:
        """Put a message together, due at once."""
        return Message(
            id=new_id(),
            event=self._event_id,
            account=reader.account,
            channel=channel,
            template=notice.template,
            dossier=getattr(self._event, "dossier", ""),
            commune=self._event.where(),
            address=address,
            locale=reader.locale,
            subject=subject,
            text=text,
            queued_at=self._now,
            due_at=self._now,
        )
