"""The study of files: what waits for whom, admissibility, opinions, decision, objection."""

from contracts.calls.review import CaseSummary, CaseView, Review
from contracts.calls.shapes import Page
from gateway.api import rooms
from gateway.api.door import Family, Json
from gateway.api.schemas.cases import Admissibility, CasesQuery, Decision, Objection
from gateway.api.schemas.opinions import Opinion

family = Family("cases", "The study of files")


@family.call("GET", "/v1/cases", query=CasesQuery, gives=Page[CaseSummary], asks=Review.cases)
def cases(asked: Json) -> Page[CaseSummary]:
    """List the cases of the caller's territory: the open ones, the most urgent first; the closed ones, the latest limit first."""
    return rooms.review.cases(
        assigned_to_me="assigned_to" in asked,
        overdue=asked["overdue"],
        limit=asked["limit"],
        cursor=asked["cursor"] or None,
        **{name: asked[name] for name in ("status",) if name in asked},
    )


@family.call("GET", "/v1/dossiers/<dossier_id>/case", gives=CaseView, asks=Review.case)
def case(dossier_id: str) -> CaseView:
    """Show the study of a file: bodies, opinions as they arrive, clocks with their explanation."""
    return rooms.review.case(dossier_id=dossier_id)


@family.call("POST", "/v1/dossiers/<dossier_id>/admissibility", takes=Admissibility, gives=CaseView, asks=Review.decide_admissibility)
def decide_admissibility(asked: Json, dossier_id: str) -> CaseView:
    """Clerk: admit the file and ask every body at once, or ask the applicant, once, for what is missing."""
    return rooms.review.decide_admissibility(dossier_id=dossier_id, **asked)


@family.call("POST", "/v1/dossiers/<dossier_id>/opinions", takes=Opinion, gives=CaseView, status=201, asks=Review.give_opinion)
def give_opinion(asked: Json, dossier_id: str) -> CaseView:
    """Reviewer: give what one's body is heard for: its opinion, or information."""
    return rooms.review.give_opinion(dossier_id=dossier_id, **asked)


@family.call("POST", "/v1/dossiers/<dossier_id>/decision", takes=Decision, gives=CaseView, status=201, asks=Review.decide)
def decide(asked: Json, dossier_id: str) -> CaseView:
    """
    Decide, once every mandatory body has spoken; a refusal gives its reasons.

    President, or his deputy, director or governor: the procedure says in whose name (`decision.by`).
    """
    return rooms.review.decide(dossier_id=dossier_id, **asked)


@family.call("POST", "/v1/dossiers/<dossier_id>/objection", takes=Objection, gives=CaseView, status=201, asks=Review.object)
def raise_objection(asked: Json, dossier_id: str) -> CaseView:
    """
    Object to what was declared, with reasons, within the time of the law.

    President, or his deputy, director or governor: the procedure says in whose name (`objection.by`).
    """
    return rooms.review.object(dossier_id=dossier_id, **asked)
