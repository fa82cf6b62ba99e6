"""The page for other systems says what the events are: each public event has its line, with every field."""

import json
import re
from dataclasses import fields

import pytest

from contracts.events import DossierEvent, Event
from contracts.registry import events, public_events
from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "subscribers.md").read_text("utf-8")
LINES = {match[1]: match[2] for match in re.finditer(r"^\| `([a-z.-]+\.v\d+)` \| (.*) \|$", PAGE, re.MULTILINE)}
SAID_ONCE = {field.name for field in fields(DossierEvent)}
"""What the page says of all files' events together."""


def own_fields(event: type[Event]) -> set[str]:
    """Name the fields that an event has to say itself."""
    return {field.name for field in fields(event)} - SAID_ONCE


@pytest.mark.parametrize("event", list(public_events()), ids=lambda event: event.topic())
def test_each_public_event_has_its_line_with_every_field(event: type[Event]) -> None:
    assert own_fields(event) - set(re.findall(r"`(\w+)`", LINES.get(event.topic(), ""))) == set()


def test_the_example_on_the_page_is_the_example_in_the_house() -> None:
    shown = json.loads(PAGE.partition("```json")[2].partition("```")[0])

    assert shown == json.loads((ROOT / "contracts" / "examples" / f"{shown['type'].removeprefix('ma.rokhas.')}.json").read_text("utf-8"))


def test_no_line_tells_of_an_event_that_is_not_public_or_that_there_is_none_of() -> None:
    assert LINES.keys() - {event.topic() for event in public_events()} == set()


def test_private_events_are_named_as_such() -> None:
    private = {event.topic() for event in events() if event.private}

    assert {topic for topic in private if f"`{topic}`" not in PAGE} == set()
