"""Contacts, files and the queue of messages in PostgreSQL."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from chassis.paging import CursorNotUnderstood
from contracts.calls.notification import Channel, MessageState
from contracts.people import Grant, Role, territories_over
from services.notification.domain.attempt import Attempt, Result
from services.notification.domain.contact import Contact
from services.notification.domain.dossier import Dossier
from services.notification.domain.message import LEASE, Message
from services.notification.domain.news import Missing, Needed, TooEarly
from services.notification.domain.refusals import MessagesNotFound
from services.notification.store import contacts, dossiers, messages
from tests.notification.lives import an_objection
from tests.notification.makers import NOW, TAROUDANNT, a_contact, a_message, a_submission, a_term, an_official, queue


@pytest.fixture
def database(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The database of notification, empty."""
    return service_database("notification")


def claimed(database: sa.Engine, now: datetime = NOW, limit: int = 10) -> list[Message]:
    """Claim the mails that are due."""
    with database.begin() as connection:
        return messages.claim(connection, Channel.MAIL, now, limit)


def settled(database: sa.Engine, *attempts: Attempt) -> None:
    """Note what came of attempts."""
    with database.begin() as connection:
        messages.settle(connection, attempts, NOW)


def of_dossier(database: sa.Engine, dossier: str = "dossier-1") -> list[Message]:
    """List every message about a file."""
    with database.begin() as connection:
        return messages.find(connection, dossier, "", 50)


def test_the_newest_contact_stands_whatever_the_order_of_arrival(database: sa.Engine) -> None:
    newest = a_contact(email="new@example.ma", changed_at=NOW + timedelta(hours=1))

    with database.begin() as connection:
        for contact in (a_contact(email="first@example.ma"), newest, a_contact(email="late@example.ma", changed_at=NOW)):
            contacts.keep(connection, contact)

        assert contacts.load(connection, ["owner"]) == [newest]


def test_a_person_whose_contact_has_not_come_is_named(database: sa.Engine) -> None:
    with database.begin() as connection:
        contacts.keep(connection, a_contact("owner"))

        with pytest.raises(TooEarly) as early:
            contacts.load(connection, ["owner", "architect"])

    assert early.value.missing == Missing(Needed.CONTACT, "architect")


TORN = (
    Grant(role=Role.REVIEWER, territory="01", body="province"),
    Grant(role=Role.REVIEWER, territory=TAROUDANNT, body="urban-agency"),
)
"""Two offices of which neither is that of the province in Taroudannt."""


def test_officials_are_found_by_role_territory_and_body(database: sa.Engine) -> None:
    officials = [
        an_official("here", "reviewer", body="province"),
        an_official("province", "reviewer", body="province", territory="09.541"),
        an_official("country", "reviewer", body="province", territory="national"),
        an_official("other-body", "reviewer", body="urban-agency"),
        an_official("other-role", "clerk", body="province"),
        an_official("next-door", "reviewer", body="province", territory="09.541.01.1"),
        an_official("nowhere", "reviewer", body="province", territory=""),
        an_official("role-here-body-elsewhere", "clerk", offices=TORN),
    ]
    with database.begin() as connection:
        for official in officials:
            contacts.keep(connection, Contact.announced_by(official))

        found = contacts.find_officials(connection, Role.REVIEWER, territories_over(TAROUDANNT), "province")

    assert [contact.account for contact in found] == ["country", "here", "province"]


def test_a_contact_comes_back_with_his_offices(database: sa.Engine) -> None:
    clerk = Contact.announced_by(an_official("clerk", "clerk", offices=(a_term("clerk", since=NOW.date()), a_term("clerk"))))
    with database.begin() as connection:
        contacts.keep(connection, clerk)

        assert contacts.load(connection, ["clerk"]) == [clerk]


def test_a_file_is_kept_once_and_there_is_none_before_its_submission(database: sa.Engine) -> None:
    submission = a_submission()
    dossier = Dossier.announced_by(submission)
    with database.begin() as connection:
        assert dossiers.find_concerned(connection, an_objection(submission)) is None
        dossiers.keep(connection, dossier, NOW)
        dossiers.keep(connection, dossier, NOW)

        assert dossiers.load(connection, dossier.id) == dossiers.find_concerned(connection, an_objection(submission)) == dossier
        with pytest.raises(MessagesNotFound):
            dossiers.load(connection, "unknown")


def test_one_event_gives_one_message_to_each_person_and_channel(database: sa.Engine) -> None:
    message = a_message(event="event-1")
    again = a_message(event="event-1")
    by_sms = a_message(event="event-1", channel=Channel.SMS)

    queue(database, message, again)
    queue(database, again, by_sms)

    assert {kept.id for kept in of_dossier(database)} == {message.id, by_sms.id}


def test_a_claimed_message_is_left_alone_until_its_lease_ends(database: sa.Engine) -> None:
    message = a_message()
    queue(database, message)

    first = claimed(database)
    meanwhile = claimed(database, NOW + LEASE - timedelta(seconds=1))
    after_a_crash = claimed(database, NOW + LEASE)

    assert ([each.id for each in first], meanwhile) == ([message.id], [])
    assert [(each.id, each.attempts) for each in after_a_crash] == [(message.id, 2)]


def test_two_senders_never_claim_the_same_message(database: sa.Engine) -> None:
    queue(database, *(a_message(account=f"reader-{number}") for number in range(6)))

    with database.begin() as one, database.begin() as other:
        ours = messages.claim(one, Channel.MAIL, NOW, 4)
        theirs = messages.claim(other, Channel.MAIL, NOW, 4)

    assert (len(ours), len(theirs)) == (4, 2)
    assert not {each.id for each in ours} & {each.id for each in theirs}


def test_the_longest_waiting_goes_first_and_only_through_its_channel(database: sa.Engine) -> None:
    late = a_message(due_at=NOW - timedelta(minutes=1))
    queue(database, a_message(due_at=NOW + timedelta(seconds=1)), a_message(), late, a_message(channel=Channel.SMS))

    assert [message.id for message in claimed(database, limit=1)] == [late.id]


def test_what_came_of_each_attempt_is_noted(database: sa.Engine) -> None:
    queue(database, *(a_message(account=name, id=name) for name in ("taken", "away", "refused")))
    by_id = {message.id: message for message in claimed(database)}

    settled(
        database,
        Attempt(by_id["taken"], Result.SENT),
        Attempt(by_id["away"], Result.POSTPONED, "server lost"),
        Attempt(by_id["refused"], Result.REFUSED, "recipient refused: 550"),
    )

    states = {message.id: (message.state, message.failure, message.due_at) for message in of_dossier(database)}
    assert states["taken"] == (MessageState.SENT, "", NOW + LEASE)
    assert states["away"] == (MessageState.QUEUED, "server lost", NOW + timedelta(seconds=2))
    assert states["refused"] == (MessageState.FAILED, "recipient refused: 550", NOW + LEASE)
    assert claimed(database, NOW + LEASE * 2)[0].id == "away"


def test_the_outcome_of_an_attempt_that_was_overtaken_changes_nothing(database: sa.Engine) -> None:
    queue(database, a_message())
    (slow,) = claimed(database)
    (quick,) = claimed(database, NOW + LEASE)
    settled(database, Attempt(quick, Result.SENT))

    settled(database, Attempt(slow, Result.POSTPONED, "server lost"))

    (kept,) = of_dossier(database)
    assert (kept.state, kept.attempts) == (MessageState.SENT, 2)


def test_messages_are_listed_oldest_first_page_after_page(database: sa.Engine) -> None:
    written = [a_message(queued_at=NOW + timedelta(seconds=number // 2)) for number in range(5)]
    queue(database, *written, a_message(dossier="another"))
    expected = [message.id for message in sorted(written, key=lambda message: (message.queued_at, message.id))]

    with database.begin() as connection:
        first = messages.find(connection, "dossier-1", "owner", 3)
        rest = messages.find(connection, "dossier-1", "owner", 3, messages.cursor_of(first[-1]))

    assert [message.id for message in first + rest] == expected


@pytest.mark.parametrize("cursor", ["tomorrow~x", "2026-11-23T09:30:00~x", "2026-11-23T09:30:00+00:00~\x00"])
def test_a_cursor_that_no_list_gave_is_refused(database: sa.Engine, cursor: str) -> None:
    with database.begin() as connection, pytest.raises(CursorNotUnderstood):
        messages.find(connection, "dossier-1", "owner", 3, cursor)
