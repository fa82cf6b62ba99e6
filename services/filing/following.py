"""What happens to a file, here and in the other rooms: each fact is written into its timeline, and moves it forward."""

from datetime import datetime
from typing import Any

import msgspec

from chassis.announce import announce
from chassis.database import Session
from chassis.reactions import on
from chassis.room import Room
from contracts.events import DossierEvent, Reference, kebab
from contracts.payment import FeesAssessed
from contracts.review import (
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    OpinionGiven,
    OpinionReasoned,
    OpinionRequested,
    Outcome,
)
from contracts.signature import SignatureRequested
from services.filing import store
from services.filing.domain.stages import Stage

HIDDEN = frozenset({*Reference.__annotations__, "parties", "given_by", "decided_by", "declared"})
"""What a timeline does not repeat: what the file says itself, and which person acted for a body."""


class Following(Room):
    """Follow the files through the other rooms."""

    @on(CaseOpened)
    def note_case(self, event: CaseOpened) -> None:
        """The single window has taken the file up."""
        self._note(event, event.opened_at, Stage.CASE_OPENED)

    @on(ComplementRequested)
    def reopen_dossier(self, event: ComplementRequested) -> None:
        """Open form and documents to the applicant again."""
        self._note(event, event.requested_at, Stage.COMPLEMENT_REQUESTED)

    @on(CaseResumed)
    def note_resumption(self, event: CaseResumed) -> None:
        """The study goes on with the completed file, until a later day."""
        self._note(event, event.resumed_at, Stage.COMPLEMENT_PROVIDED)

    @on(OpinionRequested)
    def note_consultation(self, event: OpinionRequested) -> None:
        """A body is asked."""
        self._note(event, event.requested_at, Stage.IN_CONSULTATION)

    @on(OpinionGiven)
    def note_opinion(self, event: OpinionGiven) -> None:
        """A body has answered."""
        self._note(event, event.given_at, Stage.IN_CONSULTATION)

    @on(OpinionReasoned)
    def keep_reservations(self, event: OpinionReasoned) -> None:
        """A body has told what it reserves; the permit will repeat it."""
        with self.db.begin() as session:
            store.keep_reservations(session, event)

    @on(DecisionReached)
    def note_decision(self, event: DecisionReached) -> None:
        """The president has decided."""
        self._note(event, event.decided_at, Stage.FAVOURABLE if event.outcome is Outcome.FAVOURABLE else Stage.REFUSED)

    @on(FeesAssessed)
    def note_fees(self, event: FeesAssessed) -> None:
        """The fees are known."""
        self._note(event, event.assessed_at, Stage.FEES_ASSESSED)

    @on(SignatureRequested)
    def note_signature_request(self, event: SignatureRequested) -> None:
        """The permit lies on the president's desk."""
        self._note(event, event.requested_at, Stage.PERMIT_PREPARED)

    def _note(self, event: DossierEvent, at: datetime, stage: Stage) -> None:
        """Write a fact down, once, and move the file to the stage that it proves."""
        self.db.at_once(store.NOTE, store.noted(event.dossier, stage, (kebab(type(event).__name__), at, details_of(event))))


def tell(session: Session, event: DossierEvent, at: datetime) -> None:
    """Announce what filing itself has done to a file, and write it into the timeline."""
    announce(session, event)
    store.add_fact(session, event.dossier, kebab(type(event).__name__), at, details_of(event))


def details_of(event: DossierEvent) -> dict[str, Any]:
    """Give what a timeline tells of an event: its own fields, without persons and without its instant."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    return {name: value for name, value in fields.items() if name not in HIDDEN and not name.endswith("_at")}
