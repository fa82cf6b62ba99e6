"""How a case is written in rows, and made again from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from chassis import parties
from contracts.calls.review import OpinionStanding
from contracts.people import Authority
from contracts.review import Outcome, Verdict, Voice, Window
from services.review.domain.case import Case
from services.review.domain.complement import Complement, MissingItem
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Opinion, Remark

Row = Mapping[str, Any]


PLAIN = (
    "dossier",
    "commune",
    "procedure",
    "registry_number",
    "submitted_at",
    "settled_at",
    "opened_at",
    "admissible_by",
    "admitted_at",
    "due_on",
    "concluded_at",
    "closed_at",
    "version",
)
"""What a case and its row say in the same words."""


def case_values(case: Case) -> dict[str, Any]:
    """Write a case's own columns."""
    decision, complement, objection = case.decision, case.complement, case.objection
    answer = decision or objection
    return {
        **{name: getattr(case, name) for name in PLAIN if name not in ("dossier", "version")},
        "declared": dict(case.declared),
        "window": case.window,
        "decides": case.decides,
        "objects": case.objects,
        "status": case.status,
        "stopped_on": case.stopped_on,
        "complement_requested_at": complement.requested_at if complement else None,
        "complement_provided_at": complement.provided_at if complement else None,
        "outcome": decision.outcome if decision else None,
        "reasons": list(answer.reasons) if answer else [],
        "decided_by": decision.decided_by if decision else "",
        "decided_at": decision.decided_at if decision else None,
        "objected_by": objection.raised_by if objection else "",
        "objected_at": objection.raised_at if objection else None,
    }


def opinion_rows(case: Case) -> list[dict[str, Any]]:
    """Write the opinions of a case, in the order of the procedure."""
    kept = ("body", "mandatory", "binding", "gives", "standing", "due_on", "requested_at", "verdict", "given_by", "given_at")
    return [
        {"dossier": case.dossier, "position": position, **{name: getattr(opinion, name) for name in kept}}
        for position, opinion in enumerate(case.opinions.values())
    ]


def remark_rows(case: Case) -> list[dict[str, Any]]:
    """Write the remarks of every opinion, in the order in which they were made."""
    return [
        {"dossier": case.dossier, "body": opinion.body, "position": position, **asdict(remark), "area": list(remark.area)}
        for opinion in case.opinions.values()
        for position, remark in enumerate(opinion.remarks)
    ]


def item_rows(case: Case) -> list[dict[str, Any]]:
    """Write the missing items of the one complement."""
    items = case.complement.items if case.complement else ()
    return [{"dossier": case.dossier, "position": position, **asdict(item)} for position, item in enumerate(items)]


def case_of(row: Row, heard: Sequence[Row], noted: Sequence[Row], missing: Sequence[Row]) -> Case:
    """Make the domain's case from its rows."""
    return Case(
        **{name: row[name] for name in PLAIN},
        parties=parties.read(row["parties"]),
        declared=row["declared"],
        window=Window(row["window"]),
        decides=Authority(row["decides"]) if row["decides"] else None,
        objects=Authority(row["objects"]) if row["objects"] else None,
        opinions={each["body"]: _opinion(each, [remark for remark in noted if remark["body"] == each["body"]]) for each in heard},
        complement=_complement(row, missing),
        decision=_decision(row),
        objection=_objection(row),
    )


def _opinion(row: Row, noted: Sequence[Row]) -> Opinion:
    """Make an opinion from its row and its remarks."""
    plain = ("body", "mandatory", "binding", "due_on", "requested_at", "given_by", "given_at")
    return Opinion(
        **{name: row[name] for name in plain},
        gives=Voice(row["gives"]),
        standing=OpinionStanding(row["standing"]),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        remarks=tuple(_remark(each) for each in noted),
    )


def _remark(row: Row) -> Remark:
    """Make a remark from its row."""
    return Remark(text=row["text"], rule=row["rule"], document=row["document"], page=row["page"], area=tuple(row["area"]))


def _complement(row: Row, missing: Sequence[Row]) -> Complement | None:
    """Make the one complement, if it was requested."""
    if row["complement_requested_at"] is None:
        return None
    items = tuple(MissingItem(item=each["item"], reason=each["reason"], law=each["law"]) for each in missing)
    return Complement(items=items, requested_at=row["complement_requested_at"], provided_at=row["complement_provided_at"])


def _decision(row: Row) -> Decision | None:
    """Make the decision, if there is one."""
    if row["outcome"] is None:
        return None
    return Decision(
        outcome=Outcome(row["outcome"]), reasons=tuple(row["reasons"]), decided_by=row["decided_by"], decided_at=row["decided_at"]
    )


def _objection(row: Row) -> Objection | None:
    """Make the objection, if there is one."""
    if row["objected_at"] is None:
        return None
    return Objection(reasons=tuple(row["reasons"]), raised_by=row["objected_by"], raised_at=row["objected_at"])
