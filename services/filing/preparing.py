"""
The paper of a file: composed as soon as all that it states has been told, in whatever order, and delivered once it is signed.

Each fact that it may wait for is first written down, then it is looked whether that was the last one, and only then is the delivery signed
for: of two facts that come at once, whoever looks last sees both.
"""

from datetime import datetime
from typing import Any

from catalogue import procedures
from catalogue.calendar import legal_day, months_after
from catalogue.procedures import Hold
from catalogue.territory import territory
from chassis.database import Session
from chassis.reactions import on
from chassis.room import Room
from chassis.scheduler import every
from contracts.events import DossierEvent
from contracts.filing import PermitIssued
from contracts.payment import FeesSettled
from contracts.review import DecisionReached, OpinionGiven, OpinionReasoned, StudyConcluded
from contracts.signature import PermitSigned
from services.filing import archive, papers, store
from services.filing.domain import numbers
from services.filing.domain.dossier import Dossier
from services.filing.domain.stated import Known, Stated, stated
from services.filing.following import noted, tell
from services.filing.settings import public_url
from services.filing.store import listing

AT_ONCE = 50
"""Files that one sweep prepares."""


class Preparing(Room):
    """The back office, where papers are composed and handed out; a document that comes last is noticed by the sweep."""

    @on(OpinionGiven)
    def note_opinion(self, event: OpinionGiven) -> None:
        """A body has answered."""
        self._note_and_prepare(event, event.given_at)

    @on(OpinionReasoned)
    def keep_words(self, event: OpinionReasoned) -> None:
        """A body has told what it reserves, or knows; the paper will repeat it."""
        with self.db.apart() as session:
            store.keep_reservations(session, event)
        if not self._offer(event.dossier):
            self.db.sign()

    @on(DecisionReached)
    def note_decision(self, event: DecisionReached) -> None:
        """Somebody has decided."""
        self._note_and_prepare(event, event.decided_at)

    @on(StudyConcluded)
    def note_conclusion(self, event: StudyConcluded) -> None:
        """Every body has spoken, and nobody decides."""
        self._note_and_prepare(event, event.concluded_at)

    @on(FeesSettled)
    def note_settlement(self, event: FeesSettled) -> None:
        """What is due at a moment is paid; what held back the delivery of a signed paper alone, lets it go."""
        procedure = procedures.by_ref(event.procedure)
        if event.due not in procedure.moments_that_hold(Hold.DELIVERY) - procedure.moments_that_hold(Hold.STUDY, Hold.SIGNATURE):
            self._note_and_prepare(event, event.settled_at)
            return
        with self.db.begin() as session:
            dossier = store.load_bare(session, event.dossier)
            store.remember(session, self.delivery.event_id, noted(event, event.settled_at))
            issue_if_ready(session, store.load_bare(session, dossier.id), self.clock.now())

    @on(PermitSigned)
    def issue_permit(self, event: PermitSigned) -> None:
        """Put the signed paper into the applicant's space; that of a file which he has taken back is void."""
        with self.db.begin() as session:
            dossier, now = store.load_bare(session, event.dossier), self.clock.now()
            details = {"permit_number": event.permit_number, "document": event.document}
            store.add_fact(session, dossier.id, ("permit-signed", event.signed_at, details), self.delivery.event_id)
            if dossier.is_withdrawn:
                voided = ("permit-voided", now, {"permit_number": event.permit_number})
                store.add_fact(session, dossier.id, voided, f"{self.delivery.event_id}/voided")
            issue_if_ready(session, dossier, now)

    @every(seconds=30)
    def prepare_what_is_complete(self) -> None:
        """Prepare the papers that nobody has, though nothing is missing: whoever was to do it died after the last step of somebody else."""
        with self.db.begin() as session:
            waiting = store.find(session, [listing.without_paper()], AT_ONCE, None)
        for dossier in waiting:
            self._offer(dossier.id)

    def _note_and_prepare(self, event: DossierEvent, at: datetime) -> None:
        """Write a fact down, and if it was the last one that the paper waits for, prepare that."""
        with self.db.apart() as session:
            store.remember(session, self.delivery.event_id, noted(event, at))
        if not self._offer(event.dossier):
            self.db.sign()

    def _offer(self, dossier_id: str) -> bool:
        """Compose the paper of a file and offer it for signature; tell whether that was to be done, and nobody had."""
        with self.db.apart() as session:
            said = said_of(session, dossier_id)
            composed = compose(session, *said, self.clock.now()) if said else None
        if composed is None:
            return False
        with self.db.begin() as session:
            dossier, now = store.load_bare(session, dossier_id), self.clock.now()
            if dossier.lacks_paper:
                prepared = dossier.prepare_permit(**composed, now=now)
                store.save(session, dossier)
                tell(session, prepared, now)
        return True


def said_of(session: Session, dossier_id: str) -> tuple[Dossier, Stated] | None:
    """Gather what the paper of a file states, with the file, if all of that is known and nobody has prepared it."""
    facts = store.facts_of(session, dossier_id)
    if not Known(tuple(facts)).is_answered:
        return None
    dossier = store.load(session, dossier_id)
    procedure = procedures.by_ref(dossier.procedure)
    if procedure.paper is None or not dossier.lacks_paper:
        return None
    said = stated(dossier, procedure, facts, store.reservations_of(session, dossier_id))
    return (dossier, said) if said else None


def compose(session: Session, dossier: Dossier, said: Stated, now: datetime) -> dict[str, Any]:
    """Number and compose the paper of a file: `{permit_number, document, valid_until}`; the number is the file's before it is printed."""
    procedure, place, today = procedures.by_ref(dossier.procedure), territory().commune(dossier.commune), legal_day(now)
    assert procedure.paper is not None  # noqa: S101 - or nothing would have been said
    year, ordinal = store.give_number(session, dossier.id, procedure.paper.number, place.code, today.year)
    number = numbers.paper_number(procedure.paper.number, place, year, ordinal)
    valid_until = months_after(today, procedure.validity.months) if procedure.validity else None
    content = papers.permit(dossier, said, {"number": number, "valid_until": valid_until, "prepared_at": now}, public_url())
    return {"permit_number": number, "document": archive.keep(content), "valid_until": valid_until}


def issue_if_ready(session: Session, dossier: Dossier, now: datetime) -> PermitIssued | None:
    """Deliver the signed paper of a file, which this transaction holds, once everything is paid that holds the delivery back."""
    if dossier.is_over or dossier.lacks_paper:
        return None
    known = Known(tuple(store.facts_of(session, dossier.id)))
    if not known.signed_document or not known.delivery_is_paid(procedures.by_ref(dossier.procedure)):
        return None
    issued = dossier.issue(known.signed_document, now)
    if issued is not None:
        store.save(session, dossier)
        tell(session, issued, issued.issued_at)
    return issued
