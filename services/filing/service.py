"""The registry office at work: drafts, submissions, and the way back of the permit (`following.py` keeps the timeline)."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalogue import procedures
from catalogue.territory import territory
from chassis import paging
from chassis.announce import announce
from chassis.database import Session
from chassis.reactions import on
from chassis.rpc import answer, command, question
from contracts.payment import FeesSettled
from contracts.refusals import Reason
from contracts.signature import PermitSigned
from services.filing import papers, store, views
from services.filing.domain import numbers
from services.filing.domain.dossier import Document, Dossier, Party
from services.filing.domain.refusals import DocumentRefused, FormUnreadable, NoSuchPart, NotYet, UnknownDocumentKind
from services.filing.domain.sight import OFFICIALS, require_party, require_sight
from services.filing.domain.stages import Status, stages_of
from services.filing.following import Following
from services.filing.inspection import inspect
from services.filing.settings import documents, public_url
from services.filing.store import listing
from services.filing.store.registers import Register

PARTIES = ("applicant", "professional")
View = dict[str, Any]


class Filing(Following):
    """The room of filing."""

    name = "filing"

    @command(*PARTIES)
    def create_dossier(self, procedure: str, commune: str, applicant: View) -> View:
        """Begin a draft under the newest version of a procedure; `applicant`: `{account, full_name, national_id, email, phone}`."""
        place = territory().commune(commune)
        dossier = Dossier.draft(procedures.load(procedure), place.code, (Party(**applicant), self.caller.account), self.clock.now())
        with self.db.begin() as session:
            store.add(session, dossier)
            return answer(session, views.whole(dossier))

    @command(*PARTIES)
    def change_form(self, dossier_id: str, form: View, version: int | None = None) -> View:
        """Keep what was typed so far, complete or not; with `version`, only if nobody changed the draft since."""
        if "\\u0000" in json.dumps(form):
            raise FormUnreadable([Reason("text-holds-nul", "form")])
        with self.db.begin() as session:
            dossier = self._own(session, dossier_id, version)
            dossier.fill_in(form)
            store.save(session, dossier)
            return answer(session, views.whole(dossier))

    @command(*PARTIES)
    def attach_document(self, dossier_id: str, kind: str, sha256: str, size: int, media_type: str) -> View:
        """Attach a document that already lies at rest under its hash."""
        with self.db.read() as session:
            dossier = self._own(session, dossier_id)
        refuse_document(dossier, kind, size, media_type)
        if documents().size(sha256) != size:
            raise DocumentRefused([Reason("size-differs")])
        pages = inspect(documents(), sha256, media_type)
        now = self.clock.now()
        with self.db.begin() as session:
            dossier = self._own(session, dossier_id)
            document = Document(kind=kind, sha256=sha256, size=size, media_type=media_type, attached_at=now, pages=pages)
            dossier.attach(document, procedures.by_ref(dossier.procedure))
            store.save(session, dossier)
            return answer(session, views.attached(document))

    @command(*PARTIES)
    def submit_dossier(self, dossier_id: str) -> View:
        """Hand the dossier to the administration: it is numbered, and the receipt is given at once (law 55-19)."""
        with self.db.begin() as session:
            dossier, now = self._own(session, dossier_id), self.clock.now()
            procedure = procedures.by_ref(dossier.procedure)
            dossier.refuse_if_not_submittable(procedure)
            place = territory().commune(dossier.commune)
            number = numbers.registry_number(place, now.year, store.next_number(session, Register.SUBMISSIONS, place.code, now.year))
            event = dossier.submit(procedure, number, now)
            dossier.receipt = documents().put(papers.receipt(dossier, public_url()))
            store.save(session, dossier)
            announce(session, event)
            return answer(session, views.whole(dossier))

    @command(*PARTIES)
    def provide_complement(self, dossier_id: str) -> View:
        """Answer the one request for complement."""
        with self.db.begin() as session:
            dossier = self._own(session, dossier_id)
            event = dossier.provide_complement(procedures.by_ref(dossier.procedure), self.clock.now())
            store.save(session, dossier)
            announce(session, event)
            return answer(session, views.whole(dossier))

    @command(*PARTIES)
    def withdraw_dossier(self, dossier_id: str) -> View:
        """Take the file back."""
        with self.db.begin() as session:
            dossier = self._own(session, dossier_id)
            event = dossier.withdraw(self.clock.now())
            store.save(session, dossier)
            if event is not None:
                announce(session, event)
            return answer(session, views.whole(dossier))

    @question(*PARTIES, *OFFICIALS)
    def dossier(self, dossier_id: str) -> View:
        """Tell everything of a file to those who may see it."""
        return views.whole(self._seen(dossier_id))

    @question(*PARTIES, *OFFICIALS)
    def dossiers(
        self,
        status: str | None = None,
        commune: str | None = None,
        procedure: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> View:
        """List the files that the caller may see, the newest first: `{items, next_cursor}`."""
        conditions = [listing.seen_by(self.caller), *listing.matching(commune, procedure)]
        if status:
            conditions.append(listing.at(stages_of(Status(status))))
        before = paging.read_place(cursor, datetime.fromisoformat) if cursor else None
        size = paging.page_size(limit)
        with self.db.read() as session:
            found = store.find(session, conditions, size + 1, before)
        return paging.page(found, size, views.place_of, views.summary)

    @question(*PARTIES, *OFFICIALS)
    def timeline(self, dossier_id: str) -> View:
        """Tell what happened to a file, oldest first."""
        self._seen(dossier_id)
        with self.db.read() as session:
            return {"items": store.timeline(session, dossier_id)}

    @question(*PARTIES, *OFFICIALS)
    def document(self, dossier_id: str, kind: str) -> View:
        """Tell where an attached document rests."""
        attached = self._seen(dossier_id).documents.get(kind)
        if attached is None:
            raise NoSuchPart
        return views.attached(attached)

    @question(*PARTIES, *OFFICIALS)
    def receipt(self, dossier_id: str) -> View:
        """Tell where the receipt rests: `{sha256}`."""
        return part(self._seen(dossier_id).receipt)

    @question(*PARTIES, *OFFICIALS)
    def permit(self, dossier_id: str) -> View:
        """Tell where the signed permit rests: `{sha256}`."""
        return part(self._seen(dossier_id).permit)

    @question(*PARTIES, *OFFICIALS)
    def permit_by_number(self, number: str) -> View:
        """Tell of the file to which a permit number was given."""
        with self.db.read() as session:
            dossier = store.load_by_permit(session, number)
        require_sight(self.caller, dossier)
        return views.numbered(dossier)

    @question("clerk", "president", "governor", "auditor")
    def register(self, commune: str, year: int, limit: int = 50, cursor: str | None = None) -> View:
        """Read the register of a desk, in the order of its numbers: `{items, next_cursor}`."""
        self.caller.must_cover(commune)
        size = paging.page_size(limit)
        begins = numbers.series(territory().commune(commune), year)
        with self.db.read() as session:
            found = store.find_registered(session, begins, (cursor or "").replace("\x00", ""), size + 1)
        return paging.page(found, size, number_of, views.registered)

    @on(FeesSettled)
    def prepare_permit(self, event: FeesSettled) -> None:
        """Compose the permit, once all that it states has been told."""
        with self.db.begin() as session:
            dossier, now = store.load_locked(session, event.dossier), self.clock.now()
            if dossier.is_over:
                return  # taken back meanwhile
            facts = stated_facts(session, dossier, event)
            place = territory().commune(dossier.commune)
            number = numbers.permit_number(place, now.year, store.next_number(session, Register.PERMITS, place.code, now.year))
            facts |= {"permit_number": number, "prepared_at": now.isoformat()}
            prepared = dossier.prepare_permit(number, documents().put(papers.permit(dossier, facts, public_url())), now)
            store.save(session, dossier)
            store.add_fact(session, dossier.id, "fees-settled", event.settled_at, {"amount": event.amount, "currency": event.currency})
            announce(session, prepared)

    @on(PermitSigned)
    def issue_permit(self, event: PermitSigned) -> None:
        """Put the signed permit into the applicant's space."""
        with self.db.begin() as session:
            dossier = store.load_locked(session, event.dossier)
            issued = dossier.issue(event.document, self.clock.now())
            store.add_fact(session, dossier.id, "permit-signed", event.signed_at, {"permit_number": event.permit_number})
            if issued is not None:
                store.save(session, dossier)
                announce(session, issued)

    def _own(self, session: Session, dossier_id: str, version: int | None = None) -> Dossier:
        """Load, to change it, a file of the caller's; with `version`, only if it is still that one."""
        dossier = store.load_locked(session, dossier_id)
        require_party(self.caller, dossier)
        dossier.refuse_if_changed_since(version)
        return dossier

    def _seen(self, dossier_id: str) -> Dossier:
        """Load, to read it, a file that the caller may see."""
        with self.db.read() as session:
            dossier = store.load(session, dossier_id)
        require_sight(self.caller, dossier)
        return dossier


def refuse_document(dossier: Dossier, kind: str, size: int, media_type: str) -> None:
    """Raise `UnknownDocumentKind` or `DocumentRefused` when the procedure does not take such a document."""
    wanted = procedures.by_ref(dossier.procedure).document(kind)
    if wanted is None:
        raise UnknownDocumentKind(kind=kind)
    reasons = []
    if media_type not in wanted.media_types:
        reasons.append(Reason("media-type-not-taken", facts={"expected": ", ".join(wanted.media_types)}))
    if size > wanted.max_bytes:
        reasons.append(Reason("document-too-large", facts={"limit": wanted.max_bytes}))
    if reasons:
        raise DocumentRefused(reasons)


def part(sha256: str | None) -> View:
    """Give the place of a paper of the file, or refuse when there is none (yet)."""
    if sha256 is None:
        raise NoSuchPart
    return {"sha256": sha256}


def number_of(row: sa.Row[Any]) -> str:
    """Say where a page of the register ends."""
    return str(row.registry_number)


def stated_facts(session: Session, dossier: Dossier, fees: FeesSettled) -> View:
    """Gather what the permit states; raise `NotYet` while the decision or a mandatory opinion has not been told."""
    decisions = store.facts_of(session, dossier.id, "decision-reached")
    given = store.facts_of(session, dossier.id, "opinion-given")
    last_word = {each["body"]: each for each in given}
    if not decisions or not procedures.by_ref(dossier.procedure).mandatory_bodies <= last_word.keys():
        raise NotYet
    return {
        "opinions": papers.opinions(list(last_word.values())),
        "fees": {"amount": fees.amount, "currency": fees.currency, "method": fees.method, "settled_at": fees.settled_at.isoformat()},
        "decided_at": decisions[0]["at"].isoformat(),
    }
