"""The language that rooms share: events, envelope, refusals, money."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import envelope
from contracts.envelope import MalformedEvent
from contracts.events import Event, kebab
from contracts.filing import ComplementProvided, DossierSubmitted
from contracts.money import Money
from contracts.refusals import KINDS, Conflict, Reason, from_wire, to_wire
from contracts.registry import events, public_events
from tests.files import NUMBERED

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NOT_AN_ENVELOPE = (b"", b"\xff\x00", b"null", b"[]", b"{}", b'{"id": 1}', b'"text"', b"[" * 10_000, b'{"x":' + b"[" * 10_000)
EXAMPLES = Path("contracts/examples")


def a_complement() -> ComplementProvided:
    return ComplementProvided(**NUMBERED, dossier="d-1", commune="09.541.01.13", declared={}, provided_at=NOW)


def test_an_event_survives_its_envelope() -> None:
    sealed = envelope.seal(a_complement(), sequence=3, traceparent=TRACE, now=NOW)

    read = envelope.read(envelope.write(sealed), ComplementProvided)

    assert read == sealed
    assert (read.type, read.subject, read.sequence) == ("ma.rokhas.filing.complement-provided.v2", "d-1", 3)


def test_a_routing_key_lets_the_broker_filter_by_event_and_territory() -> None:
    assert a_complement().routing_key() == "filing.complement-provided.v2.09.541.01.13"


@pytest.mark.parametrize("body", NOT_AN_ENVELOPE, ids=lambda body: repr(body[:10]))
def test_what_is_not_an_envelope_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedEvent):
        envelope.read(body, ComplementProvided)


def test_an_envelope_of_another_event_is_malformed() -> None:
    body = envelope.write(envelope.seal(a_complement(), sequence=1, traceparent=TRACE, now=NOW))

    with pytest.raises(MalformedEvent):
        envelope.read(body, DossierSubmitted)


def test_an_instant_without_a_time_zone_is_malformed() -> None:
    body = envelope.write(envelope.seal(a_complement(), sequence=1, traceparent=TRACE, now=NOW)).replace(b":00Z", b":00")

    with pytest.raises(MalformedEvent):
        envelope.read(body, ComplementProvided)


def test_a_field_added_later_is_passed_over() -> None:
    body = envelope.write(envelope.seal(a_complement(), sequence=1, traceparent=TRACE, now=NOW))
    newer = body.replace(b'"dossier":', b'"channel":"counter","dossier":')

    assert envelope.read(newer, ComplementProvided).data == a_complement()


@pytest.mark.parametrize("event", list(events()), ids=lambda event: event.type())
def test_every_event_has_a_frozen_example_that_loads(event: type[Event]) -> None:
    example = EXAMPLES / f"{event.topic()}.json"

    read = envelope.read(example.read_bytes(), event)

    assert msgspec.json.decode(envelope.write(read)) == msgspec.json.decode(example.read_bytes())


def test_every_example_belongs_to_an_event() -> None:
    known = {f"{event.topic()}.json" for event in events()}

    assert {path.name for path in EXAMPLES.iterdir()} == known


def test_types_are_unique_and_private_events_are_not_public() -> None:
    types = [event.type() for event in events()]

    assert len(types) == len(set(types))
    assert all(not event.private for event in public_events())


def test_a_refusal_crosses_the_wire_whole() -> None:
    class Closed(Conflict):
        code = "closed"

    sent = Closed([Reason("why", "form.levels", {"limit": 3})], status="draft")

    received = from_wire(to_wire(sent))

    assert isinstance(received, Conflict)
    assert (received.code, received.facts, received.reasons) == ("closed", {"status": "draft"}, sent.reasons)


def test_there_are_four_kinds_of_refusal() -> None:
    assert set(KINDS) == {"invalid", "not-found", "forbidden", "conflict"}


@pytest.mark.parametrize(
    ("name", "code"), [("DossierSubmitted", "dossier-submitted"), ("open_case", "open-case"), ("PermitV2", "permit-v2")]
)
def test_names_are_spelled_as_codes(name: str, code: str) -> None:
    assert kebab(name) == code


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_money_adds_to_the_centime_and_survives_its_writing(one: int, other: int) -> None:
    total = Money(Decimal(one) / 100) + Money(Decimal(other) / 100)

    assert total.amount * 100 == one + other
    assert Money.from_json(total.to_json()) == total


def test_money_knows_no_fraction_of_a_centime_and_no_mixed_sum() -> None:
    with pytest.raises(ValueError, match="whole number of centimes"):
        Money(Decimal("0.001"))
    with pytest.raises(ValueError, match="cannot be added"):
        Money(Decimal(1), "MAD") + Money(Decimal(1), "EUR")
