"""Proposals of roles: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.accounts import AccountView, GrantView
from gateway.api.schemas.shapes import Input, Page, View, instant, wording
from gateway.auth.offices import Status, Way


class ProposalsQuery(Page):
    """Which proposals are wanted."""

    account = fields.String(
        load_default="",
        validate=validate.Length(max=64, error="wrong-length"),
        metadata={"description": "Those that concern this account."},
    )
    waiting = fields.Boolean(load_default=False, metadata={"description": "Those that wait for a second administrator."})


class Refusal(Input):
    """Why a proposal is refused, or taken back."""

    reason = wording(longest=500)


class ProposalView(View):
    """Roles that replace others: who proposed it, who confirmed or refused it, when, under which act."""

    id = fields.String(required=True)
    account = fields.String(required=True, metadata={"description": "Whose roles they are."})
    roles = fields.List(fields.Nested(GrantView), required=True)
    replaces = fields.List(fields.Nested(GrantView), required=True)
    act = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "Of the operator, when he broke the glass."})
    way = fields.String(
        required=True,
        validate=validate.OneOf(list(Way)),
        metadata={"description": "Who was needed: `two-persons` for an office, `one-person` for others; the operator in an emergency."},
    )
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    proposed_by = fields.String(required=True)
    proposed_at = instant()
    expires_at = instant("Until when it can be confirmed.")
    settled_by = fields.String(required=True, allow_none=True, metadata={"description": "Who confirmed or refused it."})
    settled_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    settled_because = fields.String(required=True, allow_none=True, metadata={"description": "Why it was refused."})


class ConfirmedView(ProposalView):
    """A proposal that is confirmed."""

    handover_code = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "For the holder alone, who takes his office over with it when he first changes his password; shown once, here. "
            "Absent (null) when he has taken his account over before, or gets no office."
        },
    )


class OpenedView(AccountView):
    """The account of an official, with the roles that he has already."""

    proposal = fields.Nested(ProposalView, required=True, metadata={"description": "What he is to have; see its status."})
