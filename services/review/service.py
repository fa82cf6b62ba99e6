"""The single window at work: cases open by themselves, people admit, advise and decide."""

from typing import Any

from catalogue import procedures
from catalogue.calendar import legal_day
from catalogue.territory import territory
from chassis import acts, parties
from chassis.announce import announce
from chassis.paging import page, page_size
from chassis.reactions import on
from chassis.room import Room
from chassis.rpc import answer, command, question
from contracts.filing import ComplementProvided, DossierSubmitted, DossierWithdrawn, PartiesChanged
from contracts.people import CHAIRS, CITIZENS, Role
from services.review import store
from services.review.domain import wording
from services.review.domain.case import Case
from services.review.domain.decision import Decision
from services.review.domain.office import require_chair, require_desk, require_seat
from services.review.domain.opinion import Advice
from services.review.domain.reader import WINDOW_ROLES, require_sight
from services.review.domain.refusals import CaseNotFound
from services.review.domain.study import opinions_due, study_of
from services.review.domain.view import View, listed, shown
from services.review.store import listing

OFFICIALS = (*WINDOW_ROLES, Role.REVIEWER)


class Review(Room):
    """The room of review."""

    name = "review"

    @on(DossierSubmitted)
    def open_case(self, event: DossierSubmitted) -> None:
        """Open the case of a submitted file under the procedure that it is pinned to."""
        study = study_of(procedures.by_ref(event.procedure), territory().commune(event.commune), event.submitted_at)
        with self.db.begin() as session:
            case, opened = Case.open(event, study, self.clock.now())
            store.add(session, case)
            announce(session, opened)

    @on(PartiesChanged)
    def change_parties(self, event: PartiesChanged) -> None:
        """Take note of who takes part in a file from now on."""
        with self.db.begin() as session:
            parties.keep(session, event.dossier, event.parties, event.changed_at)

    @on(ComplementProvided)
    def resume_case(self, event: ComplementProvided) -> None:
        """Take the study up again with the applicant's answer, and tell until when."""
        with self.db.begin() as session:
            case = store.load_opened(session, event.dossier)
            resumed = case.resume(procedures.by_ref(case.procedure), event.provided_at)
            store.save(session, case)
            if resumed is not None:
                announce(session, resumed)

    @on(DossierWithdrawn)
    def close_case(self, event: DossierWithdrawn) -> None:
        """Stop the study of a file that was taken back."""
        with self.db.begin() as session:
            case = store.load_opened(session, event.dossier)
            case.close()
            store.save(session, case)

    @question(*CITIZENS, *OFFICIALS)
    def case(self, dossier_id: str) -> View:
        """Show the case of a file to its parties and to the officials concerned."""
        with self.db.read() as session:
            case = store.read(session, dossier_id)
        require_sight(self.caller, case)
        return self._shown(case)

    @question(*OFFICIALS)
    def cases(self, assigned_to_me: bool = False, overdue: bool = False, limit: int = 50, cursor: str | None = None) -> dict[str, Any]:
        """List the cases of the official's territory, the most urgent first."""
        today, size = legal_day(self.clock.now()), page_size(limit)
        conditions = [
            listing.seen_by(self.caller),
            *([listing.waiting_for(self.caller)] if assigned_to_me else []),
            *([listing.overdue_on(today)] if overdue else []),
            *([listing.after(cursor)] if cursor else []),
        ]
        with self.db.read() as session:
            found = store.find_cases(session, conditions, size + 1)
        return page(found, size, listing.cursor_at, lambda case: listed(case, today))

    @question(Role.AUDITOR)
    def acts(self, dossier_id: str) -> View:
        """Tell an auditor of the territory who did what to a file here, oldest first: `{items}`."""
        with self.db.read() as session:
            if not self.caller.holds(Role.AUDITOR, over=store.read(session, dossier_id).commune):
                raise CaseNotFound
            return {"items": acts.upon(session, dossier_id)}

    @command(Role.CLERK, about=("admissible",))
    def decide_admissibility(self, dossier_id: str, admissible: bool, complement: list[dict[str, str]] | None = None) -> Any:
        """Admit a file and ask every body at once, or ask the applicant, once, for what is missing."""
        items = wording.missing_items(complement or [])
        wording.require_clarity(admissible, items)
        with self.db.begin() as session:
            case, now = store.load(session, dossier_id), self.clock.now()
            require_desk(self.caller, case)
            procedure = procedures.by_ref(case.procedure)
            for event in case.admit(opinions_due(procedure, now), now) if admissible else [case.request_complement(items, procedure, now)]:
                announce(session, event)
            store.save(session, case)
            return answer(session, self._shown(case))

    @command(Role.REVIEWER, about=("body", "verdict"))
    def give_opinion(self, dossier_id: str, body: str, verdict: str, remarks: list[dict[str, Any]] | None = None) -> Any:
        """Say what the reviewer's body thinks of a file."""
        advice = Advice(body=body, verdict=wording.verdict(verdict), remarks=wording.remarks(remarks or []), given_by=self.caller.account)
        with self.db.begin() as session:
            case, now = store.load(session, dossier_id), self.clock.now()
            require_seat(self.caller, case, body)
            for event in case.give_opinion(advice, now):
                announce(session, event)
            store.save(session, case)
            return answer(session, self._shown(case))

    @command(*CHAIRS, about=("outcome",))
    def decide(self, dossier_id: str, outcome: str, reasons: list[str] | None = None) -> Any:
        """Decide on a file, once every mandatory body has spoken."""
        what, why = wording.outcome(outcome), wording.reasons(reasons or [])
        with self.db.begin() as session:
            case, now = store.load(session, dossier_id), self.clock.now()
            require_chair(self.caller, case)
            announce(session, case.decide(Decision(outcome=what, reasons=why, decided_by=self.caller.account, decided_at=now)))
            store.save(session, case)
            return answer(session, self._shown(case))

    def _shown(self, case: Case) -> View:
        """Show a case as it stands today."""
        return shown(case, procedures.by_ref(case.procedure), legal_day(self.clock.now()))
