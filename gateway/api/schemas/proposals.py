"""Proposals of roles: what calls take and give."""

from marshmallow import fields, validate

from gateway.api.schemas.accounts import AccountView, GrantView
from gateway.api.schemas.shapes import Input, Page, View, instant, many, one, said, wording
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

    id = said()
    account = said("Whose roles they are.")
    roles = many(GrantView)
    replaces = many(GrantView)
    act = said()
    reason = said("Of the operator, when he broke the glass.")
    way = said("Who was needed: `two-persons` for an office, `one-person` for others; the operator in an emergency.", among=Way)
    status = said(among=Status)
    proposed_by = said()
    proposed_at = instant()
    expires_at = instant("Until when it can be confirmed.")
    settled_by = said("Who confirmed or refused it.", nullable=True)
    settled_at = instant(nullable=True)
    settled_because = said("Why it was refused.", nullable=True)


class ConfirmedView(ProposalView):
    """A proposal that is confirmed."""

    handover_code = said(
        "For the holder alone, who takes his office over with it when he first changes his password; shown once, here. "
        "Absent (null) when he has taken his account over before, or gets no office.",
        nullable=True,
    )


class OpenedView(AccountView):
    """The account of an official, with the roles that he has already."""

    proposal = one(ProposalView, "What he is to have; see its status.")
