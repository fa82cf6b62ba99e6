"""The rooms, as the gateway asks them: `rooms.filing.dossier(dossier_id=...)`, typed by `contracts/calls/`."""

from typing import Any, TypeVar, cast

from contracts.calls.definition import room_of
from contracts.calls.filing import Filing
from contracts.calls.notification import Notification
from contracts.calls.payment import Payment
from contracts.calls.review import Review
from contracts.calls.signature import Signature
from gateway.api.asking import ask

Calls = TypeVar("Calls")


class Room:
    """The calls of one room, on behalf of whoever makes the present request."""

    def __init__(self, name: str) -> None:
        """Ask the room of this name."""
        self._name = name

    def __getattr__(self, method: str) -> Any:
        """Name the call; what it is given as None is left out."""
        return lambda **arguments: ask(self._name, method, **arguments)


def asked(calls: type[Calls]) -> Calls:
    """Give the calls of a room, as its protocol defines them."""
    return cast("Calls", Room(room_of(calls)))


filing = asked(Filing)
review = asked(Review)
payment = asked(Payment)
signature = asked(Signature)
notification = asked(Notification)
