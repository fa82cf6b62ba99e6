"""The permit: an order of the president, with its visas, articles, facts of the project, opinions and fees."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalogue import procedures
from catalogue.documents.facts import (
    Pair,
    Verification,
    cited,
    date_of,
    form_sections,
    language_of,
    letterhead,
    money_of,
    named,
    pair,
    paragraphs_of,
)
from catalogue.documents.press import Page


@dataclass(frozen=True)
class Holder:
    """The person to whom the permit is granted."""

    full_name: str
    national_id: str


@dataclass(frozen=True)
class Reservation:
    """What a body reserves, in the language in which it wrote; the article that it named, if it named one."""

    text: str
    rule: str | None = None


@dataclass(frozen=True)
class GivenOpinion:
    """An opinion as it was given; `given_at` is an RFC 3339 instant."""

    body: str
    verdict: str
    given_at: str
    reservations: tuple[Reservation, ...] = ()


@dataclass(frozen=True)
class SettledFees:
    """What was paid: decimal text, currency, `card`, `counter` or `none`, RFC 3339 instant."""

    amount: str
    currency: str
    method: str
    settled_at: str


@dataclass(frozen=True)
class PermitValues:
    """What `compose("permit", ...)` needs; instants are RFC 3339 text with their offset."""

    permit_number: str
    registry_number: str
    procedure: str  # code@version
    commune: str
    holder: Holder
    form: Any  # as submitted
    opinions: tuple[GivenOpinion, ...]
    fees: SettledFees
    submitted_at: str
    decided_at: str
    prepared_at: str
    verification: Verification


def permit_page(values: PermitValues) -> Page:
    """Lay out the values of a permit in both languages."""
    procedure = procedures.by_ref(values.procedure)
    facts = {"holder": values.holder.full_name, "national_id": values.holder.national_id, "registry_number": values.registry_number}
    return Page(
        title=f"{procedure.permit_title.fr} {values.permit_number}",
        instant=datetime.fromisoformat(values.prepared_at),
        content={
            "letterhead": letterhead(values.commune),
            "number": values.permit_number,
            "registry_number": values.registry_number,
            "title": pair(procedure.permit_title),
            "subtitle": pair(procedure.title),
            "visas": [cited(each.title) for each in procedure.law],
            "articles": [pair(each) for each in procedure.permit_articles],
            "facts": facts,
            "dates": {
                "submitted": date_of(values.submitted_at),
                "decided": date_of(values.decided_at),
                "prepared": date_of(values.prepared_at),
            },
            "sections": form_sections(procedure, values.form),
            "opinions": [_opinion(each) for each in values.opinions],
            "reservations": [_reserved(each) for each in values.opinions if each.reservations],
            "outcome": named("outcomes", "favourable"),
            "fees": _fees(values.fees),
            "signatory": pair(procedure.signatory),
            "verification": {"code": values.verification.code, "address": values.verification.address},
        },
    )


def _opinion(opinion: GivenOpinion) -> dict[str, Any]:
    return {"body": named("bodies", opinion.body), "verdict": named("verdicts", opinion.verdict), "on": date_of(opinion.given_at)}


def _reserved(opinion: GivenOpinion) -> dict[str, Any]:
    """Give the reservations of one body, each as paragraphs that keep the direction in which they were written."""
    words = [{"paragraphs": paragraphs_of(each.text), "rule": _rule(each.rule)} for each in opinion.reservations]
    return {"body": named("bodies", opinion.body), "reservations": words}


def _rule(rule: str | None) -> Pair | None:
    return {"text": rule, "language": language_of(rule)} if rule else None


def _fees(fees: SettledFees) -> dict[str, str | Pair]:
    return {
        "amount": money_of(Decimal(fees.amount), fees.currency),
        "method": named("payment-methods", fees.method),
        "on": date_of(fees.settled_at),
    }
