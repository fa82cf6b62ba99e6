"""Files, from the draft to the issued permit, as their parties and the officials concerned see them."""

from contextlib import suppress
from operator import itemgetter
from typing import Any

from flask import Response

from chassis.log import concerning
from contracts.calls.filing import DossierSummary, DossierView, Filing, PermitView, TimelineLine
from contracts.calls.notification import MessageView, Notification
from contracts.calls.payment import Payment
from contracts.calls.review import Review
from contracts.calls.shapes import ActsView, Page
from contracts.calls.signature import Signature
from contracts.refusals import NotFound
from gateway.api import rooms
from gateway.api.conditions import unless_had, versions_expected
from gateway.api.door import CONDITIONAL, Family, Json, written
from gateway.api.identity import principal
from gateway.api.parties import author_of, for_whom
from gateway.api.refusals import PreconditionFailed
from gateway.api.resources import resources
from gateway.api.schemas.dossiers import DossiersQuery, FormChange, NewDossier
from gateway.api.schemas.shapes import Nothing, PageQuery

family = Family("dossiers", "Files, from the draft to the permit")


@family.call("POST", "/v1/dossiers", takes=NewDossier, gives=DossierView, status=201, asks=Filing.create_dossier)
def create_dossier(asked: Json) -> Any:
    """
    Open a draft.

    A professional names for whom he files by e-mail and national identifier; without them he files for himself. He is answered in the same
    way whether there is such a person or not: who is there is asked for a mandate, and the draft tells nothing of him, nor can it be
    submitted, before he has confirmed it (`/v1/mandates`).

    Where the procedure builds on an earlier file (its `follows`), `follows` names that file, one of the applicant's own. It is
    delivered by the time the new one is submitted.
    """
    caller = resources().accounts.load(principal().account)
    caller.must_be_approved()
    view = rooms.filing.create_dossier(
        procedure=asked["procedure"],
        commune=asked["commune"],
        applicant=for_whom(caller, asked["applicant"]),
        author=author_of(caller),
        follows=asked.get("follows"),
    )
    concerning(dossier=view["id"])
    return tagged(view, 201, {"Location": f"/v1/dossiers/{view['id']}"})


@family.call("GET", "/v1/dossiers", query=DossiersQuery, gives=Page[DossierSummary], asks=Filing.dossiers)
def dossiers(asked: Json) -> Page[DossierSummary]:
    """List the files that the caller may see: his drafts first, then what was handed in, the newest submission first."""
    return rooms.filing.dossiers(**without_empty(asked))


@family.call("GET", "/v1/dossiers/<dossier_id>", gives=DossierView, refuses=CONDITIONAL, asks=Filing.dossier)
def dossier(dossier_id: str) -> Any:
    """Show a file; with `If-None-Match`, only if it has changed since."""
    view = rooms.filing.dossier(dossier_id=dossier_id)
    return unless_had(tagged(view), str(view["version"]))


@family.call("PATCH", "/v1/dossiers/<dossier_id>", takes=FormChange, gives=DossierView, asks=(Filing.change_form, Filing.dossier))
def change_form(asked: Json, dossier_id: str) -> Any:
    """Save the form of a draft, whole or in part; with `If-Match`, only if nobody else has changed it meanwhile."""
    return tagged(rooms.filing.change_form(dossier_id=dossier_id, form=asked["form"], version=expected_version(dossier_id)))


@family.call("POST", "/v1/dossiers/<dossier_id>/submission", takes=Nothing, gives=DossierView, status=201, asks=Filing.submit_dossier)
def submit_dossier(asked: Json, dossier_id: str) -> DossierView:
    """Hand the file to the administration; everything that is missing is told at once."""
    return rooms.filing.submit_dossier(dossier_id=dossier_id)


@family.call("POST", "/v1/dossiers/<dossier_id>/complement", takes=Nothing, gives=DossierView, asks=Filing.provide_complement)
def provide_complement(asked: Json, dossier_id: str) -> DossierView:
    """Tell that what the clerk asked for has been provided."""
    return rooms.filing.provide_complement(dossier_id=dossier_id)


@family.call("POST", "/v1/dossiers/<dossier_id>/withdrawal", takes=Nothing, gives=DossierView, asks=Filing.withdraw_dossier)
def withdraw_dossier(asked: Json, dossier_id: str) -> DossierView:
    """Take the file back."""
    return rooms.filing.withdraw_dossier(dossier_id=dossier_id)


@family.call("GET", "/v1/dossiers/<dossier_id>/timeline", gives=Page[TimelineLine], asks=Filing.timeline)
def timeline(dossier_id: str) -> Page[TimelineLine]:
    """Tell what has happened to a file."""
    return rooms.filing.timeline(dossier_id=dossier_id)


@family.call("GET", "/v1/dossiers/<dossier_id>/acts", gives=ActsView, asks=(Filing.acts, Review.acts, Payment.acts, Signature.acts))
def acts(dossier_id: str) -> ActsView:
    """Auditor: who did what to a file, in every room, oldest first; identifiers and codes, no words and no names."""
    items = list(rooms.filing.acts(dossier_id=dossier_id)["items"])
    for further in (rooms.review.acts, rooms.payment.acts, rooms.signature.acts):
        with suppress(NotFound):  # the file has not come so far
            items += further(dossier_id=dossier_id)["items"]
    return {"items": sorted(items, key=itemgetter("at"))}


@family.call("GET", "/v1/dossiers/<dossier_id>/messages", query=PageQuery, gives=Page[MessageView], asks=Notification.messages)
def messages(asked: Json, dossier_id: str) -> Page[MessageView]:
    """List what one was told about a file, by mail and SMS."""
    return rooms.notification.messages(dossier_id=dossier_id, limit=asked["limit"], cursor=asked["cursor"] or None)


@family.call("GET", "/v1/permits/<path:number>", gives=PermitView, asks=Filing.permit_by_number)
def permit_by_number(number: str) -> PermitView:
    """Show an issued permit by its number."""
    return rooms.filing.permit_by_number(number=number)


def tagged(view: DossierView, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a view and its version as ETag."""
    answer = written(view, status, headers)
    answer.set_etag(str(view["version"]))
    return answer


def expected_version(dossier_id: str) -> int | None:
    """Give the version that the caller has seen (`If-Match`), None when he says none; of several, the one that the file has now."""
    expected = versions_expected()
    if expected is None or len(expected) == 1:
        return expected[0] if expected else None
    present = rooms.filing.dossier(dossier_id=dossier_id)["version"]
    if present not in expected:
        raise PreconditionFailed
    return int(present)


def without_empty(asked: Json) -> Json:
    """Leave out what the caller has not said."""
    return {name: value for name, value in asked.items() if value not in (None, "")}
