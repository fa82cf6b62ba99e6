"""How a case is shown to who may see it: plain JSON, with its clocks explained."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import asdict

from catalogue.calendar import days_until, legal_day
from catalogue.procedures import Procedure
from services.review.domain.case import OPEN_STATUSES, Case, CaseStatus
from services.review.domain.complement import Complement
from services.review.domain.decision import Decision
from services.review.domain.opinion import Opinion, Remark

View = dict[str, Any]
UNTIL_ADMISSION = (CaseStatus.AWAITING_ADMISSIBILITY, CaseStatus.COMPLEMENT_REQUESTED)


def shown(case: Case, procedure: Procedure, today: date) -> View:
    """Show a case whole: opinions as they arrive, clocks with the law that sets them."""
    return {
        **listed(case, today),
        "submitted_at": case.submitted_at.isoformat(),
        "opened_at": case.opened_at.isoformat(),
        "clocks": [
            _clock("admissibility", case, procedure, today),
            _clock("decision", case, procedure, today),
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
        "stopped_on": _day(case.stopped_on),
        "overdue": case.is_overdue(today),
        "bodies": {opinion.body: opinion.standing for opinion in case.opinions.values()},
    }


def _clock(name: str, case: Case, procedure: Procedure, today: date) -> View:
    """Explain a last day: from when, how many days, counted how, by which text, when the clock stood still, how much is left."""
    deadline, last_day, is_running = {
        "admissibility": (procedure.admissibility, case.admissible_by, case.status in UNTIL_ADMISSION),
        "decision": (procedure.decision, case.due_on, case.status in OPEN_STATUSES),
    }[name]
    pause = case.complement.pause if case.complement else None
    return {
        "clock": name,
        "starts_on": legal_day(case.submitted_at).isoformat(),
        "days": deadline.days,
        "unit": deadline.unit,
        "stopped_on": _day(pause.stopped_on if pause else None),
        "resumed_on": _day(pause.resumed_on if pause else None),
        "due_on": last_day.isoformat(),
        "days_left": days_until(case.stopped_on or today, last_day, deadline.unit) if is_running else None,
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
        "due_on": _day(opinion.due_on),
        "requested_at": _instant(opinion.requested_at),
        "given_at": _instant(opinion.given_at),
        "given_by": opinion.given_by or None,
        "remarks": [_remark(remark) for remark in opinion.remarks],
    }


def _remark(remark: Remark) -> View:
    """Show a remark."""
    return {**asdict(remark), "area": list(remark.area)}


def _complement(complement: Complement) -> View:
    """Show the one request for complement."""
    return {
        "items": [asdict(item) for item in complement.items],
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


def _day(day: date | None) -> str | None:
    """Write a day, or its absence."""
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    """Write an instant, or its absence."""
    return instant.isoformat() if instant else None
