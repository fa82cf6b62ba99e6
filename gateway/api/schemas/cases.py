"""The study of a file: what calls take and give."""

from marshmallow import fields, validate

from contracts.review import Outcome, Verdict
from contracts.wording import (
    LAST_PAGE,
    LONGEST_CODE,
    LONGEST_REASON,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    MOST_ITEMS,
    MOST_REASONS,
    MOST_REMARKS,
    SIDES,
)
from gateway.api.schemas.shapes import Figure, Input, Page, TrueOrFalse, View, choice, day, wording


class CasesQuery(Page):
    """Which cases are wanted, among those of the caller's territory."""

    assigned_to = choice("me", required=False, about="Those that wait for the caller.")
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


class Remark(Input):
    """One remark; it may point at a rule, a document, a page, an area of the page."""

    text = wording(longest=LONGEST_TEXT)
    rule = wording(longest=LONGEST_REFERENCE, required=False)
    document = wording(longest=LONGEST_CODE, required=False)
    page = fields.Integer(strict=True, validate=validate.Range(min=1, max=LAST_PAGE, error="out-of-bounds"))
    area = fields.List(
        Figure(),
        validate=validate.Length(equal=SIDES, error="wrong-length"),
        metadata={"description": "x, y, width, height, as fractions of the page."},
    )


class Opinion(Input):
    """What a body says of a file."""

    body = wording(longest=64)
    verdict = choice(*Verdict)
    remarks = fields.List(fields.Nested(Remark), load_default=list, validate=validate.Length(max=MOST_REMARKS, error="wrong-length"))


class Decision(Input):
    """What the president decides; a refusal has its reasons (law 55-19)."""

    outcome = choice(*Outcome)
    reasons = fields.List(
        wording(longest=LONGEST_TEXT), load_default=list, validate=validate.Length(max=MOST_REASONS, error="wrong-length")
    )


class CaseView(View):
    """The study of a file: bodies, opinions as they arrive, clocks."""

    dossier = fields.String(required=True)
    status = fields.String()
    due_on = day("Legal limit for the decision.")
    stopped_on = fields.String(
        allow_none=True,
        metadata={
            "format": "date",
            "description": "The last day that counted, while the applicant owes a complement; none while the clocks run.",
        },
    )
    overdue = fields.Boolean()
    bodies = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "How far each body is."})
    clocks = fields.List(
        fields.Dict(),
        metadata={"description": "Each date explained: the text that sets it, when the clock stood still for a complement, the days left."},
    )
    opinions = fields.List(fields.Dict())
