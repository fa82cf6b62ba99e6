"""The registry office at work: what people ask of their files. What they do with them, and what happens: the modules inherited from."""

from typing import Any

import sqlalchemy as sa

from catalogue.territory import territory
from chassis import acts, paging
from chassis.rpc import PUBLIC, question
from contracts.calls.filing import DocumentView, DossierSummary, DossierView, PermitView, ReceiptProof, RegistryLine, TimelineLine
from contracts.calls.shapes import ActsView, Page, StoredView
from contracts.people import CITIZENS, Role
from services.filing import store, views
from services.filing.applying import Applying
from services.filing.domain import numbers, search
from services.filing.domain.disclosure import shown_to
from services.filing.domain.dossier import Dossier
from services.filing.domain.refusals import NoSuchDossier, NoSuchPart, TooLittleToFind
from services.filing.domain.sight import OFFICIALS, REGISTRARS, require_register, require_sight
from services.filing.following import Following
from services.filing.mandates import Mandating
from services.filing.preparing import Preparing
from services.filing.store import listing
from services.filing.sweeping import Sweeping


class Filing(Applying, Mandating, Following, Preparing, Sweeping):
    """The room of filing."""

    name = "filing"

    @question(*CITIZENS, *OFFICIALS)
    def dossier(self, dossier_id: str) -> DossierView:
        """Tell those who may see a file as much of it as they are shown."""
        dossier = self._seen(dossier_id)
        return views.whole(dossier, self.caller.account, shown_to(self.caller, dossier))

    @question(*CITIZENS, *OFFICIALS)
    def dossiers(
        self,
        status: str | None = None,
        commune: str | None = None,
        procedure: str | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[DossierSummary]:
        """
        List the files that the caller may see, his drafts first, then the newest submission.

        `q`: words of the applicant's name, the land's reference or the registry number; of the last one its beginning is enough.
        """
        wanted = listing.Wanted(status=status or "", commune=commune or "", procedure=procedure or "", words=words_asked(q))
        after, size = listing.read_spot(cursor) if cursor else None, paging.page_size(limit)
        with self.db.read() as connection:
            found = listing.find_files(connection, self.caller, wanted, size + 1, after)
        return paging.page(found, size, listing.cursor_of, views.summary)

    @question(*CITIZENS, *OFFICIALS)
    def timeline(self, dossier_id: str) -> Page[TimelineLine]:
        """Tell what happened to a file, oldest first, on one page: `{items, next_cursor}`."""
        self._seen(dossier_id)
        with self.db.read() as connection:
            return {"items": store.timeline(connection, dossier_id), "next_cursor": None}

    @question(Role.AUDITOR)
    def acts(self, dossier_id: str) -> ActsView:
        """Tell an auditor of the territory who did what to a file here, oldest first: `{items}`."""
        if not self.caller.holds(Role.AUDITOR, over=self._seen(dossier_id).commune):
            raise NoSuchDossier
        with self.db.read() as connection:
            return {"items": acts.upon(connection, dossier_id)}

    @question(*CITIZENS, *OFFICIALS)
    def document(self, dossier_id: str, kind: str) -> DocumentView:
        """Tell where an attached document rests."""
        dossier = self._seen(dossier_id)
        shown_to(self.caller, dossier).must_show_project()
        attached = dossier.documents.get(kind)
        if attached is None:
            raise NoSuchPart
        return views.attached(attached)

    @question(*CITIZENS, *OFFICIALS)
    def receipt(self, dossier_id: str) -> StoredView:
        """Tell where the receipt rests: `{sha256}`."""
        return views.part(self._paper_of(dossier_id).receipt)

    @question(*CITIZENS, *OFFICIALS)
    def permit(self, dossier_id: str) -> StoredView:
        """Tell where the signed permit rests: `{sha256}`."""
        return views.part(self._paper_of(dossier_id).permit)

    @question(*CITIZENS, *OFFICIALS)
    def permit_by_number(self, number: str) -> PermitView:
        """Tell of the file to which a permit was issued under this number; a number that was only given stands for no permit."""
        with self.db.read() as connection:
            dossier = store.load_by_permit(connection, number)
        require_sight(self.caller, dossier)
        return views.numbered(dossier)

    @question(PUBLIC)
    def verify_receipt(self, number: str) -> ReceiptProof:
        """Tell anybody what a registry number on a receipt stands for; it names no person."""
        with self.db.read() as connection:
            return views.proof(store.load_by_registry_number(connection, number))

    @question(Role.CLERK, *REGISTRARS)
    def register(self, commune: str, year: int, limit: int = 50, cursor: str | None = None) -> Page[RegistryLine]:
        """Read the register of a desk, in the order of its numbers: `{items, next_cursor}`."""
        place, size = territory().commune(commune), paging.page_size(limit)
        require_register(self.caller, place)
        begins = numbers.series(place, year)
        after = paging.read_mark(cursor, lambda number: numbers.is_in_series(number, begins))
        with self.db.read() as connection:
            found = store.find_registered(connection, place.code, year, numbers.ordinal_of(after), size + 1)
        return paging.page(found, size, number_of, views.registered)

    def _seen(self, dossier_id: str) -> Dossier:
        """Load, to read it, a file that the caller may see."""
        with self.db.read() as connection:
            dossier = store.load(connection, dossier_id)
        require_sight(self.caller, dossier)
        return dossier

    def _paper_of(self, dossier_id: str) -> Dossier:
        """Load, to give one of its papers, a file whose papers the caller is shown."""
        dossier = self._seen(dossier_id)
        shown_to(self.caller, dossier).must_show_papers()
        return dossier


def words_asked(typed: str | None) -> list[str]:
    """Read what somebody types to find files; raise `TooLittleToFind` when that is no word, or hardly one."""
    words = search.words_of(typed or "")
    if typed and len("".join(words)) < search.FEWEST_SIGNS:
        raise TooLittleToFind(fewest=search.FEWEST_SIGNS)
    return words


def number_of(row: sa.Row[Any]) -> str:
    """Say where a page of the register ends."""
    return str(row.registry_number)
