"""Opinions: what a body says of a file, as calls take it."""

from marshmallow import fields, validate

from contracts.review import Verdict
from contracts.wording import LAST_PAGE, LONGEST_CODE, LONGEST_REFERENCE, LONGEST_TEXT, MOST_REMARKS, SIDES
from gateway.api.schemas.shapes import Figure, Input, choice, wording


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
