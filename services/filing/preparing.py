"""
The paper of a file: composed as soon as all that it states has been told, in whatever order, and delivered once it is signed.

Each fact that a step may wait for is first written down. While something else is missing for sure, it is signed for in the same statement;
otherwise it is looked whether it was the last one, and only then is it signed for, with the step. Of two facts that come at once, whoever
looks last sees both, and whoever dies before he has signed is told again.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from catalogue import procedures
from catalogue.calendar import legal_day, months_after
from catalogue.territory import territory
from chassis.database import Connection
from chassis.log import log
from chassis.reactions import describe, on
from chassis.room import Room
from chassis.scheduler import every
from contracts.events import DossierEvent
from contracts.payment import FeesSettled
from contracts.review import DecisionReached, OpinionGiven, OpinionReasoned, StudyConcluded
from contracts.signature import PermitSigned
from services.filing import archive, papers, store
from services.filing.domain import numbers
from services.filing.domain.dossier import Dossier
from services.filing.domain.standing import stage_told_by
from services.filing.domain.stated import Known, Stated, stated
from services.filing.following import learned, tell
from services.filing.settings import settings
from services.filing.store import listing

AT_ONCE = 50
"""Files that a sweep looks at before it asks for more."""

Step = Callable[[Connection, Dossier, datetime], object]
"""What is done with a file that a transaction holds."""


class Preparing(Room):
    """The back office, where papers are composed and handed out; a document that comes last is noticed by the sweep."""

    @on(OpinionGiven)
    def note_opinion(self, event: OpinionGiven) -> None:
        """A body has answered."""
        self._learn(event, event.given_at)

    @on(OpinionReasoned)
    def keep_words(self, event: OpinionReasoned) -> None:
        """A body has told what it reserves, or knows; the paper will repeat it."""
        if not self.db.at_once(store.KEEP, store.kept(event)):
            self._go_on(event.dossier)

    @on(DecisionReached)
    def note_decision(self, event: DecisionReached) -> None:
        """Somebody has decided."""
        self._learn(event, event.decided_at)

    @on(StudyConcluded)
    def note_conclusion(self, event: StudyConcluded) -> None:
        """Every body has spoken, and nobody decides."""
        self._learn(event, event.concluded_at)

    @on(FeesSettled)
    def note_settlement(self, event: FeesSettled) -> None:
        """What is due at a moment is paid: it may have held back the paper, or the delivery of one that is signed."""
        self._learn(event, event.settled_at)

    @on(PermitSigned)
    def issue_permit(self, event: PermitSigned) -> None:
        """
        Put the signed paper into the applicant's space; that of a file which he has taken back is void.

        The file is held from the beginning: a settlement told meanwhile is written down after this, and then sees that it is signed.
        """
        with self.db.begin() as connection:
            dossier, now = store.load_bare(connection, event.dossier), self.clock.now()
            details = {"permit_number": event.permit_number, "document": event.document}
            store.add_fact(connection, dossier.id, ("permit-signed", event.signed_at, details), self.delivery.event_id)
            if dossier.is_withdrawn:
                voided = ("permit-voided", now, {"permit_number": event.permit_number})
                store.add_fact(connection, dossier.id, voided, f"{self.delivery.event_id}/voided")
            dossier.advance(stage_told_by(event, procedures.by_ref(dossier.procedure)), event.signed_at)
            if not deliver(connection, dossier, now):
                store.save(connection, dossier)

    @every(seconds=30)
    def prepare_what_is_complete(self) -> None:
        """Prepare the papers that nobody has, though nothing is missing: a document came last, or whoever was to do it could not."""
        with self.db.begin() as connection:
            waiting = listing.find_without_paper(connection, AT_ONCE, None)
        while waiting:
            for dossier in waiting:
                self._go_on_unless_broken(dossier.id)
            last = waiting[-1]
            with self.db.read() as connection:
                waiting = listing.find_without_paper(connection, AT_ONCE, (last.created_at, last.id))

    def _learn(self, event: DossierEvent, at: datetime) -> None:
        """Write a fact down; if it may be the last that is missing, look, and go on with the file."""
        if not self.db.at_once(store.LEARN, learned(event, at)):
            self._go_on(event.dossier)

    def _go_on(self, dossier_id: str) -> None:
        """Take the next step with a file, if nothing that it waits for is missing, and sign for the fact in hand."""
        step = self._next_step(dossier_id)
        if step is None:
            self.db.sign()
            return
        with self.db.begin() as connection:
            step(connection, store.load_bare(connection, dossier_id), self.clock.now())

    def _go_on_unless_broken(self, dossier_id: str) -> None:
        """Go on with one file of many: that it cannot be done is no reason to leave the others."""
        try:
            self._go_on(dossier_id)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the next sweep meets it again
            log.warning("paper-not-prepared", dossier=dossier_id, error=describe(failure))

    def _next_step(self, dossier_id: str) -> Step | None:
        """Say what can be done with a file now: its paper is composed by then, outside any transaction."""
        with self.db.apart() as connection:
            known = Known(tuple(store.facts_of(connection, dossier_id)))
            if known.signed_document:
                return deliver
            said = said_of(connection, dossier_id, known)
            if said is None:
                return None
            dossier, stating = said
            numbered = number_of_paper(connection, dossier, self.clock.now())
        return partial(offer, composed=compose(dossier, stating, numbered))


def said_of(connection: Connection, dossier_id: str, known: Known) -> tuple[Dossier, Stated] | None:
    """Gather what the paper of a file states, with the file, if all of that is known and nobody has prepared it."""
    if not known.is_answered:
        return None
    dossier = store.load(connection, dossier_id)
    procedure = procedures.by_ref(dossier.procedure)
    if procedure.paper is None or not dossier.lacks_paper:
        return None
    said = stated(dossier, procedure, known, store.reservations_of(connection, dossier_id))
    return (dossier, said) if said else None


def number_of_paper(connection: Connection, dossier: Dossier, now: datetime) -> dict[str, Any]:
    """Give what the paper of a file is printed with, the number the file's by then: `{number, valid_until, prepared_at}`."""
    procedure, place, today = procedures.by_ref(dossier.procedure), territory().commune(dossier.commune), legal_day(now)
    assert procedure.paper is not None  # noqa: S101 - or nothing would have been said
    year, ordinal = store.give_number(connection, dossier.id, procedure.paper.number, place.code, today.year)
    number = numbers.paper_number(procedure.paper.number, place, year, ordinal)
    valid_until = months_after(today, procedure.validity.months) if procedure.validity else None
    return {"number": number, "valid_until": valid_until, "prepared_at": now}


def compose(dossier: Dossier, said: Stated, made: dict[str, Any]) -> dict[str, Any]:
    """Compose and keep the paper of a file: `{permit_number, document, valid_until, now}`, the last the instant that is printed on it."""
    document = archive.keep(papers.permit(dossier, said, made, settings().public_url))
    return {"permit_number": made["number"], "document": document, "valid_until": made["valid_until"], "now": made["prepared_at"]}


def offer(connection: Connection, dossier: Dossier, _: datetime, *, composed: dict[str, Any]) -> None:
    """Offer the composed paper of a file for signature, unless somebody has meanwhile, or the file was taken back."""
    if dossier.lacks_paper:
        prepared = dossier.prepare_permit(**composed)
        store.save(connection, dossier)
        tell(connection, prepared, prepared.prepared_at)


def deliver(connection: Connection, dossier: Dossier, now: datetime) -> bool:
    """Deliver the signed paper of a file, if everything is paid that holds the delivery back; tell whether it was, by this."""
    known = Known(tuple(store.facts_of(connection, dossier.id)))
    if not known.signed_document or not known.delivery_is_paid(procedures.by_ref(dossier.procedure)):
        return False
    issued = dossier.issue(known.signed_document, now)
    if issued is None:
        return False
    store.save(connection, dossier)
    tell(connection, issued, issued.issued_at)
    return True
