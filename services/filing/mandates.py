"""What an owner does with the mandates that professionals ask of him: see them, give, refuse, take back."""

from collections.abc import Callable, Iterable
from datetime import datetime

from chassis import paging
from chassis.announce import announce
from chassis.database import Connection
from chassis.room import Room
from chassis.rpc import answer, command, question
from contracts.calls.filing import ApplicantView, MandateView
from contracts.calls.shapes import Page
from contracts.events import Event
from contracts.identifiers import new_id
from contracts.people import CITIZENS
from services.filing import store, views
from services.filing.domain import mandating
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant
from services.filing.domain.refusals import NoSuchDossier, NoSuchMandate
from services.filing.domain.sight import require_mandator
from services.filing.store import listing


class Mandating(Room):
    """The owner's side of a mandate; the professional asks for it when he begins the draft."""

    @question(*CITIZENS)
    def mandates(self, limit: int = 50, cursor: str | None = None) -> Page[MandateView]:
        """List the mandates that were asked of the caller, the newest first: `{items, next_cursor}`."""
        before = paging.read_cursor(cursor, paging.instant) if cursor else None
        size = paging.page_size(limit)
        with self.db.read() as connection:
            found = listing.find_mandates(connection, self.caller.account, size + 1, before)
        return paging.page(found, size, listing.mandate_cursor_at, views.mandate)

    @command(*CITIZENS)
    def confirm_mandate(self, mandate_id: str, applicant: ApplicantView) -> MandateView:
        """Let the professional file; `applicant`: the caller's `{account, full_name, national_id, email, phone}`, kept from now on."""
        person = Applicant(**{**applicant, "account": self.caller.account})
        return self._change(mandate_id, "mandate-confirmed", lambda dossier, now: mandating.confirm(dossier, person, now))

    @command(*CITIZENS)
    def refuse_mandate(self, mandate_id: str) -> MandateView:
        """Have nothing to do with it; the professional is not told, and sees no trace of it, or he would know whom he has found."""
        with self.db.begin() as connection:
            dossier = self._asked_of_me(connection, mandate_id)
            mandating.refuse(dossier, self.clock.now())
            store.keep_refusal(connection, dossier)
            return answer(connection, views.mandate(dossier), [dossier.id])

    @command(*CITIZENS)
    def withdraw_mandate(self, mandate_id: str) -> MandateView:
        """Take a mandate back: the professional acts no longer on this file, which goes on."""
        return self._change(mandate_id, "mandate-withdrawn", mandating.withdraw)

    def _change(self, mandate_id: str, what: str, change: Callable[[Dossier, datetime], Iterable[Event]]) -> MandateView:
        """Change the mandate of a file that was asked of the caller, and write that into its timeline."""
        with self.db.begin() as connection:
            dossier, now = self._asked_of_me(connection, mandate_id), self.clock.now()
            for event in change(dossier, now):
                announce(connection, event)
            store.save(connection, dossier)
            store.add_fact(connection, dossier.id, (what, now, {}), new_id())
            return answer(connection, views.mandate(dossier), [dossier.id])

    def _asked_of_me(self, connection: Connection, mandate_id: str) -> Dossier:
        """Load, to change it, a file whose mandate was asked of the caller; another's is refused as one that is not there."""
        try:
            dossier = store.load_bare(connection, mandate_id)
        except NoSuchDossier:
            raise NoSuchMandate from None
        require_mandator(self.caller, dossier)
        return dossier
