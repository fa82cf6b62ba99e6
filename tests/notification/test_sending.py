"""Each message goes out once, whatever happens to the mail server, to the sender, or to a delivery."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.receipts import AlreadyDone, Errand
from contracts.calls.notification import Channel, MessageState
from services.notification.channels.mail import MailCarrier
from services.notification.channels.smtp import read_mail_server
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.message import LEASE, Message
from services.notification.store import messages
from tests.notification.makers import NOW, a_message, a_submission, an_official, queue
from tests.notification.office import Office


def test_a_fact_delivered_twice_is_told_once(office: Office) -> None:
    submission = a_submission()
    office.told(submission, "event-1")

    with pytest.raises(AlreadyDone):
        office.told(submission, "event-1")
    office.sent()
    office.sent()

    assert [letter.deliveries for letter in office.mailbox.letters.newest()] == [1, 1, 1]


def test_who_comes_to_office_between_two_deliveries_of_a_fact_is_not_told_of_it(office: Office) -> None:
    submission = a_submission()
    office.told(submission, "event-1")
    office.knows(an_official("new-clerk", "clerk"))

    with pytest.raises(AlreadyDone):
        office.told(submission, "event-1")

    assert ("dossier-to-admit", "new-clerk", "mail") not in office.letters(submission.dossier)


def test_a_message_left_by_a_crash_goes_out_once_more_as_the_same_message(office: Office) -> None:
    message = a_message()
    queue(office.database, message)
    with office.database.begin() as connection:
        (claimed,) = messages.claim(connection, Channel.MAIL, NOW, 10)
    list(MailCarrier(read_mail_server(office.mailbox.url), office.settings.mail_from).deliver([claimed]))  # then the process died

    office.sent()
    office.clock.instant = NOW + LEASE
    office.sent()

    letter = office.mailbox.only_letter()
    assert (letter.message_id, letter.deliveries) == (f"<{message.id}@rokhas.example>", 2)


def test_a_server_that_comes_back_gets_what_waited(office: Office) -> None:
    submission = a_submission()
    office.told(submission)
    office.mailbox.stop()
    office.sent()
    assert office.mailbox.letters.newest() == []

    office.mailbox.start()
    office.clock.instant = NOW + timedelta(seconds=2)
    office.sent()

    assert len(office.mailbox.letters.newest()) == 3


def test_more_messages_than_one_batch_go_out_in_one_tick(office: Office) -> None:
    queue(office.database, *(a_message(account=f"reader-{number}") for number in range(120)))

    office.sent()

    assert len(office.mailbox.letters.newest(limit=200)) == 120


class SlowCarrier:
    """A carrier that takes ten seconds for each message, by the office's clock."""

    def __init__(self, clock: FixedClock) -> None:
        """Move `clock` on."""
        self._clock = clock

    def deliver(self, messages: Sequence[Message]) -> Iterator[Attempt]:
        """Take every message, slowly."""
        for message in messages:
            self._clock.instant += timedelta(seconds=10)
            yield Attempt(message, Result.SENT)


def test_a_slow_server_is_offered_no_message_whose_lease_may_end_meanwhile(office: Office) -> None:
    queue(office.database, *(a_message(account=f"reader-{number}") for number in range(5)))
    room = office.room()
    vars(room)["carriers"] = {Channel.MAIL: SlowCarrier(office.clock)}

    room.send_mails()

    with office.database.begin() as connection:
        states = Counter(message.state for message in messages.find(connection, "dossier-1", "", 10))
    assert states == {MessageState.SENT: 2, MessageState.QUEUED: 3}


def test_a_tick_is_done_by_one_replica(office: Office) -> None:
    tick = Errand(message_id="tick", handler="notification.send-mails", period=timedelta(seconds=60))
    office.room(errand=tick).send_mails()

    with pytest.raises(AlreadyDone):
        office.room(errand=tick).send_mails()
