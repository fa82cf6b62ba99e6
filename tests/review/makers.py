"""Makers of what review works with; each takes only what matters to the story."""

from datetime import UTC, date, datetime
from typing import Any

from catalogue import procedures
from catalogue.territory.windows import Window
from contracts.filing import DossierSubmitted
from contracts.identifiers import new_id
from contracts.people import Principal
from contracts.review import Outcome, Verdict
from services.review.domain.case import Case
from services.review.domain.complement import MissingItem
from services.review.domain.decision import Decision
from services.review.domain.opinion import Advice, Remark, Seat
from services.review.domain.study import Study
from tests.files import parties
from tests.people import a_caller

SMALL_PERMIT = procedures.load("building-permit-small")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TAROUDANNT = "09.541.01.13"
BODIES = ("commune-urbanism", "province", "urban-agency")
THREE_SEATS = tuple(Seat(body=body, binding=body == "urban-agency") for body in BODIES)


def a_person(role: str, *, account: str = "", territory: str = TAROUDANNT, body: str = "") -> Principal:
    """Make a person who holds one office."""
    return a_caller(account or role, role, territory=territory, body=body)


def a_submission(**what_matters: Any) -> DossierSubmitted:
    """Make the fact that opens a case."""
    usual: dict[str, Any] = {
        "dossier": new_id(),
        "commune": TAROUDANNT,
        "procedure": "building-permit-small@2026-01",
        "registry_number": f"{TAROUDANNT}-2026-000001",
        "parties": parties(),
        "declared": {"category": "individual-housing", "covered_area": "182.50", "overhang_area": "0"},
        "submitted_at": NOW,
    }
    return DossierSubmitted(**usual | what_matters)


def a_study(**what_matters: Any) -> Study:
    """Make the way in which a file is to be studied."""
    usual: dict[str, Any] = {
        "window": Window.COMMUNAL,
        "seats": THREE_SEATS,
        "admissible_by": date(2026, 11, 26),
        "due_on": date(2026, 12, 8),
    }
    return Study(**usual | what_matters)


def a_case(study: Study | None = None, **submission: Any) -> Case:
    """Make a case that was just opened."""
    case, _ = Case.open(a_submission(**submission), study or a_study(), NOW)
    return case


def an_admitted_case(study: Study | None = None, **submission: Any) -> Case:
    """Make a case whose bodies have been asked."""
    case = a_case(study, **submission)
    case.admit({}, NOW)
    return case


def advice(body: str, verdict: Verdict = Verdict.FAVOURABLE, *remarks: str) -> Advice:
    """Make what a body says, with remarks where the law wants them."""
    texts = remarks or (() if verdict is Verdict.FAVOURABLE else ("The side wall stands on the neighbour's land.",))
    return Advice(body=body, verdict=verdict, remarks=tuple(Remark(text=text) for text in texts), given_by=f"reviewer-{body}")


def a_studied_case(**verdicts: Verdict) -> Case:
    """Make a case on which every body has spoken: favourably, unless said otherwise (`urban_agency=Verdict.UNFAVOURABLE`)."""
    case = an_admitted_case()
    for body in BODIES:
        case.give_opinion(advice(body, verdicts.get(body.replace("-", "_"), Verdict.FAVOURABLE)), NOW)
    return case


def a_decision(outcome: Outcome = Outcome.FAVOURABLE, *reasons: str) -> Decision:
    """Make a decision."""
    return Decision(outcome=outcome, reasons=reasons, decided_by="president", decided_at=NOW)


def missing(item: str = "boundary-plan", reason: str = "The plan is not signed by a surveyor.") -> MissingItem:
    """Make one missing item."""
    return MissingItem(item=item, reason=reason, law="decree-2-18-577")
