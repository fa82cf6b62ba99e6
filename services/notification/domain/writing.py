"""Write the messages of a notice: one for each person and channel, in his language."""

from collections.abc import Iterator

from contracts.calls.notification import Channel
from contracts.identifiers import new_id
from services.notification.domain.contact import Contact
from services.notification.domain.facts import facts_of
from services.notification.domain.message import Message
from services.notification.domain.news import News
from services.notification.domain.notice import Notice
from texts import messages


class Writer:
    """Writes about one fact."""

    def __init__(self, news: News, public_url: str) -> None:
        """Write about `news`; links lead to `public_url`."""
        self._news, self._public_url = news, public_url

    def write(self, notice: Notice, reader: Contact) -> Iterator[Message]:
        """Write to one person through each channel of the notice by which he can be reached."""
        rendered = messages.render(notice.template, reader.locale, facts_of(self._news.event, reader.locale, self._public_url))
        said = {Channel.MAIL: (reader.email, rendered.subject, rendered.mail), Channel.SMS: (reader.phone, "", rendered.sms)}
        for channel in notice.channels:
            address, subject, text = said[channel]
            if address and text:
                yield self._message(notice, reader, channel, address, subject, text)

    def _message(self, notice: Notice, reader: Contact, channel: Channel, address: str, subject: str, text: str) -> Message:
        """Put a message together, due at once."""
        return Message(
            id=new_id(),
            event=self._news.id,
            account=reader.account,
            channel=channel,
            template=notice.template,
            dossier=getattr(self._news.event, "dossier", ""),
            commune=self._news.event.where(),
            address=address,
            locale=reader.locale,
            subject=subject,
            text=text,
            queued_at=self._news.now,
            due_at=self._news.now,
        )
