"""How a case is written in rows, and made again from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from catalogue.territory.windows import Window
from chassis import parties
from contracts.review import Outcome, Verdict
from services.review.domain.case import Case, CaseStatus
from services.review.domain.complement import Complement, MissingItem
from services.review.domain.decision import Decision
from services.review.domain.opinion import Opinion, Remark, Standing

Row = Mapping[str, Any]


def case_values(case: Case) -> dict[str, Any]:
    """Write a case's own columns."""
    decision, complement = case.decision, case.complement
    return {
        "commune": case.commune,
        "procedure": case.procedure,
        "registry_number": case.registry_number,
        "window": case.window,
        "submitted_at": case.submitted_at,
        "opened_at": case.opened_at,
        "admissible_by": case.admissible_by,
        "due_on": case.due_on,
        "status": case.status,
        "stopped_on": case.stopped_on,
        "complement_requested_at": complement.requested_at if complement else None,
        "complement_provided_at": complement.provided_at if complement else None,
        "outcome": decision.outcome if decision else None,
        "reasons": list(decision.reasons) if decision else [],
        "decided_by": decision.decided_by if decision else "",
        "decided_at": decision.decided_at if decision else None,
    }


def opinion_rows(case: Case) -> list[dict[str, Any]]:
    """Write the opinions of a case, in the order of the procedure."""
    kept = ("body", "mandatory", "binding", "standing", "due_on", "requested_at", "verdict", "given_by", "given_at")
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
    plain = ("dossier", "commune", "procedure", "registry_number", "submitted_at", "opened_at", "admissible_by", "due_on", "version")
    return Case(
        **{name: row[name] for name in plain},
        parties=parties.read(row["parties"]),
        window=Window(row["window"]),
        status=CaseStatus(row["status"]),
        opinions={each["body"]: _opinion(each, [remark for remark in noted if remark["body"] == each["body"]]) for each in heard},
        complement=_complement(row, missing),
        decision=_decision(row),
    )


def _opinion(row: Row, noted: Sequence[Row]) -> Opinion:
    """Make an opinion from its row and its remarks."""
    plain = ("body", "mandatory", "binding", "due_on", "requested_at", "given_by", "given_at")
    return Opinion(
        **{name: row[name] for name in plain},
        standing=Standing(row["standing"]),
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
