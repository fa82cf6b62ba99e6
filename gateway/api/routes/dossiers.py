"""Files, from the draft to the issued permit, as their parties and the officials concerned see them."""

from contextlib import suppress
from operator import itemgetter
from typing import Any

from flask import Response, jsonify

from chassis.log import concerning
from contracts.refusals import NotFound
from gateway.api.asking import ask
from gateway.api.conditions import unless_had, versions_expected
from gateway.api.door import CONDITIONAL, Family, Json
from gateway.api.identity import principal
from gateway.api.parties import author_of, for_whom
from gateway.api.refusals import PreconditionFailed
from gateway.api.resources import resources
from gateway.api.schemas.dossiers import (
    DossiersQuery,
    DossierSummary,
    DossierView,
    FormChange,
    NewDossier,
    SubmissionView,
)
from gateway.api.schemas.shapes import Nothing, Page, page_of
from gateway.api.schemas.trail import ActsView, MessageView, PermitView, TimelineLine

family = Family("dossiers", "Files, from the draft to the permit")


@family.call("POST", "/v1/dossiers", takes=NewDossier, gives=DossierView, status=201)
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
    applicant, author = for_whom(caller, asked["applicant"]), author_of(caller)
    wish = {name: asked.get(name) for name in ("procedure", "commune", "follows")}
    view = ask("filing", "create_dossier", **wish, applicant=applicant, author=author)
    concerning(dossier=view["id"])
    return tagged(view, 201, {"Location": f"/v1/dossiers/{view['id']}"})


@family.call("GET", "/v1/dossiers", query=DossiersQuery, gives=page_of(DossierSummary))
def dossiers(asked: Json) -> Any:
    """List the files that the caller may see: his drafts first, then what was handed in, the newest submission first."""
    return ask("filing", "dossiers", **without_empty(asked))


@family.call("GET", "/v1/dossiers/<dossier_id>", gives=DossierView, refuses=CONDITIONAL)
def dossier(dossier_id: str) -> Any:
    """Show a file; with `If-None-Match`, only if it has changed since."""
    view = ask("filing", "dossier", dossier_id=dossier_id)
    return unless_had(tagged(view), str(view["version"]))


@family.call("PATCH", "/v1/dossiers/<dossier_id>", takes=FormChange, gives=DossierView)
def change_form(asked: Json, dossier_id: str) -> Any:
    """Save the form of a draft, whole or in part; with `If-Match`, only if nobody else has changed it meanwhile."""
    return tagged(ask("filing", "change_form", dossier_id=dossier_id, form=asked["form"], version=expected_version(dossier_id)))


@family.call("POST", "/v1/dossiers/<dossier_id>/submission", takes=Nothing, gives=SubmissionView, status=201)
def submit_dossier(asked: Json, dossier_id: str) -> Any:
    """Hand the file to the administration; everything that is missing is told at once."""
    return ask("filing", "submit_dossier", dossier_id=dossier_id)


@family.call("POST", "/v1/dossiers/<dossier_id>/complement", takes=Nothing, gives=DossierView)
def provide_complement(asked: Json, dossier_id: str) -> Any:
    """Tell that what the clerk asked for has been provided."""
    return ask("filing", "provide_complement", dossier_id=dossier_id)


@family.call("POST", "/v1/dossiers/<dossier_id>/withdrawal", takes=Nothing, gives=DossierView)
def withdraw_dossier(asked: Json, dossier_id: str) -> Any:
    """Take the file back."""
    return ask("filing", "withdraw_dossier", dossier_id=dossier_id)


@family.call("GET", "/v1/dossiers/<dossier_id>/timeline", gives=page_of(TimelineLine))
def timeline(dossier_id: str) -> Any:
    """Tell what has happened to a file."""
    return ask("filing", "timeline", dossier_id=dossier_id)


@family.call("GET", "/v1/dossiers/<dossier_id>/acts", gives=ActsView)
def acts(dossier_id: str) -> Json:
    """Auditor: who did what to a file, in every room, oldest first; identifiers and codes, no words and no names."""
    items = list(ask("filing", "acts", dossier_id=dossier_id)["items"])
    for room in ("review", "payment", "signature"):
        with suppress(NotFound):  # the file has not come so far
            items += ask(room, "acts", dossier_id=dossier_id)["items"]
    return {"items": sorted(items, key=itemgetter("at"))}


@family.call("GET", "/v1/dossiers/<dossier_id>/messages", query=Page, gives=page_of(MessageView))
def messages(asked: Json, dossier_id: str) -> Any:
    """List what one was told about a file, by mail and SMS."""
    return ask("notification", "messages", dossier_id=dossier_id, limit=asked["limit"], cursor=asked["cursor"] or None)


@family.call("GET", "/v1/permits/<path:number>", gives=PermitView)
def permit_by_number(number: str) -> Any:
    """Show an issued permit by its number."""
    return ask("filing", "permit_by_number", number=number)


def tagged(view: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a view and its version as ETag."""
    answer = jsonify(view)
    answer.status_code = status
    answer.headers.extend(headers or {})
    if "version" in view:
        answer.set_etag(str(view["version"]))
    return answer


def expected_version(dossier_id: str) -> int | None:
    """Give the version that the caller has seen (`If-Match`), None when he says none; of several, the one that the file has now."""
    expected = versions_expected()
    if expected is None or len(expected) == 1:
        return expected[0] if expected else None
    present = ask("filing", "dossier", dossier_id=dossier_id)["version"]
    if present not in expected:
        raise PreconditionFailed
    return int(present)


def without_empty(asked: Json) -> Json:
    """Leave out what the caller has not said."""
    return {name: value for name, value in asked.items() if value not in (None, "")}
