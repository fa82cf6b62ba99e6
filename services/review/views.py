"""What review tells its callers (`contracts/calls/review.py`): cases, with their clocks explained."""

from datetime import date, datetime
from typing import Literal

from catalogue.calendar import days_until, legal_day
from catalogue.procedures import Procedure
from catalogue.procedures.path import Start
from contracts.calls.review import (
    CaseStatus,
    CaseSummary,
    CaseView,
    ClockView,
    ComplementView,
    DecisionView,
    ObjectionView,
    OpinionView,
    RemarkView,
)
from services.review.domain.case import Case
from services.review.domain.complement import Complement
from services.review.domain.decision import Decision
from services.review.domain.line import Line
from services.review.domain.objection import Objection
from services.review.domain.opinion import Opinion, Remark
from services.review.domain.standing import OPEN_STATUSES

Limit = Literal["admissibility", "decision", "objection"]
LIMITS: dict[Limit, frozenset[CaseStatus]] = {
    "admissibility": frozenset({CaseStatus.AWAITING_ADMISSIBILITY, CaseStatus.COMPLEMENT_REQUESTED}),
    "decision": OPEN_STATUSES,
    "objection": frozenset({CaseStatus.OPEN_TO_OBJECTION}),
}
"""The steps that have a limit, and where a case stands while their clocks run."""


def shown(case: Case, procedure: Procedure, today: date) -> CaseView:
    """Show a case whole: opinions as they arrive, clocks with the law that sets them."""
    return {
        **listed(case, today),
        "submitted_at": case.handed_in_at.isoformat(),
        "opened_at": _instant(case.opened_at),
        "decided_by_office": case.decides,
        "clocks": [clock for name in LIMITS if (clock := _clock(name, case, procedure, today))],
        "opinions": [_opinion(opinion) for opinion in case.opinions.values()],
        "complement": _complement(case.complement) if case.complement else None,
        "decision": _decision(case.decision) if case.decision else None,
        "objection": _objection(case.objection) if case.objection else None,
    }


def listed(case: Case | Line, today: date) -> CaseSummary:
    """Show one line of a list of cases."""
    return {
        "dossier": case.dossier,
        "commune": case.commune,
        "procedure": case.procedure,
        "registry_number": case.registry_number,
        "window": case.window,
        "status": case.status,
        "due_on": _day(case.due_on),
        "stopped_on": _day(case.stopped_on),
        "overdue": case.is_overdue(today),
        "bodies": dict(case.standings),
    }


def _clock(name: Limit, case: Case, procedure: Procedure, today: date) -> ClockView | None:
    """Explain a last day: from when, how many days, counted how, by which text, when the clock stood still, how much is left."""
    step = getattr(procedure, name)
    last_day = case.admissible_by if name == "admissibility" else case.due_on
    if step is None or last_day is None:
        return None
    limit, is_running = step.within, case.status in LIMITS[name]
    pause = case.complement.pause if case.complement and limit.suspended_by else None
    counted_until = pause.stopped_on if pause and not pause.resumed_on else today
    start = case.submitted_at if limit.starts is Start.RECEIPT else case.opened_at
    return {
        "clock": name,
        "starts_on": _day(legal_day(start) if start else None),
        "days": limit.days,
        "unit": limit.unit,
        "stopped_on": _day(pause.stopped_on if pause else None),
        "resumed_on": _day(pause.resumed_on if pause else None),
        "due_on": last_day.isoformat(),
        "days_left": days_until(counted_until, last_day, limit.unit) if is_running else None,
        "law": {"code": limit.law, **procedure.law_text(limit.law).title.to_json()},
    }


def _opinion(opinion: Opinion) -> OpinionView:
    """Show what a body says."""
    return {
        "body": opinion.body,
        "mandatory": opinion.mandatory,
        "conform": opinion.binding,
        "gives": opinion.gives,
        "standing": opinion.standing,
        "verdict": opinion.verdict,
        "due_on": _day(opinion.due_on),
        "requested_at": _instant(opinion.requested_at),
        "given_at": _instant(opinion.given_at),
        "given_by": opinion.given_by or None,
        "remarks": [_remark(remark) for remark in opinion.remarks],
    }


def _remark(remark: Remark) -> RemarkView:
    """Show a remark."""
    return {"text": remark.text, "rule": remark.rule, "document": remark.document, "page": remark.page, "area": list(remark.area)}


def _complement(complement: Complement) -> ComplementView:
    """Show the one request for complement."""
    return {
        "items": [{"item": each.item, "reason": each.reason, "law": each.law} for each in complement.items],
        "requested_at": complement.requested_at.isoformat(),
        "provided_at": _instant(complement.provided_at),
    }


def _decision(decision: Decision) -> DecisionView:
    """Show the decision."""
    return {
        "outcome": decision.outcome,
        "reasons": list(decision.reasons),
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at.isoformat(),
    }


def _objection(objection: Objection) -> ObjectionView:
    """Show an objection."""
    return {"reasons": list(objection.reasons), "raised_by": objection.raised_by, "raised_at": objection.raised_at.isoformat()}


def _day(day: date | None) -> str | None:
    """Write a day, or its absence."""
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    """Write an instant, or its absence."""
    return instant.isoformat() if instant else None
