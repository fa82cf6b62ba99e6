"""The paper of a procedure: an order of whoever decided, or a note of what a body says; its signature comes later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from catalogue import procedures
from catalogue.procedures import Paper, Procedure
from catalogue.reading import BrokenCatalogue
from contracts.review import Outcome, Verdict
from press.facts import (
    Holder,
    Pair,
    Verification,
    cited,
    date_of,
    form_sections,
    language_of,
    local_instant,
    money_of,
    named,
    pair,
    paragraphs_of,
    written,
)
from press.letterhead import letterhead
from press.printing import Page

NOT_SAID = "-"
"""Stands where there is nothing to say: a paper that nobody decided, one that does not run out."""


@dataclass(frozen=True)
class Reservation:
    """What a body says, in the language in which it wrote; the article that it named, if it named one."""

    text: str
    rule: str | None = None


@dataclass(frozen=True)
class GivenOpinion:
    """An opinion as it was given; `given_at` is an RFC 3339 instant. Of one that only informs, `reservations` are what it says."""

    body: str
    verdict: str
    given_at: str
    reservations: tuple[Reservation, ...] = ()


@dataclass(frozen=True)
class SettledFees:
    """An order that was settled: decimal text, currency, `card`, `counter` or `none`, RFC 3339 instant."""

    amount: str
    currency: str
    method: str
    settled_at: str


@dataclass(frozen=True)
class PermitValues:
    """What `compose("permit", ...)` needs; instants are RFC 3339 text with their offset, `valid_until` is an ISO date."""

    permit_number: str
    registry_number: str
    procedure: str  # code@version
    commune: str
    holder: Holder
    form: Any  # as submitted
    opinions: tuple[GivenOpinion, ...]  # empty: nobody was heard
    fees: tuple[SettledFees, ...]  # empty: nothing was asked
    submitted_at: str
    prepared_at: str
    verification: Verification
    decided_at: str = NOT_SAID
    valid_until: str = NOT_SAID


def permit_page(values: PermitValues) -> Page:
    """Lay out the values of a paper in both languages; raise BrokenCatalogue when the procedure has none, or says more than the values."""
    procedure = procedures.by_ref(values.procedure)
    paper = _paper(procedure, values)
    prepared = local_instant(values.prepared_at)
    return Page(
        title=f"{paper.title.fr} {values.permit_number}",
        instant=datetime.fromisoformat(values.prepared_at),
        content={
            "layout": paper.template.value,
            "letterhead": letterhead(values.commune, paper.signed_by, prepared.date()),
            "number": values.permit_number,
            "registry_number": values.registry_number,
            "title": pair(paper.title),
            "subtitle": pair(procedure.title),
            "signatory": pair(paper.signatory),
            "articles": [pair(each) for each in paper.articles],
            "verification": {"code": values.verification.code, "address": values.verification.address},
            **_grounds(procedure, values),
        },
    )


def _paper(procedure: Procedure, values: PermitValues) -> Paper:
    if procedure.paper is None:
        raise BrokenCatalogue(f"permit: {procedure.ref} delivers no paper")
    if procedure.decision is not None and values.decided_at == NOT_SAID:
        raise BrokenCatalogue(f"permit: decided_at: missing, and {procedure.ref} is decided")
    if procedure.validity is not None and values.valid_until == NOT_SAID:
        raise BrokenCatalogue(f"permit: valid_until: missing, and {procedure.ref} runs out")
    return procedure.paper


def _grounds(procedure: Procedure, values: PermitValues) -> dict[str, Any]:
    """Give what a paper rests on: texts, the project, what was heard, decided and paid, and when."""
    return {
        "visas": [cited(each.title) for each in procedure.law],
        "facts": {
            "holder": values.holder.full_name,
            "national_id": values.holder.national_id,
            "registry_number": values.registry_number,
            "valid_until": _day(values.valid_until),
        },
        "dates": {
            "submitted": date_of(values.submitted_at),
            "decided": NOT_SAID if values.decided_at == NOT_SAID else date_of(values.decided_at),
            "prepared": date_of(values.prepared_at),
            "valid_until": _day(values.valid_until),
        },
        "sections": form_sections(procedure, values.form),
        "opinions": [_opinion(each) for each in values.opinions],
        "outcome": named("outcomes", Outcome.FAVOURABLE),
        "fees": _fees(values.fees),
    }


def _day(day: str) -> str:
    return NOT_SAID if day == NOT_SAID else written(date.fromisoformat(day))


def _opinion(opinion: GivenOpinion) -> dict[str, Any]:
    """Give what one body says, each of its words as paragraphs that keep the direction in which they were written."""
    return {
        "body": named("bodies", opinion.body),
        "verdict": named("verdicts", opinion.verdict),
        "informs": opinion.verdict == Verdict.INFORMATION,
        "on": date_of(opinion.given_at),
        "reservations": [{"paragraphs": paragraphs_of(each.text), "rule": _rule(each.rule)} for each in opinion.reservations],
    }


def _rule(rule: str | None) -> Pair | None:
    return {"text": rule, "language": language_of(rule)} if rule else None


def _fees(fees: Sequence[SettledFees]) -> list[dict[str, str | Pair]]:
    return [
        {
            "amount": money_of(Decimal(each.amount), each.currency),
            "method": named("payment-methods", each.method),
            "on": date_of(each.settled_at),
        }
        for each in fees
    ]
