"""Mandates, as those see them of whom they are asked: who wants to file for me, shall he, shall he no longer."""

from contracts.calls.filing import Filing, MandateView
from contracts.calls.shapes import Page
from gateway.api import rooms
from gateway.api.door import Family, Json
from gateway.api.identity import principal
from gateway.api.parties import identity_of
from gateway.api.resources import resources
from gateway.api.schemas.shapes import Nothing, PageQuery

family = Family("mandates", "Mandates to file for somebody")


@family.call("GET", "/v1/mandates", query=PageQuery, gives=Page[MandateView], asks=Filing.mandates)
def mandates(asked: Json) -> Page[MandateView]:
    """List the mandates that were asked of the caller, the newest first."""
    return rooms.filing.mandates(limit=asked["limit"], cursor=asked["cursor"] or None)


@family.call("POST", "/v1/mandates/<mandate_id>/confirmation", takes=Nothing, gives=MandateView, asks=Filing.confirm_mandate)
def confirm_mandate(asked: Json, mandate_id: str) -> MandateView:
    """Let the professional file: from now on the file is the caller's, and holds his name, identifier, e-mail and phone."""
    caller = resources().accounts.load(principal().account)
    return rooms.filing.confirm_mandate(mandate_id=mandate_id, applicant=identity_of(caller))


@family.call("POST", "/v1/mandates/<mandate_id>/refusal", takes=Nothing, gives=MandateView, asks=Filing.refuse_mandate)
def refuse_mandate(asked: Json, mandate_id: str) -> MandateView:
    """Refuse; the professional is not told."""
    return rooms.filing.refuse_mandate(mandate_id=mandate_id)


@family.call("POST", "/v1/mandates/<mandate_id>/withdrawal", takes=Nothing, gives=MandateView, asks=Filing.withdraw_mandate)
def withdraw_mandate(asked: Json, mandate_id: str) -> MandateView:
    """
    Take a mandate back, at any time.

    The professional still sees what he filed and acts on it no longer; a file that was submitted goes on, and the caller acts himself.
    """
    return rooms.filing.withdraw_mandate(mandate_id=mandate_id)
