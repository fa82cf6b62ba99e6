"""Reactions on the real broker: once, later when they must wait, parked when nothing helps."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from uuid import uuid4

import pika
import pytest

from chassis import topology
from chassis.announce import announce
from chassis.reactions import ATTEMPT
from contracts import envelope
from contracts.events import Event
from contracts.filing import ComplementProvided, DossierWithdrawn, PermitPrepared
from demo.people import until
from tests.chassis.house import House, Process
from tests.files import NUMBERED

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TAROUDANNT = "09.541.01.13"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NONSENSE = (b"\xff\x00nonsense", b"", b"{}", b'{"id": 7}', b'{"x":' + b"[" * 10_000)
AFTER_ALL_ATTEMPTS = len(topology.RETRY_DELAYS_MS) + 1


@pytest.fixture
def dossier() -> str:
    return f"d-{uuid4()}"


def a_complement(dossier: str) -> ComplementProvided:
    return ComplementProvided(**NUMBERED, dossier=dossier, commune=TAROUDANNT, declared={}, provided_at=NOW)


def a_withdrawal(dossier: str) -> DossierWithdrawn:
    return DossierWithdrawn(**NUMBERED, dossier=dossier, commune=TAROUDANNT, withdrawn_at=NOW)


def a_permit(dossier: str) -> PermitPrepared:
    return PermitPrepared(**NUMBERED, dossier=dossier, commune=TAROUDANNT, permit_number="PC-1", document="0f" * 32, prepared_at=NOW)


def sealed(event: Event) -> bytes:
    """Write an event as the relay would publish it."""
    return envelope.write(envelope.seal(event, sequence=1, traceparent=TRACE, now=NOW))


def announce_it(house: House, event: Event) -> None:
    """Announce as a service does: in a transaction."""
    with house.engine.begin() as connection:
        announce(connection, event)


def deliver(house: House, reaction: str, body: bytes, attempt: int = 1) -> None:
    """Put a message on the queue of a reaction, as the broker would."""
    headers = pika.BasicProperties(headers={ATTEMPT: attempt}, content_type=envelope.CONTENT_TYPE, delivery_mode=2)
    with house.channel() as channel:
        channel.basic_publish("", f"{house.name}.{reaction}", body, headers, mandatory=True)


def operator(house: House, *words: str) -> str:
    """Let the operator use the command for parked messages."""
    command = [sys.executable, "-m", "chassis.parked", *words]
    return subprocess.run(
        command, env=house.environment() | {"USER": "noura"}, capture_output=True, text=True, check=True, timeout=30
    ).stdout


def test_an_event_announced_is_handled(house: House, dossier: str) -> None:
    announce_it(house, a_complement(dossier))

    until("the complement is counted", lambda: house.count(f"complement:{dossier}") == 1)


def test_an_event_delivered_again_changes_nothing(house: House, room: Process, dossier: str) -> None:
    handled = f'rokhas_reaction_seconds_count{{outcome="done",queue="{house.name}.count-permit"}}'
    body, before = sealed(a_permit(dossier)), room.metric(handled)

    for _ in range(3):
        deliver(house, "count-permit", body)
    until("all three have been handled", lambda: room.metric(handled) == before + 3)

    assert house.count(f"permit:{dossier}") == 1


def test_a_reaction_that_must_wait_for_another_succeeds_later(house: House, room: Process, dossier: str) -> None:
    failed = f'rokhas_reaction_seconds_count{{outcome="failed",queue="{house.name}.count-withdrawal"}}'
    before = room.metric(failed)
    announce_it(house, a_withdrawal(dossier))
    until("it was too early", lambda: room.metric(failed) > before)

    announce_it(house, a_complement(dossier))

    until("the withdrawal is counted", lambda: house.count(f"withdrawal:{dossier}") == 1)


def test_what_fails_at_the_last_attempt_is_parked_with_its_error_and_can_be_replayed(house: House, dossier: str) -> None:
    queue, body = f"{house.name}.count-withdrawal", sealed(a_withdrawal(dossier))
    deliver(house, "count-withdrawal", body, AFTER_ALL_ATTEMPTS)
    until("it is parked", lambda: body in [bytes(message.body) for message in house.parked(queue)])
    (message,) = [each for each in house.parked(queue) if bytes(each.body) == body]
    assert (message.attempts, "sample-not-yet" in message.error) == (AFTER_ALL_ATTEMPTS, True)
    assert f"{message.id}  " in operator(house, "list")
    assert dossier in operator(house, "show", str(message.id))

    announce_it(house, a_complement(dossier))
    until("what it waits for has come", lambda: house.count(f"complement:{dossier}") == 1)
    operator(house, "replay", str(message.id))

    until("the withdrawal is counted", lambda: house.count(f"withdrawal:{dossier}") == 1)
    assert message.id not in [each.id for each in house.parked(queue)]


def test_what_cannot_even_be_parked_is_kept_until_the_database_is_back(house: House, room: Process, dossier: str) -> None:
    late, nonsense = sealed(a_withdrawal(dossier)), f"waste {uuid4()}".encode()
    failed = room.log().count("parking-failed")

    with house.database_away():
        deliver(house, "count-withdrawal", late, AFTER_ALL_ATTEMPTS)
        deliver(house, "count-complement", nonsense)
        until("parking has failed, twice for each", lambda: room.log().count("parking-failed") >= failed + 4)

    until("the late one is parked", lambda: late in [bytes(m.body) for m in house.parked(f"{house.name}.count-withdrawal")])
    until("the nonsense is parked", lambda: nonsense in [bytes(m.body) for m in house.parked(f"{house.name}.count-complement")])
    assert room.popen.poll() is None


def test_a_dead_letter_outlives_more_deaths_than_a_broker_grants(undeployed: House) -> None:
    """Brokers of version 4 take a limit of 20 for a queue that names none, and drop what dies more often."""
    queue, body = topology.dead_queue(f"{undeployed.name}-lonely"), f"nonsense {uuid4()}".encode()
    topology.declare(undeployed.amqp_url, [queue])
    with undeployed.channel() as channel:
        channel.basic_publish(topology.DEAD.name, queue.routing_key, body, mandatory=True)

        for _ in range(30):
            until("it is delivered", lambda: channel.basic_get(queue.name)[2] == body)
            channel.basic_nack(multiple=True)

        until("it is delivered again", lambda: channel.basic_get(queue.name)[2] == body)
        channel.queue_delete(queue.name)
    assert queue.queue_arguments["x-delivery-limit"] == topology.NEVER_DROP


def test_the_log_names_the_file_and_the_event_of_a_reaction_that_fails(house: House, room: Process, dossier: str) -> None:
    body = sealed(a_withdrawal(dossier))

    deliver(house, "count-withdrawal", body, AFTER_ALL_ATTEMPTS)
    until("it is parked", lambda: [line for line in room.lines("message-parked") if line.get("dossier") == dossier])

    lines = [line for event in ("reaction-failed", "message-parked") for line in room.lines(event) if line.get("dossier") == dossier]
    event_id = json.loads(body)["id"]
    assert [line["event_id"] for line in lines] == [event_id, event_id]
    assert [line["error"].partition(":")[0].rpartition(".")[2] for line in lines] == ["sample-not-yet", "NotYet"]


def test_a_parked_message_can_be_discarded(house: House) -> None:
    queue, body = f"{house.name}.count-complement", f"waste {uuid4()}".encode()
    deliver(house, "count-complement", body)
    until("it is parked", lambda: body in [bytes(message.body) for message in house.parked(queue)])
    (message,) = [each for each in house.parked(queue) if bytes(each.body) == body]

    operator(house, "discard", str(message.id))

    assert message.id not in [each.id for each in house.parked(queue)]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: repr(body[:10]))
def test_what_is_no_event_is_parked_at_once_and_the_service_lives(house: House, dossier: str, body: bytes) -> None:
    queue = f"{house.name}.count-complement"

    deliver(house, "count-complement", body)
    deliver(house, "count-complement", sealed(a_complement(dossier)))

    until("it is parked", lambda: [m for m in house.parked(queue) if bytes(m.body) == body and m.error.startswith("malformed")])
    until("the next one is handled", lambda: house.count(f"complement:{dossier}") == 1)


def test_an_event_on_the_wrong_queue_is_parked(house: House, dossier: str) -> None:
    body = sealed(a_withdrawal(dossier))

    deliver(house, "count-complement", body)

    until("it is parked", lambda: body in [bytes(message.body) for message in house.parked(f"{house.name}.count-complement")])
    assert house.count(f"withdrawal:{dossier}") == 0


def test_an_error_that_holds_signs_unknown_to_the_database_is_parked(house: House, dossier: str) -> None:
    body = sealed(a_complement(dossier)).replace(b"complement-provided", b"complement\\u0000provided")

    deliver(house, "count-complement", body)

    until("it is parked", lambda: [m for m in house.parked(f"{house.name}.count-complement") if bytes(m.body) == body and m.attempts == 1])


def test_nonsense_among_the_dead_letters_is_parked_too(house: House) -> None:
    body = f"nonsense {uuid4()}".encode()

    with house.channel() as channel:
        channel.basic_publish(topology.DEAD.name, house.name, body, mandatory=True)

    until("it is parked", lambda: body in [bytes(message.body) for message in house.parked(f"{house.name}.dead")])


def test_a_message_that_kills_its_reader_again_and_again_is_parked(house: House, dossier: str) -> None:
    """The reader that dies is played here: it takes the message and its connection ends, as that of a killed process does."""
    deadly = topology.reaction_queue(house.name, "die_of_it", PermitPrepared)
    topology.declare(house.amqp_url, [deadly])
    body = sealed(a_permit(dossier))
    deliver(house, "die-of-it", body)
    deaths = 0

    def is_parked_after_one_more_death() -> bool:
        nonlocal deaths
        with house.channel() as channel:
            deaths += channel.basic_get(deadly.name)[2] == body
        return body in [bytes(message.body) for message in house.parked(deadly.name)]

    until("the broker gives up and the room parks it", is_parked_after_one_more_death)
    with house.channel() as channel:
        channel.queue_delete(deadly.name)

    assert deaths == topology.DELIVERY_LIMIT + 1
