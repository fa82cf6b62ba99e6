"""The study of files: what waits for whom, admissibility, opinions, decision, objection."""

from typing import Any

from gateway.api.asking import ask
from gateway.api.door import Family, Json
from gateway.api.schemas.cases import Admissibility, CasesQuery, CaseSummary, CaseView, Decision, Objection
from gateway.api.schemas.opinions import Opinion
from gateway.api.schemas.shapes import page_of

family = Family("cases", "The study of files")


@family.call("GET", "/v1/cases", query=CasesQuery, gives=page_of(CaseSummary))
def cases(asked: Json) -> Any:
    """List the cases of the caller's territory: the open ones, the most urgent first; the closed ones, the latest limit first."""
    return ask(
        "review",
        "cases",
        assigned_to_me="assigned_to" in asked,
        overdue=asked["overdue"],
        limit=asked["limit"],
        cursor=asked["cursor"] or None,
        **{name: asked[name] for name in ("status",) if name in asked},
    )


@family.call("GET", "/v1/dossiers/<dossier_id>/case", gives=CaseView)
def case(dossier_id: str) -> Any:
    """Show the study of a file: bodies, opinions as they arrive, clocks with their explanation."""
    return ask("review", "case", dossier_id=dossier_id)


@family.call("POST", "/v1/dossiers/<dossier_id>/admissibility", takes=Admissibility, gives=CaseView)
def decide_admissibility(asked: Json, dossier_id: str) -> Any:
    """Clerk: admit the file and ask every body at once, or ask the applicant, once, for what is missing."""
    return ask("review", "decide_admissibility", dossier_id=dossier_id, **asked)


@family.call("POST", "/v1/dossiers/<dossier_id>/opinions", takes=Opinion, gives=CaseView, status=201)
def give_opinion(asked: Json, dossier_id: str) -> Any:
    """Reviewer: give what one's body is heard for: its opinion, or information."""
    return ask("review", "give_opinion", dossier_id=dossier_id, **asked)


@family.call("POST", "/v1/dossiers/<dossier_id>/decision", takes=Decision, gives=CaseView, status=201)
def decide(asked: Json, dossier_id: str) -> Any:
    """
    Decide, once every mandatory body has spoken; a refusal gives its reasons.

    President, or his deputy, director or governor: the procedure says in whose name (`decision.by`).
    """
    return ask("review", "decide", dossier_id=dossier_id, **asked)


@family.call("POST", "/v1/dossiers/<dossier_id>/objection", takes=Objection, gives=CaseView, status=201)
def raise_objection(asked: Json, dossier_id: str) -> Any:
    """
    Object to what was declared, with reasons, within the time of the law.

    President, or his deputy, director or governor: the procedure says in whose name (`objection.by`).
    """
    return ask("review", "object", dossier_id=dossier_id, **asked)
