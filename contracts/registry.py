"""Which events exist: every concrete event of the announcing modules, found by their type."""

from collections.abc import Iterator
from types import ModuleType

from contracts import accounts, filing, payment, review, signature
from contracts.events import Event

ANNOUNCERS: tuple[ModuleType, ...] = (accounts, filing, payment, review, signature)


def events() -> Iterator[type[Event]]:
    """Give every event class, by room, in the order they are written."""
    for module in ANNOUNCERS:
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Event) and thing.__module__ == module.__name__:
                yield thing


def public_events() -> Iterator[type[Event]]:
    """Give the events that outside systems may see."""
    return (event for event in events() if not event.private)
