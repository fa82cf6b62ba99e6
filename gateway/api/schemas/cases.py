"""The study of a file: what calls take and give."""

from marshmallow import fields, validate

from catalogue.procedures import Unit
from catalogue.territory.windows import Window
from contracts.people import Authority
from contracts.review import Outcome
from contracts.wording import (
    LONGEST_CODE,
    LONGEST_REASON,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    MOST_ITEMS,
    MOST_REASONS,
)
from gateway.api.schemas.opinions import STANDINGS, OpinionView
from gateway.api.schemas.shapes import Input, NameView, Page, TrueOrFalse, View, choice, day, instant, many, one, said, wording

CASE_STATUSES = (
    "awaiting-fees",
    "awaiting-admissibility",
    "complement-requested",
    "in-consultation",
    "awaiting-decision",
    "open-to-objection",
    "decided",
    "concluded",
    "objected",
    "closed",
)


class CasesQuery(Page):
    """Which cases are wanted, among those of the caller's territory."""

    assigned_to = choice("me", required=False, about="Those that wait for the caller.")
    status = choice("open", "closed", required=False, about="Those that nobody has answered yet, or the others; `open` if nothing is said.")
    overdue = fields.Boolean(load_default=False, metadata={"description": "Those past their legal deadline."})


class Missing(Input):
    """One thing that is missing, with the reason, and the law that asks for it where there is one."""

    item = wording(longest=LONGEST_CODE, about="Code of a document, or path of a field of the form.")
    reason = wording(longest=LONGEST_REASON)
    law = wording(longest=LONGEST_REFERENCE, required=False)


class Admissibility(Input):
    """The clerk's finding: admissible, or one request for complement."""

    admissible = TrueOrFalse(load_default=False)
    complement = fields.List(fields.Nested(Missing), load_default=list, validate=validate.Length(max=MOST_ITEMS, error="wrong-length"))


class Decision(Input):
    """What whoever decides has decided; a refusal has its reasons (law 55-19)."""

    outcome = choice(*Outcome)
    reasons = fields.List(
        wording(longest=LONGEST_TEXT), load_default=list, validate=validate.Length(max=MOST_REASONS, error="wrong-length")
    )


class Objection(Input):
    """Why the administration objects to what was declared (law 55-19)."""

    reasons = fields.List(
        wording(longest=LONGEST_TEXT), required=True, validate=validate.Length(min=1, max=MOST_REASONS, error="wrong-length")
    )


class LawLineView(NameView):
    """A law text, by its code and its title."""

    code = said()


class ClockView(View):
    """A date explained: from when, how many days, counted how, by which text, when the clock stood still, how much is left."""

    clock = said(among=("admissibility", "decision", "objection"))
    starts_on = day("Day 0; null while what holds the study back is unpaid.", nullable=True)
    days = fields.Integer(required=True)
    unit = said(among=Unit)
    stopped_on = day("The last day that counted before the pause for a complement.", nullable=True)
    resumed_on = day("The day of the answer: the next one is the first that counts again.", nullable=True)
    due_on = day()
    days_left = fields.Integer(required=True, allow_none=True, metadata={"description": "Null when the clock does not run any more."})
    law = one(LawLineView)


class MissingView(View):
    """One thing that is asked for."""

    item = said("Code of a document, or path of a field of the form.")
    reason = said()
    law = said("Empty when none was named.")


class ComplementView(View):
    """The one request for complement, and when it was answered."""

    items = many(MissingView)
    requested_at = instant()
    provided_at = instant(nullable=True)


class DecisionView(View):
    """What was decided."""

    outcome = said(among=Outcome)
    reasons = many(said())
    decided_by = said("Account.")
    decided_at = instant()


class ObjectionView(View):
    """What the administration objects to what was declared."""

    reasons = many(said())
    raised_by = said("Account.")
    raised_at = instant()


class CaseSummary(View):
    """The study of a file in a list."""

    dossier = said()
    commune = said()
    procedure = said(examples=["building-permit-small@2026-02"])
    registry_number = said()
    window = said("Which desk studies it.", among=Window)
    status = said(among=CASE_STATUSES)
    due_on = day(
        "The legal limit for the decision; where nobody decides, the last day to object, or the last body's. Null while it is not known.",
        nullable=True,
    )
    stopped_on = day(
        "The last day that counted, while the applicant owes a complement; null while the clocks run.",
        nullable=True,
    )
    overdue = fields.Boolean(required=True)
    bodies = fields.Dict(
        keys=fields.String(), values=said(among=STANDINGS), required=True, metadata={"description": "How far each body is."}
    )


class CaseView(CaseSummary):
    """The study of a file: bodies, opinions as they arrive, clocks, and how it ended."""

    submitted_at = instant()
    opened_at = instant("Null while what holds the study back is unpaid.", nullable=True)
    decided_by_office = said("In whose name it is decided; null where nobody decides.", among=Authority, nullable=True)
    clocks = many(ClockView)
    opinions = many(OpinionView)
    complement = one(ComplementView, nullable=True)
    decision = one(DecisionView, nullable=True)
    objection = one(ObjectionView, nullable=True)
