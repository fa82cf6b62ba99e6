"""
The five rooms in one process, each on its own database, with whatever one of them tells brought to the others by hand.

What stands between them, the broker, may bring things late, in any order and again: here a test decides in which. A reaction that refuses
what it is brought would be tried again and parked in the end, so it fails the test.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import getmembers
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from chassis.clock import FixedClock
from chassis.database import Transactions
from chassis.dependencies import InHand
from chassis.documents import DocumentStore
from chassis.reactions import Reaction
from chassis.receipts import AlreadyDone, Errand
from chassis.room import Room
from chassis.tables import outbox, parked
from chassis.tokens import Verifier
from contracts.envelope import Envelope, read
from contracts.events import Event
from contracts.identifiers import new_id
from contracts.people import NOBODY, Principal
from contracts.registry import events
from services.filing.service import Filing
from services.filing.settings import settings
from services.notification.service import Notification
from services.notification.settings import NotificationSettings
from services.payment.providers import offer_of
from services.payment.service import PaymentService
from services.review.service import Review
from services.signature.service import SignatureService
from services.signature.signer import build_signer
from tests.payment.makers import CARD
from tests.signature.conftest import Office
from tests.signature.makers import Gateway, signer_secrets

ROOMS: tuple[type[Room], ...] = (Filing, Review, PaymentService, SignatureService, Notification)
MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PUBLIC_URL = "https://rokhas.example"


@dataclass(frozen=True)
class Delivery:
    """An event on its way to one reaction of one room."""

    room: type[Room]
    method: str
    envelope: Envelope[Event]


@dataclass
class Signing:
    """The signer, called directly by a room with the token of whoever signs."""

    office: Office
    token: str

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """Name the method to call."""
        return lambda **arguments: self.office.signer.methods()[method](self.token, **arguments)


class Platform:
    """The rooms, their databases, their clock, and what they have told that nobody has been brought yet."""

    def __init__(self, engine_of: Callable[[str], sa.Engine], folder: Path) -> None:
        """Stand on a database for each room, and on a folder of documents."""
        self.engines = {room.name: engine_of(room.name) for room in ROOMS}
        self.clock = FixedClock(MORNING)
        self.documents = f"file://{folder}/documents"
        gateway = Gateway(folder / "jwks.json")
        signer_database = engine_of("signer")
        signer = build_signer(signer_secrets(), signer_database, DocumentStore(self.documents), Verifier(gateway.jwks_file))
        self.office = Office(signer, signer_database, DocumentStore(self.documents), gateway)
        self._read = dict.fromkeys(self.engines, 0)
        self._messages = NotificationSettings(
            smtp_url="smtp://127.0.0.1:1", mail_from="nobody@rokhas.example", sms_folder=folder / "sms", public_url=PUBLIC_URL
        )

    def room(self, kind: type[Room], caller: Principal = NOBODY, errand: Errand | None = None, event_id: str = "") -> Any:
        """Give a room as one worker sees it."""
        made = kind()
        vars(made).update(
            db=Transactions(self.engines[kind.name], errand or Errand(message_id=new_id(), handler="lives")),
            caller=caller,
            clock=self.clock,
            delivery=InHand(event_id),
            offer=offer_of(["card", "counter"], CARD, PUBLIC_URL, timedelta(minutes=90)),
            settings=self._messages,
            signer=Signing(self.office, self._token_of(caller)),
        )
        return made

    def told(self) -> Iterator[Envelope[Event]]:
        """Give what the rooms have told since they were asked last."""
        for name, engine in self.engines.items():
            query = sa.select(outbox.c.position, outbox.c.body).where(outbox.c.position > self._read[name]).order_by(outbox.c.position)
            with engine.connect() as connection:
                rows = connection.execute(query).all()
            for row in rows:
                self._read[name] = row.position
                yield opened(bytes(row.body))

    def bring(self, delivery: Delivery) -> None:
        """Bring an event to a reaction, perhaps once more."""
        errand = Errand(message_id=delivery.envelope.id, handler=f"{delivery.room.name}.{delivery.method}")
        room = self.room(delivery.room, errand=errand, event_id=delivery.envelope.id)
        with suppress(AlreadyDone):
            getattr(room, delivery.method)(delivery.envelope.data)

    def let_pass(self, time: timedelta) -> None:
        """Let time pass."""
        self.clock.instant += time

    def put_aside(self) -> int:
        """Count what was put aside for an operator, in all rooms."""
        count = sa.select(sa.func.count()).select_from(parked)
        total = 0
        for engine in self.engines.values():
            with engine.connect() as connection:
                total += int(connection.execute(count).scalar_one())
        return total

    def _token_of(self, caller: Principal) -> str:
        over = next((office.territory for office in caller.offices), "")
        return self.office.gateway.token(caller.account, roles=tuple(caller.roles), territory=over)


@contextmanager
def settled(platform: Platform) -> Iterator[Platform]:
    """Let filing read the settings of a platform."""
    before = {name: os.environ.get(name) for name in ("DOCUMENTS_URL", "PUBLIC_URL")}
    os.environ |= {"DOCUMENTS_URL": platform.documents, "PUBLIC_URL": PUBLIC_URL}
    settings.cache_clear()
    try:
        yield platform
    finally:
        settings.cache_clear()
        os.environ.update({name: value for name, value in before.items() if value is not None})


def opened(body: bytes) -> Envelope[Event]:
    """Read an event, whichever it is."""
    return read(body, next(kind for kind in events() if f'"{kind.type()}"'.encode() in body))


def deliveries_of(envelope: Envelope[Event]) -> list[Delivery]:
    """Give each reaction that listens to an event, with the event."""
    return [Delivery(room, method, envelope) for room, method in listeners(type(envelope.data))]


def listeners(event: type[Event]) -> tuple[tuple[type[Room], str], ...]:
    """Name the reactions to an event: room and method."""
    return tuple((room, name) for room in ROOMS for name, method in getmembers(room) for each in reactions(method) if each.event is event)


def reactions(method: Any) -> list[Reaction]:
    """Give what makes a method react."""
    return [each for each in getattr(method, "nameko_entrypoints", ()) if isinstance(each, Reaction)]
