"""A message that nobody can read is put aside with its error, on every queue; the service lives, and an operator decides about it."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from chassis.declare import queues_to_declare
from demo import steps
from demo.people import Cast, until
from deploy.local.platform import Platform
from deploy.rooms import SERVICES
from tests.journeys import stories
from tests.journeys.operator import Operator, keeper_of

pytestmark = pytest.mark.journey

WAITING_ROOM = "rokhas.retry."
"""A message in a waiting room has no reader there: it returns to the queue that its routing key names, and is read on that one."""

QUEUES = (*(queue.name for queue in queues_to_declare(list(SERVICES)) if not queue.name.startswith(WAITING_ROOM)), "rpc-signer")

RUBBISH = {
    "no text": b"\xff\x00%s",
    "no JSON": b'{"id": "%s',
    "no object": b'["%s"]',
    "no event and no call": b'{"specversion": "1.0", "id": "%s", "data": {}}',
    "arguments without names": b'{"args": ["%s"], "kwargs": {}}',
}


@pytest.fixture
def operator(platform: Platform) -> Operator:
    return Operator(platform)


def test_every_service_has_its_queues_among_them() -> None:
    assert {keeper_of(queue) for queue in QUEUES} == {*SERVICES, "signer"}
    assert {queue for queue in QUEUES if queue.startswith("rpc-")} == {*(f"rpc-{service}" for service in SERVICES), "rpc-signer"}
    assert len([queue for queue in QUEUES if queue.endswith(".dead")]) == len(SERVICES)


def test_whatever_is_no_message_is_parked_on_each_queue_and_everybody_lives(cast: Cast, operator: Operator) -> None:
    sent = [(queue, body % uuid4().hex.encode()) for queue in QUEUES for body in RUBBISH.values()]

    operator.publish(*sent)

    for service in (*SERVICES, "signer"):
        numbers = all_parked(operator, service, [(queue, body) for queue, body in sent if keeper_of(queue) == service])
        operator.command(f"{service}.", "discard", *map(str, numbers))
    dossier = stories.ready_to_sign(cast)
    steps.sign(cast, dossier)
    stories.reaches(cast["owner"], dossier, "issued")


def all_parked(operator: Operator, service: str, sent: Sequence[tuple[str, bytes]]) -> Sequence[int]:
    """Wait until a service has put each of these messages aside, once; give their numbers."""

    def numbers() -> Sequence[int]:
        found = operator.parked_in(service, sent)
        return found if len(found) >= len(sent) else ()

    found = until(f"{service} has parked what it cannot read", numbers)
    assert len(found) == len(sent)
    return found


def test_the_operator_sees_what_is_parked_and_why_and_throws_it_away(operator: Operator) -> None:
    queue = "review.open-case"

    with operator.rubbish_on(queue) as (body, number):
        listed = operator.command(queue, "list")
        shown = operator.command(queue, "show", str(number))
        operator.command(queue, "discard", str(number))

        assert [line for line in listed.splitlines() if line.split()[0] == str(number) and queue in line]
        assert body.decode() in shown
        assert "malformed" in shown
        assert operator.parked(queue, body) == []


def test_what_is_replayed_is_read_again(operator: Operator) -> None:
    queue = "notification.tell-of-decision"

    with operator.rubbish_on(queue) as (body, number):
        operator.command(queue, "replay", str(number))

        assert operator.await_parked(queue, body) != [number]


def test_an_event_that_comes_again_changes_nothing(cast: Cast, operator: Operator) -> None:
    """A replay too many is what an operator fears; the receipt of the reaction stands against it."""
    dossier, queue = steps.filed(cast), "review.open-case"
    opened = stories.case_opened(cast, dossier)
    event = operator.first_event_about("filing", dossier)

    operator.publish((queue, event), (queue, event))
    with operator.rubbish_on(queue):  # parked: so the queue has been read to its end
        assert operator.parked(queue, event) == []

    assert b"dossier-submitted" in event
    assert cast["clerk"].get(f"/v1/dossiers/{dossier}/case") == opened
