"""What an applicant, or an architect for him, does with his file: draft, attach, submit, complete, take back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from catalogue import procedures
from catalogue.calendar import legal_day
from catalogue.territory import territory
from chassis.announce import announce
from chassis.database import Connection
from chassis.room import Room
from chassis.rpc import answer, command, question
from contracts.calls.filing import ApplicantView, AuthorView, DocumentView, DossierView, PinnedProcedure
from contracts.people import CITIZENS
from contracts.refusals import Forbidden, Reason
from services.filing import archive, papers, store, views
from services.filing.domain import mandating, numbers
from services.filing.domain.author import Author
from services.filing.domain.documents import Document, refuse_unless_fitting
from services.filing.domain.dossier import Dossier
from services.filing.domain.earlier import earlier_file_is_delivered, refuse_if_unfit
from services.filing.domain.filers import Applicant, Filers
from services.filing.domain.quota import refuse_if_too_much
from services.filing.domain.refusals import DocumentRefused, FormUnreadable, NoSuchDossier, QuotaExceeded
from services.filing.domain.sight import Sight, require_party
from services.filing.following import tell
from services.filing.inspection import inspection
from services.filing.settings import settings
from services.filing.store import uploads
from services.filing.store.registers import SUBMISSIONS


class Applying(Room):
    """The applicant's side of the counter."""

    @command(*CITIZENS, about=("procedure", "commune", "follows"))
    def create_dossier(
        self, procedure: str, commune: str, applicant: ApplicantView, author: AuthorView | None = None, follows: str | None = None
    ) -> DossierView:
        """
        Begin a draft under the newest version of a procedure.

        `applicant`: who files for himself, `{account, full_name, national_id, email, phone}`; of whom a mandate is asked, `{account}` only,
        empty when nobody was found. `author`: the professional who files, as he was approved, `{full_name, profession, order_number}`.
        Both come from the accounts, which filing takes at their word. `follows`: the earlier file on which it builds.
        """
        place, filers = territory().commune(commune), self._filers(applicant, author)
        pinned = procedures.load(procedure)
        dossier = replace(Dossier.draft(pinned, place.code, filers, self.clock.now()), follows=follows or "")
        with self.db.begin() as connection:
            refuse_if_unfit(self._earlier(connection, dossier), pinned)
            store.add(connection, dossier)
            if (event := mandating.request(dossier)) is not None:
                announce(connection, event)
            return answer(connection, views.changed(dossier, self.caller.account), [dossier.id])

    @command(*CITIZENS)
    def change_form(self, dossier_id: str, form: dict[str, Any], version: int | None = None) -> DossierView:
        """Keep what was typed so far, complete or not; with `version`, only if nobody changed the draft since."""
        if "\\u0000" in json.dumps(form):
            raise FormUnreadable([Reason("text-holds-nul", "form")])
        with self.db.begin() as connection:
            dossier = self._own(connection, dossier_id, version)
            dossier.fill_in(form, procedures.by_ref(dossier.procedure))
            store.save(connection, dossier)
            return answer(connection, views.changed(dossier, self.caller.account))

    @question(*CITIZENS)
    def attaching(self, dossier_id: str, size: int = 0) -> PinnedProcedure:
        """
        Tell a party who may attach a document of `size` bytes now under which procedure: `{code, version}`.

        Refuse as `attach_document` would; `size` is 0 while nobody knows it.
        """
        inspection().turns.refuse_if_resting(self.caller.account)
        with self.db.read() as connection:
            dossier = store.load(connection, dossier_id)
            require_party(self.caller, dossier)
            dossier.refuse_if_nothing_may_come(procedures.by_ref(dossier.procedure))
            refuse_if_too_much(uploads.held(connection, dossier), size, settings().quotas)
        return views.pinned(dossier.procedure)

    @command(*CITIZENS, about=("kind", "sha256"))
    def attach_document(self, dossier_id: str, kind: str, sha256: str, size: int, media_type: str) -> DocumentView:
        """Attach a document that has arrived; nobody else's file lets one be looked into."""
        upload = uploads.Upload(dossier_id, kind, sha256)
        with self.db.apart() as connection:
            dossier = store.load(connection, dossier_id)
            require_party(self.caller, dossier)
            refuse_unless_fitting(dossier.kind_due_now(kind, procedures.by_ref(dossier.procedure)), size, media_type)
            beside = uploads.enter(connection, dossier, upload, (size, self.caller.account, self.clock.now()))
        with self._turned_away_if_refused(upload):
            refuse_if_too_much(beside, size, settings().quotas)
            pages = inspection().inspect(upload, size, media_type, self.caller.account)
        archive.take_in(upload)
        with self.db.begin() as connection:
            dossier, now = store.load_bare(connection, dossier_id), self.clock.now()
            require_party(self.caller, dossier)
            document = Document(kind=kind, sha256=sha256, size=size, media_type=media_type, attached_at=now, pages=pages)
            dossier.attach(document, procedures.by_ref(dossier.procedure))
            uploads.attach(connection, dossier, document)
            return answer(connection, views.attached(document))

    @command(*CITIZENS)
    def submit_dossier(self, dossier_id: str) -> DossierView:
        """Hand the dossier to the administration: it is numbered, and the receipt is given at once (law 55-19)."""
        with self.db.apart() as connection:
            dossier, now = store.load(connection, dossier_id), self.clock.now()
            require_party(self.caller, dossier)
            procedure = procedures.by_ref(dossier.procedure)
            dossier.refuse_unless_filed_by(self.caller.account, procedure)
            earlier = self._earlier(connection, dossier)
            dossier.refuse_if_not_submittable(procedure, [*earlier_file_is_delivered(earlier, dossier, procedure)])
            place = territory().commune(dossier.commune)
            year, ordinal = store.give_number(connection, dossier.id, SUBMISSIONS, place.code, legal_day(now).year)
        event = dossier.submit(procedure, numbers.registry_number(place, year, ordinal), now)
        dossier.receipt = archive.keep(papers.receipt(dossier, settings().public_url))
        with self.db.begin() as connection:
            store.save(connection, dossier)
            tell(connection, event, event.submitted_at)
            return answer(connection, views.changed(dossier, self.caller.account))

    @command(*CITIZENS)
    def provide_complement(self, dossier_id: str) -> DossierView:
        """Answer the one request for complement."""
        with self.db.begin() as connection:
            dossier = self._own(connection, dossier_id)
            event = dossier.provide_complement(procedures.by_ref(dossier.procedure), self.clock.now())
            store.save(connection, dossier)
            tell(connection, event, event.provided_at)
            return answer(connection, views.changed(dossier, self.caller.account))

    @command(*CITIZENS)
    def withdraw_dossier(self, dossier_id: str) -> DossierView:
        """Take the file back."""
        with self.db.begin() as connection:
            dossier = self._own(connection, dossier_id)
            event = dossier.withdraw(self.clock.now())
            store.save(connection, dossier)
            if event is None:
                store.detach_all(connection, dossier)
                uploads.release(connection, dossier, self.clock.now())
            else:
                tell(connection, event, event.withdrawn_at)
            return answer(connection, views.changed(dossier, self.caller.account))

    def _filers(self, applicant: ApplicantView, author: AuthorView | None) -> Filers:
        """Say who begins the file; whoever is no professional begins his own."""
        for_whom = Applicant(**applicant)
        if for_whom.account != self.caller.account and author is None:
            raise Forbidden
        return Filers(applicant=for_whom, filed_by=self.caller.account, author=Author(**author) if author else None)

    def _earlier(self, connection: Connection, dossier: Dossier) -> Dossier | None:
        """Load the earlier file on which one builds, if it names one; one that the caller has no part in does not exist for him."""
        if not dossier.follows:
            return None
        earlier = store.load(connection, dossier.follows)
        if not Sight(self.caller, earlier).as_party():
            raise NoSuchDossier
        return earlier

    @contextmanager
    def _turned_away_if_refused(self, upload: uploads.Upload) -> Iterator[None]:
        """Keep nothing of an upload that is refused for good; one that may be tried again is looked for where it is."""
        try:
            yield
        except (DocumentRefused, QuotaExceeded):
            archive.turn_away(upload)
            with self.db.apart() as connection:
                uploads.refuse(connection, upload)
            raise

    def _own(self, connection: Connection, dossier_id: str, version: int | None = None) -> Dossier:
        """Load, to change it, a file of the caller's; with `version`, only if it is still that one."""
        dossier = store.load_locked(connection, dossier_id)
        require_party(self.caller, dossier)
        dossier.refuse_if_changed_since(version)
        return dossier
