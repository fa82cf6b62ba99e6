"""Opinions: what a body says of a file, as calls take and give it."""

from marshmallow import fields, validate

from contracts.review import Verdict, Voice
from contracts.wording import LAST_PAGE, LONGEST_CODE, LONGEST_REFERENCE, LONGEST_TEXT, MOST_REMARKS, SIDES
from gateway.api.schemas.shapes import Figure, Input, View, choice, day, instant, many, said, wording

STANDINGS = ("expected", "requested", "adjourned", "given")


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


class RemarkView(View):
    """A remark of a body, and where it applies."""

    text = said()
    rule = said()
    document = said()
    page = fields.Integer(required=True, allow_none=True)
    area = fields.List(
        fields.Float(), required=True, metadata={"description": "x, y, width, height, as fractions of the page, or nothing."}
    )


class OpinionView(View):
    """What a body says of a file, as far as it has."""

    body = said()
    mandatory = fields.Boolean(required=True)
    conform = fields.Boolean(required=True, metadata={"description": "If it is unfavourable, it binds whoever decides."})
    gives = said("For what the body is heard.", among=Voice)
    standing = said(among=STANDINGS)
    verdict = said(among=Verdict, nullable=True)
    due_on = day(nullable=True)
    requested_at = instant(nullable=True)
    given_at = instant(nullable=True)
    given_by = said("Account.", nullable=True)
    remarks = many(RemarkView)
