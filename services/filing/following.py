"""What happens to a file, here and in the other rooms: each fact is written into its timeline, and moves it forward."""

from datetime import datetime
from typing import Any

import msgspec

from catalogue import procedures
from chassis.announce import announce
from chassis.database import Connection
from chassis.reactions import on
from chassis.room import Room
from contracts.events import DossierEvent, Reference, kebab
from contracts.payment import FeesAssessed
from contracts.review import CaseOpened, CaseResumed, ComplementRequested, ObjectionRaised, ObjectionTimeLapsed, OpinionRequested
from contracts.signature import SignatureRequested
from services.filing import store
from services.filing.domain.standing import complete_from, stage_told_by

HIDDEN = frozenset({*Reference.__annotations__, "parties", "given_by", "decided_by", "raised_by", "declared", "follows"})
"""What a timeline does not repeat: what the file says itself, and which person acted for a body."""


class Following(Room):
    """Follow the files through the other rooms."""

    @on(CaseOpened)
    def note_case(self, event: CaseOpened) -> None:
        """The study of the file has begun."""
        self._note(event, event.opened_at)

    @on(ComplementRequested)
    def reopen_dossier(self, event: ComplementRequested) -> None:
        """Open form and documents to the applicant again."""
        self._note(event, event.requested_at)

    @on(CaseResumed)
    def note_resumption(self, event: CaseResumed) -> None:
        """The study goes on with the completed file, until a later day."""
        self._note(event, event.resumed_at)

    @on(OpinionRequested)
    def note_consultation(self, event: OpinionRequested) -> None:
        """A body is asked."""
        self._note(event, event.requested_at)

    @on(ObjectionRaised)
    def note_objection(self, event: ObjectionRaised) -> None:
        """The administration objects to what was declared."""
        self._note(event, event.raised_at)

    @on(ObjectionTimeLapsed)
    def note_lapse(self, event: ObjectionTimeLapsed) -> None:
        """Nobody has objected in time."""
        self._note(event, event.lapsed_at)

    @on(FeesAssessed)
    def note_fees(self, event: FeesAssessed) -> None:
        """What is due at a moment is known."""
        self._note(event, event.assessed_at)

    @on(SignatureRequested)
    def note_signature_request(self, event: SignatureRequested) -> None:
        """The paper lies on the desk of whoever signs it."""
        self._note(event, event.requested_at)

    def _note(self, event: DossierEvent, at: datetime) -> None:
        """Write a fact down, once, and move the file to the stage that it proves."""
        self.db.at_once(store.NOTE, noted(event, at))


def noted(event: DossierEvent, at: datetime) -> dict[str, Any]:
    """Give the values of `store.NOTE` for an event of another room."""
    stage = stage_told_by(event, procedures.by_ref(event.procedure))
    return store.noted(event.dossier, stage, (kebab(type(event).__name__), at, details_of(event)))


def learned(event: DossierEvent, at: datetime) -> dict[str, Any]:
    """Give the values of `store.LEARN` for an event of another room that the paper of the file may wait for."""
    procedure = procedures.by_ref(event.procedure)
    fact = kebab(type(event).__name__), at, details_of(event)
    return store.learned(event.dossier, stage_told_by(event, procedure), fact, complete_from(procedure))


def tell(connection: Connection, event: DossierEvent, at: datetime) -> None:
    """Announce what filing itself has done to a file, and write it into the timeline."""
    told_by = announce(connection, event)
    store.add_fact(connection, event.dossier, (kebab(type(event).__name__), at, details_of(event)), told_by)


def details_of(event: DossierEvent) -> dict[str, Any]:
    """Give what a timeline tells of an event: its own fields, without persons and without its instant."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    return {name: value for name, value in fields.items() if name not in HIDDEN and not name.endswith("_at")}
