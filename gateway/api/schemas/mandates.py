"""Mandates: what calls give."""

from gateway.api.schemas.dossiers import MANDATE_STATUSES, AuthorView, PinnedProcedure
from gateway.api.schemas.shapes import View, instant, one, said


class MandateView(View):
    """A mandate for one file, by which it is named."""

    id = said("The file's.")
    procedure = one(PinnedProcedure)
    commune = said()
    professional = one(AuthorView, nullable=True)
    status = said(among=MANDATE_STATUSES)
    asked_at = instant()
    answered_at = instant(nullable=True)
    withdrawn_at = instant(nullable=True)
