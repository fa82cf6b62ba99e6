"""How a case is shown to who may see it: plain JSON, with its clocks explained."""

from datetime import date, datetime
from typing import Any

from catalogue.calendar import legal_day
from catalogue.procedures import Deadline, Procedure
from services.review.domain.case import Case
from services.review.domain.complement import Complement
from services.review.domain.decision import Decision
from services.review.domain.opinion import Opinion, Remark

View = dict[str, Any]


def shown(case: Case, procedure: Procedure, today: date) -> View:
    """Show a case whole: opinions as they arrive, clocks with the law that sets them."""
    return {
        **listed(case, today),
        "submitted_at": case.submitted_at.isoformat(),
        "opened_at": case.opened_at.isoformat(),
        "clocks": [
            _clock("admissibility", case, procedure.admissibility, case.admissible_by, procedure),
            _clock("decision", case, procedure.decision, case.due_on, procedure),
        ],
        "opinions": [_opinion(opinion) for opinion in case.opinions.values()],
        "complement": _complement(case.complement) if case.complement else None,
        "decision": _decision(case.decision) if case.decision else None,
    }


def listed(case: Case, today: date) -> View:
    """Show one line of a list of cases."""
    return {
        "dossier": case.dossier,
        "commune": case.commune,
        "procedure": case.procedure,
        "registry_number": case.registry_number,
        "window": case.window,
        "status": case.status,
        "due_on": case.due_on.isoformat(),
        "overdue": case.is_overdue(today),
        "bodies": {opinion.body: opinion.standing for opinion in case.opinions.values()},
    }


def _clock(name: str, case: Case, deadline: Deadline, due_on: date, procedure: Procedure) -> View:
    """Explain a last day: from when, how many days, counted how, by which text."""
    return {
        "clock": name,
        "starts_on": legal_day(case.submitted_at).isoformat(),
        "days": deadline.days,
        "unit": deadline.unit,
        "due_on": due_on.isoformat(),
        "law": {"code": deadline.law, **procedure.law_text(deadline.law).title.to_json()},
    }


def _opinion(opinion: Opinion) -> View:
    """Show what a body says."""
    return {
        "body": opinion.body,
        "mandatory": opinion.mandatory,
        "conform": opinion.binding,
        "standing": opinion.standing,
        "verdict": opinion.verdict,
        "due_on": opinion.due_on.isoformat() if opinion.due_on else None,
        "requested_at": _instant(opinion.requested_at),
        "given_at": _instant(opinion.given_at),
        "given_by": opinion.given_by or None,
        "remarks": [_remark(remark) for remark in opinion.remarks],
    }


def _remark(remark: Remark) -> View:
    """Show a remark."""
    return {**vars(remark), "area": list(remark.area)}


def _complement(complement: Complement) -> View:
    """Show the one request for complement."""
    return {
        "items": [dict(vars(item)) for item in complement.items],
        "requested_at": _instant(complement.requested_at),
        "provided_at": _instant(complement.provided_at),
    }


def _decision(decision: Decision) -> View:
    """Show the decision."""
    return {
        "outcome": decision.outcome,
        "reasons": list(decision.reasons),
        "decided_by": decision.decided_by,
        "decided_at": _instant(decision.decided_at),
    }


def _instant(instant: datetime | None) -> str | None:
    """Write an instant, or its absence."""
    return instant.isoformat() if instant else None
