"""Proposals of roles: what calls take and give."""

from typing import Annotated, TypedDict

from marshmallow import fields, validate

from contracts.calls.shapes import InstantText, about
from gateway.api.schemas.accounts import AccountView, GrantView
from gateway.api.schemas.shapes import Input, PageQuery, wording
from gateway.auth.offices import ProposalStatus, Way


class ProposalsQuery(PageQuery):
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


class ProposalView(TypedDict):
    """Roles that replace others: who proposed it, who confirmed or refused it, when, under which act."""

    id: str
    account: Annotated[str, about("Whose roles they are.")]
    roles: list[GrantView]
    replaces: list[GrantView]
    act: str
    reason: Annotated[str, about("Of the operator, when he broke the glass.")]
    way: Annotated[Way, about("Who was needed: `two-persons` for an office, `one-person` for others; the operator in an emergency.")]
    status: ProposalStatus
    proposed_by: str
    proposed_at: InstantText
    expires_at: Annotated[InstantText, about("Until when it can be confirmed.")]
    settled_by: Annotated[str | None, about("Who confirmed or refused it.")]
    settled_at: InstantText | None
    settled_because: Annotated[str | None, about("Why it was refused.")]


class ConfirmedView(ProposalView):
    """A proposal that is confirmed."""

    handover_code: Annotated[
        str | None,
        about(
            "For the holder alone, who takes his office over with it when he first changes his password; shown once, here. Null when he "
            "has taken his account over before, or gets no office."
        ),
    ]


class OpenedView(AccountView):
    """The account of an official, with the roles that he has already."""

    proposal: Annotated[ProposalView, about("What he is to have; see its status.")]
