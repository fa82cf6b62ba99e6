"""The single window at work: cases open by themselves, people admit, advise, decide and object."""

from collections.abc import Iterable
from typing import Any

from catalogue import procedures
from catalogue.calendar import legal_day
from catalogue.territory import territory
from chassis import acts, parties
from chassis.announce import announce
from chassis.database import Connection
from chassis.paging import page, page_size
from chassis.reactions import on
from chassis.room import Room
from chassis.rpc import answer, command, question
from chassis.scheduler import every
from contracts.calls.review import CaseSummary, CaseView
from contracts.calls.shapes import ActsView, Page
from contracts.events import Declared, Event
from contracts.filing import ComplementProvided, DossierSubmitted, DossierWithdrawn, PartiesChanged
from contracts.payment import FeesSettled, Moment
from contracts.people import AUTHORITIES, CITIZENS, Role
from services.review import store
from services.review.domain import wording
from services.review.domain.case import Case
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.office import require_authority, require_desk, require_seat
from services.review.domain.opinion import Advice
from services.review.domain.reader import WINDOW_ROLES, require_sight
from services.review.domain.refusals import CaseNotFound
from services.review.domain.study import Study, study_of
from services.review.store import listing
from services.review.views import listed, shown

OFFICIALS = (*WINDOW_ROLES, Role.REVIEWER, Role.DIRECTOR, Role.GOVERNOR)
AT_ONCE = 200
"""Declarations that come to stand by one tick."""
OPEN, CLOSED = "open", "closed"
"""Which cases a list may tell of."""


class Review(Room):
    """The room of review."""

    name = "review"

    @on(DossierSubmitted)
    def open_case(self, event: DossierSubmitted) -> None:
        """Take up a submitted file under the procedure that it is pinned to; its study begins, unless fees come first."""
        study = study_of(procedures.by_ref(event.procedure), territory().commune(event.commune), event.declared)
        with self.db.begin() as connection:
            parties.keep(connection, event.dossier, event.parties, event.submitted_at)
            case = store.obtain(connection, event)
            self._keep(connection, case, case.receive(event, study, self.clock.now()))

    @on(FeesSettled)
    def begin_study(self, event: FeesSettled) -> None:
        """Begin the study that waited for the fees of the request."""
        if event.due is not Moment.REQUEST:
            return
        with self.db.begin() as connection:
            case = store.obtain(connection, event)
            self._keep(connection, case, case.note_settlement(event.settled_at, study_of_case(case), self.clock.now()))

    @on(PartiesChanged)
    def change_parties(self, event: PartiesChanged) -> None:
        """Take note of who takes part in a file from now on."""
        with self.db.begin() as connection:
            parties.keep(connection, event.dossier, event.parties, event.changed_at)

    @on(ComplementProvided)
    def resume_case(self, event: ComplementProvided) -> None:
        """Take the study up again with the applicant's answer, and tell until when; what asked for it has come here before."""
        with self.db.begin() as connection:
            case = store.load(connection, event.dossier)
            self._keep(connection, case, case.resume(event.declared, study_of_case(case, event.declared), event.provided_at))

    @on(DossierWithdrawn)
    def close_case(self, event: DossierWithdrawn) -> None:
        """Stop the study of a file that was taken back, were it not even here."""
        with self.db.begin() as connection:
            case = store.obtain(connection, event)
            case.close(event.withdrawn_at)
            self._keep(connection, case, [])

    @every(seconds=600)
    def end_objection_times(self) -> None:
        """Tell of what was declared that it stands, once nobody can object any more."""
        with self.db.begin() as connection:
            for case in store.find_lapsed(connection, legal_day(self.clock.now()), AT_ONCE):
                self._keep(connection, case, [case.lapse(self.clock.now())])

    @question(*CITIZENS, *OFFICIALS)
    def case(self, dossier_id: str) -> CaseView:
        """Show the case of a file to its parties and to the officials concerned."""
        with self.db.read() as connection:
            case = store.read(connection, dossier_id)
        require_sight(self.caller, case)
        return self._shown(case)

    @question(*OFFICIALS)
    def cases(
        self,
        assigned_to_me: bool = False,
        overdue: bool = False,
        limit: int = 50,
        cursor: str | None = None,
        status: str = OPEN,
    ) -> Page[CaseSummary]:
        """List the cases of the official's territory: the open ones, the most urgent first, or the closed ones, the latest limit first."""
        today, size, is_open = legal_day(self.clock.now()), page_size(limit), status != CLOSED
        seen = listing.waiting_for(self.caller) if assigned_to_me else listing.seen_by(self.caller)
        further = [
            *([listing.overdue_on(today)] if overdue else []),
            *([listing.after(cursor, is_open=is_open)] if cursor else []),
        ]
        with self.db.read() as connection:
            found = listing.find_lines(connection, seen, size + 1, further=further, is_open=is_open)
        return page(found, size, listing.cursor_of, lambda line: listed(line, today))

    @question(Role.AUDITOR)
    def acts(self, dossier_id: str) -> ActsView:
        """Tell an auditor of the territory who did what to a file here, oldest first: `{items}`."""
        with self.db.read() as connection:
            if not self.caller.holds(Role.AUDITOR, over=store.read(connection, dossier_id).commune):
                raise CaseNotFound
            return {"items": acts.upon(connection, dossier_id)}

    @command(Role.CLERK, about=("admissible",))
    def decide_admissibility(self, dossier_id: str, admissible: bool, complement: list[dict[str, str]] | None = None) -> CaseView:
        """Admit a file and ask every body at once, or ask the applicant, once, for what is missing."""
        items = wording.missing_items(complement or [])
        wording.require_clarity(admissible, items)
        with self.db.begin() as connection:
            case, now = store.load(connection, dossier_id), self.clock.now()
            require_desk(self.caller, case)
            procedure = procedures.by_ref(case.procedure)
            told = case.admit(study_of_case(case), now) if admissible else [case.request_complement(items, procedure, now)]
            self._keep(connection, case, told)
            return answer(connection, self._shown(case))

    @command(Role.REVIEWER, about=("body", "verdict"))
    def give_opinion(self, dossier_id: str, body: str, verdict: str, remarks: list[dict[str, Any]] | None = None) -> CaseView:
        """Say what the reviewer's body thinks of a file."""
        advice = Advice(body=body, verdict=wording.verdict(verdict), remarks=wording.remarks(remarks or []), given_by=self.caller.account)
        with self.db.begin() as connection:
            case, now = store.load(connection, dossier_id), self.clock.now()
            require_seat(self.caller, case, body)
            self._keep(connection, case, case.give_opinion(advice, now))
            return answer(connection, self._shown(case))

    @command(*AUTHORITIES, about=("outcome",))
    def decide(self, dossier_id: str, outcome: str, reasons: list[str] | None = None) -> CaseView:
        """Decide on a file, once every mandatory body has spoken."""
        what, why = wording.outcome(outcome), wording.reasons(reasons or [])
        with self.db.begin() as connection:
            case, now = store.load(connection, dossier_id), self.clock.now()
            require_authority(self.caller, case, case.decides)
            reached = case.decide(Decision(outcome=what, reasons=why, decided_by=self.caller.account, decided_at=now))
            self._keep(connection, case, [reached])
            return answer(connection, self._shown(case))

    @command(*AUTHORITIES)
    def object(self, dossier_id: str, reasons: list[str]) -> CaseView:
        """Object to what was declared, with reasons, within the time that the law gives."""
        why = wording.reasons(reasons)
        with self.db.begin() as connection:
            case, now = store.load(connection, dossier_id), self.clock.now()
            require_authority(self.caller, case, case.objects)
            self._keep(connection, case, [case.object(Objection(reasons=why, raised_by=self.caller.account, raised_at=now))])
            return answer(connection, self._shown(case))

    def _keep(self, connection: Connection, case: Case, told: Iterable[Event]) -> None:
        """Save a case, and tell what happened to it."""
        store.save(connection, case)
        for event in told:
            announce(connection, event)

    def _shown(self, case: Case) -> CaseView:
        """Show a case as it stands today."""
        return shown(case, procedures.by_ref(case.procedure), legal_day(self.clock.now()))


def study_of_case(case: Case, declared: Declared | None = None) -> Study:
    """Derive the study of a case from what its file declares, or declares from now on."""
    return study_of(procedures.by_ref(case.procedure), territory().commune(case.commune), case.declared if declared is None else declared)
