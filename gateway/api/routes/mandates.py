"""Mandates, as those see them of whom they are asked: who wants to file for me, shall he, shall he no longer."""

from typing import Any

from gateway.api.asking import ask
from gateway.api.door import Family, Json
from gateway.api.identity import principal
from gateway.api.parties import identity_of
from gateway.api.resources import resources
from gateway.api.schemas.mandates import MandateView
from gateway.api.schemas.shapes import Nothing, Page, page_of

family = Family("mandates", "Mandates to file for somebody")


@family.call("GET", "/v1/mandates", query=Page, gives=page_of(MandateView))
def mandates(asked: Json) -> Any:
    """List the mandates that were asked of the caller, the newest first."""
    return ask("filing", "mandates", limit=asked["limit"], cursor=asked["cursor"] or None)


@family.call("POST", "/v1/mandates/<mandate_id>/confirmation", takes=Nothing, gives=MandateView)
def confirm_mandate(asked: Json, mandate_id: str) -> Any:
    """Let the professional file: from now on the file is the caller's, and holds his name, identifier, e-mail and phone."""
    caller = resources().accounts.load(principal().account)
    return ask("filing", "confirm_mandate", mandate_id=mandate_id, applicant=identity_of(caller))


@family.call("POST", "/v1/mandates/<mandate_id>/refusal", takes=Nothing, gives=MandateView)
def refuse_mandate(asked: Json, mandate_id: str) -> Any:
    """Refuse; the professional is not told."""
    return ask("filing", "refuse_mandate", mandate_id=mandate_id)


@family.call("POST", "/v1/mandates/<mandate_id>/withdrawal", takes=Nothing, gives=MandateView)
def withdraw_mandate(asked: Json, mandate_id: str) -> Any:
    """
    Take a mandate back, at any time.

    The professional still sees what he filed and acts on it no longer; a file that was submitted goes on, and the caller acts himself.
    """
    return ask("filing", "withdraw_mandate", mandate_id=mandate_id)
