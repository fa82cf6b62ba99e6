"""Makers of what review works with; each takes only what matters to the story."""

from datetime import UTC, datetime
from typing import Any

from catalogue import procedures
from catalogue.procedures import Deadline, Delay, Procedure
from catalogue.procedures.path import Suspension
from catalogue.territory import territory
from chassis import parties
from chassis.database import Connection
from contracts.events import Declared, reference_of
from contracts.filing import DossierSubmitted
from contracts.identifiers import new_id
from contracts.people import Authority, Principal
from contracts.review import Outcome, Unit, Verdict, Window
from services.review import store
from services.review.domain.case import Case
from services.review.domain.complement import MissingItem
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Advice, Remark, Seat
from services.review.domain.study import Study, study_of
from tests import files
from tests.people import a_caller

SMALL_PERMIT = procedures.load("building-permit-small")
REPAIR = procedures.load("repair-permit")
NOTE = procedures.load("planning-information-note")
DECLARATION = procedures.load("simple-activity-declaration")
SHAPES = (SMALL_PERMIT, REPAIR, NOTE, DECLARATION)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TAROUDANNT = "09.541.01.13"
BODIES = ("commune-urbanism", "province", "urban-agency")
HOUSING = {"category": "individual-housing", "covered_area": "182.50", "overhang_area": "0"}


def a_person(role: str, *, account: str = "", territory: str = TAROUDANNT, body: str = "") -> Principal:
    """Make a person who holds one office."""
    return a_caller(account or role, role, territory=territory, body=body)


def a_submission(**what_matters: Any) -> DossierSubmitted:
    """Make the fact that a file was handed in."""
    usual: dict[str, Any] = {
        "dossier": new_id(),
        "commune": TAROUDANNT,
        "procedure": "building-permit-small@2026-01",
        "registry_number": f"{TAROUDANNT}-2026-000001",
        "parties": files.parties(),
        "declared": HOUSING,
        "submitted_at": NOW,
    }
    return DossierSubmitted(**usual | what_matters)


def a_deadline(days: int, unit: Unit = Unit.DAYS) -> Deadline:
    """Make a delay that counts from the receipt, and stands still for a complement."""
    return Deadline(days=days, unit=unit, law="law-55-19", suspended_by=(Suspension.COMPLEMENT,))


def a_seat(body: str, days: int = 7, **what_matters: Any) -> Seat:
    """Make the place of a body that has to be heard."""
    return Seat(body=body, delay=Delay(days=days, unit=Unit.DAYS), **what_matters)


THREE_SEATS = (a_seat("commune-urbanism"), a_seat("province"), a_seat("urban-agency", 10, binding=True))


def a_study(**what_matters: Any) -> Study:
    """Make the way in which a file is to be studied: a permit's."""
    usual: dict[str, Any] = {
        "window": Window.COMMUNAL,
        "seats": THREE_SEATS,
        "admissibility": a_deadline(3, Unit.WORKING_DAYS),
        "decides": Authority.PRESIDENT,
        "decision": a_deadline(15),
    }
    return Study(**usual | what_matters)


def study_under(procedure: Procedure, declared: Declared | None = None) -> Study:
    """Derive the study of a file of Taroudannt from a published procedure."""
    return study_of(procedure, territory().commune(TAROUDANNT), HOUSING if declared is None else declared)


def a_file(submission: DossierSubmitted) -> Case:
    """Make the case of a file of which nothing has been told yet."""
    return Case(**reference_of(submission), parties=submission.parties)


def a_case(study: Study | None = None, **submission: Any) -> Case:
    """Make a case that was just taken up."""
    submitted = a_submission(**submission)
    case = a_file(submitted)
    case.receive(submitted, study or a_study(), submitted.submitted_at)
    return case


def a_case_under(procedure: Procedure, **submission: Any) -> Case:
    """Make a case that was just taken up under a published procedure."""
    return a_case(study_under(procedure, submission.get("declared")), procedure=procedure.ref, **submission)


def an_admitted_case(study: Study | None = None, **submission: Any) -> Case:
    """Make a case whose bodies have been asked."""
    case = a_case(study, **submission)
    case.admit(study or a_study(), NOW)
    return case


def advice(body: str, verdict: Verdict = Verdict.FAVOURABLE, *remarks: str) -> Advice:
    """Make what a body says, with remarks where the law wants them."""
    texts = remarks or (() if verdict is Verdict.FAVOURABLE else ("The side wall stands on the neighbour's land.",))
    return Advice(body=body, verdict=verdict, remarks=tuple(Remark(text=text) for text in texts), given_by=f"reviewer-{body}")


def a_studied_case(study: Study | None = None, **verdicts: Verdict) -> Case:
    """Make a case on which every body has spoken: favourably, unless said otherwise (`urban_agency=Verdict.UNFAVOURABLE`)."""
    case = an_admitted_case(study)
    for body in BODIES:
        case.give_opinion(advice(body, verdicts.get(body.replace("-", "_"), Verdict.FAVOURABLE)), NOW)
    return case


def a_decision(outcome: Outcome = Outcome.FAVOURABLE, *reasons: str) -> Decision:
    """Make a decision."""
    return Decision(outcome=outcome, reasons=reasons, decided_by="president", decided_at=NOW)


def an_objection(*reasons: str, raised_at: datetime = NOW) -> Objection:
    """Make an objection, with a reason unless others are given."""
    return Objection(reasons=reasons or ("The premises are no shop.",), raised_by="president", raised_at=raised_at)


def missing(item: str = "boundary-plan", reason: str = "The plan is not signed by a surveyor.") -> MissingItem:
    """Make one missing item."""
    return MissingItem(item=item, reason=reason, law="decree-2-18-577")


def keep(connection: Connection, *cases: Case) -> None:
    """Keep cases as the room does: made at the first fact of their file, then saved."""
    for case in cases:
        parties.keep(connection, case.dossier, case.parties, case.submitted_at or NOW)
        store.obtain(connection, case)
        store.save(connection, case)
