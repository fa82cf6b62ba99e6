"""The rows that a file's life leaves in each room, as the room itself would write them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from catalogue import procedures
from catalogue.calendar import legal_day
from catalogue.procedures import Procedure
from catalogue.territory import Commune
from contracts.calls.filing import MandateStatus
from contracts.calls.review import OpinionStanding
from contracts.calls.signature import RequestStatus
from contracts.parties import Capacity, Party
from contracts.payment import Moment
from contracts.review import Outcome, Verdict
from demo.loading.lives import OBJECTION_DAYS, STUDY_DAYS, Life
from services.filing.domain.author import Author
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant
from services.filing.domain.mandate import Mandate
from services.filing.domain.numbers import paper_number, registry_number
from services.filing.domain.standing import Stage
from services.filing.store.dossiers import row_of
from services.filing.store.registers import SUBMISSIONS
from services.review.domain.case import Case
from services.review.domain.complement import Complement, MissingItem
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Opinion
from services.review.domain.study import Study, study_of
from services.review.store.rows import case_values, item_rows, opinion_rows
from services.signature import store as signature
from services.signature.domain.requests import SignatureRequest

Rows = Mapping[str, list[dict[str, Any]]]
"""By table."""

AUTHOR = Author(full_name="Leïla Amrani", profession="architect", order_number="CNOA-4521")
HASH = "0" * 64
ANSWERED = (Stage.FEES_ASSESSED, Stage.PERMIT_PREPARED, Stage.ISSUED, Stage.REFUSED)


def of_filing(life: Life, ordinals: Mapping[str, int]) -> Rows:
    """Give the rows of filing; `ordinals`: the file's number in each register in which it has one."""
    dossier, place = dossier_of(life, ordinals), life.commune.code
    year = legal_day(life.submitted_at).year if life.submitted_at else 0
    numbered = [
        {"dossier": life.id, "register": register, "commune": place, "year": year, "number": number}
        for register, number in ordinals.items()
    ]
    return {"dossiers": [row_of(dossier)], "numbers": numbered, "facts": _facts(life)}


def dossier_of(life: Life, ordinals: Mapping[str, int]) -> Dossier:
    """Give the file as filing knows it."""
    procedure, year = life.procedure, legal_day(life.submitted_at).year if life.submitted_at else 0
    series = procedure.paper.number if procedure.paper and life.has_paper else ""
    person = Applicant(account=life.applicant, full_name=life.name, national_id="J000000", email="a@rokhas.example", phone="+212661000000")
    mandate = Mandate(asked_at=life.created_at, status=MandateStatus.CONFIRMED, answered_at=life.created_at)
    return Dossier(
        id=life.id,
        procedure=procedure.ref,
        commune=life.commune.code,
        applicant=person,
        filed_by=life.filed_by,
        author=AUTHOR if procedure.filed_by else None,
        mandate=mandate if life.filed_by != life.applicant else None,
        created_at=life.created_at,
        stage=life.stage,
        since=life.since,
        bodies=tuple(seat.body for seat in _study(procedure.ref, life.commune).seats) if life.submitted_at else (),
        form=_form(procedure, life),
        registry_number=registry_number(life.commune, year, ordinals[SUBMISSIONS]) if life.submitted_at else None,
        submitted_at=life.submitted_at,
        permit_number=paper_number(series, life.commune, year, ordinals[series]) if series else None,
    )


def of_review(life: Life, number: str) -> Rows:
    """Give the rows of review: none for a draft."""
    if life.submitted_at is None:
        return {}
    case = _case(life, number)
    parties = {"dossier": life.id, "parties": msgspec.to_builtins(_parties(life)), "as_of": life.submitted_at}
    return {
        "cases": [{"dossier": life.id, "version": 1, **case_values(case)}],
        "opinions": opinion_rows(case),
        "complements": item_rows(case),
        "parties": [parties],
    }


def of_signature(life: Life, number: str, permit: str) -> Rows:
    """Give the row of signature: of who has a paper."""
    if not life.has_paper:
        return {}
    signed, granted_at = life.stage is Stage.ISSUED, life.since - timedelta(hours=2)
    request = SignatureRequest(
        id=life.id,  # as good as another
        dossier=life.id,
        commune=life.commune.code,
        procedure=life.procedure.ref,
        registry_number=number,
        status=RequestStatus.SIGNED if signed else RequestStatus.READY,
        parties=_parties(life),
        parties_as_of=life.submitted_at,
        granted_at=granted_at,
        settled={Moment.DECISION: granted_at},
        permit_number=permit,
        document=HASH,
        requested_at=life.since,
    )
    return {"signature_requests": [signature.row_of(request)]}


def _facts(life: Life) -> list[dict[str, Any]]:
    """Tell the timeline in a few lines."""
    if life.submitted_at is None:
        return []
    told: list[tuple[str, datetime, dict[str, Any]]] = [("dossier-submitted", life.submitted_at, {})]
    if life.stage is not Stage.REQUEST_FEES_DUE:
        told.append(("case-opened", life.submitted_at + timedelta(seconds=1), {}))
    if life.stage in ANSWERED and life.procedure.decision:
        outcome = Outcome.REFUSED if life.stage is Stage.REFUSED else Outcome.FAVOURABLE
        told.append(("decision-reached", life.since - timedelta(hours=2), {"outcome": outcome, "bodies": []}))
    last = {Stage.ISSUED: "permit-issued", Stage.WITHDRAWN: "dossier-withdrawn", Stage.OBJECTED: "objection-raised"}.get(life.stage)
    if last:
        told.append((last, life.since, {}))
    lines = [{"dossier": life.id, "what": what, "at": at, "details": details} for what, at, details in told]
    return [{**line, "event": f"{life.id}/{nth}"} for nth, line in enumerate(lines)]


def _form(procedure: Procedure, life: Life) -> dict[str, Any]:
    """Fill in the form as its example does, for another land."""
    example: dict[str, Any] = procedure.form_schema["examples"][0]
    land = example.get("land")
    return {**example, "land": {**land, "title_number": life.title_number}} if land else example


def _parties(life: Life) -> tuple[Party, ...]:
    owner = Party(account=life.applicant, capacity=Capacity.OWNER)
    return (owner,) if life.filed_by == life.applicant else (owner, Party(account=life.filed_by, capacity=Capacity.ARCHITECT))


@cache
def _declared(ref: str) -> dict[str, str]:
    procedure = procedures.by_ref(ref)
    return procedure.declared(procedure.form_schema["examples"][0])


@cache
def _study(ref: str, commune: Commune) -> Study:
    return study_of(procedures.by_ref(ref), commune, _declared(ref))


def _case(life: Life, number: str) -> Case:
    """Give the case as review knows it: what has happened to it, from which its status follows."""
    assert life.submitted_at  # noqa: S101 - a draft has no case
    study, stage, day = _study(life.procedure.ref, life.commune), life.stage, legal_day(life.submitted_at)
    case = Case(
        dossier=life.id,
        commune=life.commune.code,
        procedure=life.procedure.ref,
        registry_number=number,
        declared=_declared(life.procedure.ref),
        window=study.window,
        decides=study.decides,
        objects=study.objects,
        submitted_at=life.submitted_at,
    )
    if stage is Stage.REQUEST_FEES_DUE:
        return case
    case.opened_at = life.submitted_at + timedelta(seconds=1)
    case.settled_at = life.submitted_at if study.fees_first else None
    case.admissible_by = day + timedelta(days=3) if study.admissibility else None
    case.due_on = day + timedelta(days=OBJECTION_DAYS if study.objects else STUDY_DAYS)
    case.opinions = {seat.body: Opinion.expected_of(seat) for seat in study.seats}
    _go_on(case, life, day)
    return case


def _go_on(case: Case, life: Life, day: date) -> None:
    """Let happen what has happened by the stage to which the file has come."""
    if life.stage is Stage.COMPLEMENT_REQUESTED:
        item = MissingItem(item="situation-plan", reason="Le plan n'est pas lisible.", law="")
        case.complement = Complement(items=(item,), requested_at=life.since)
    elif life.stage is not Stage.CASE_OPENED:
        case.admitted_at = case.opened_at
        _hear(case, life, day)
        _end(case, life)


def _hear(case: Case, life: Life, day: date) -> None:
    """Let every body have spoken, or the first of several."""
    answered = life.stage is not Stage.IN_CONSULTATION or (life.studied and case.decides is not None)
    for place, opinion in enumerate(case.opinions.values()):
        opinion.standing, opinion.requested_at, opinion.due_on = OpinionStanding.REQUESTED, case.opened_at, day + timedelta(days=10)
        if answered or (place == 0 and len(case.opinions) > 1):
            opinion.standing, opinion.verdict, opinion.given_at = OpinionStanding.GIVEN, Verdict.FAVOURABLE, life.since


def _end(case: Case, life: Life) -> None:
    """Let the study have ended, in one of the ways in which it may."""
    if life.stage in ANSWERED and case.decides:
        refused = life.stage is Stage.REFUSED
        case.decision = Decision(
            outcome=Outcome.REFUSED if refused else Outcome.FAVOURABLE,
            reasons=("Règlement d'aménagement.",) if refused else (),
            decided_by="loaded-president",
            decided_at=life.since - timedelta(hours=2),
        )
    elif life.stage in ANSWERED or (life.stage is Stage.IN_FORCE and (life.since - (life.submitted_at or life.since)).days > 0):
        case.concluded_at = life.since
    if life.stage is Stage.OBJECTED:
        case.objection = Objection(reasons=("Activité non permise dans cette zone.",), raised_by="loaded-president", raised_at=life.since)
    if life.stage is Stage.WITHDRAWN:
        case.closed_at = life.since
