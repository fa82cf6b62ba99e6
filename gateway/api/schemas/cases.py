"""The study of a file: what calls take."""

from marshmallow import fields, validate

from contracts.review import Outcome
from contracts.wording import (
    LONGEST_CODE,
    LONGEST_REASON,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    MOST_ITEMS,
    MOST_REASONS,
)
from gateway.api.schemas.shapes import Input, PageQuery, TrueOrFalse, choice, wording


class CasesQuery(PageQuery):
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
