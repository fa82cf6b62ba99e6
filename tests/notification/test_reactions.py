"""The queues of the room, and what a notice costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from chassis import topology
from chassis.room import reactions_of
from services.notification.service import Notification
from tests.notification.lives import an_objection, life_of
from tests.notification.office import Office

QUEUES = {
    *("keep-contact", "change-parties", "tell-of-submission", "tell-of-complement", "tell-of-opinion", "tell-of-decision"),
    *("tell-of-objection", "tell-of-no-objection", "tell-of-fees", "tell-of-payment", "tell-of-surplus", "tell-of-signature"),
    *("tell-of-permit", "tell-of-withdrawal", "tell-of-proposed-key", "tell-of-confirmed-key", "tell-of-key"),
    *("tell-of-proposed-office", "tell-of-office", "tell-of-broken-glass", "tell-of-mandate", "tell-of-mandates-end", "tell-of-account"),
}
"""Messages wait in them, and those that are parked name them: another name is another queue."""


def test_the_queues_keep_their_names() -> None:
    names = [topology.reaction_queue("notification", method, reaction.event).name for method, reaction in reactions_of(Notification)]

    assert sorted(names) == sorted(f"notification.{queue}" for queue in QUEUES)


def test_every_reaction_says_what_it_does() -> None:
    assert [method for method, _ in reactions_of(Notification) if not getattr(Notification, method).__doc__] == []


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """Note what is said to PostgreSQL."""
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_fact_that_is_not_early_is_three_statements(office: Office) -> None:
    """Its file, how to reach the parties, then receipt and messages in one: that facts may come early costs the others nothing."""
    submission, _ = life_of("simple-activity-declaration@2026-01")
    office.told(submission)

    with statements(office.database) as said:
        office.told(an_objection(submission))

    assert len(said) == 3
