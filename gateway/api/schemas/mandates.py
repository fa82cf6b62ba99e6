"""Mandates: what calls give."""

from marshmallow import fields, validate

from gateway.api.schemas.dossiers import AuthorView, PinnedProcedure
from gateway.api.schemas.shapes import View, instant

MANDATE_STATUSES = ("awaiting-confirmation", "confirmed", "refused", "withdrawn")


class MandateView(View):
    """A mandate for one file, by which it is named."""

    id = fields.String(required=True, metadata={"description": "The file's."})
    procedure = fields.Nested(PinnedProcedure, required=True)
    commune = fields.String(required=True)
    professional = fields.Nested(AuthorView, required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(MANDATE_STATUSES))
    asked_at = instant()
    answered_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    withdrawn_at = fields.String(allow_none=True, metadata={"format": "date-time"})
