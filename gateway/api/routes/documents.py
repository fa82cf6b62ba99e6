"""The bytes of a file: its documents, its receipt, its permit. They go to and from the store of documents, never over the bus."""

from flask import Response, request

from catalogue.procedures import catalogue_of, load
from contracts.calls.filing import DocumentView, Filing
from contracts.media import BYTES
from gateway.api import rooms
from gateway.api.delivery import deliver
from gateway.api.door import PDF, RANGED, Family
from gateway.api.resources import resources
from gateway.api.uploading import owner_of, receive

family = Family("documents", "Documents of a file, receipt, permit")

MEDIA_TYPES = tuple(sorted({each for procedure in catalogue_of() for kind in procedure.documents for each in kind.media_types}))
"""What the procedures take; each kind of document takes some of them."""


@family.call(
    "PUT",
    "/v1/dossiers/<dossier_id>/documents/<kind>",
    body=(*MEDIA_TYPES, BYTES),
    gives=DocumentView,
    asks=(Filing.attaching, Filing.attach_document),
)
def attach_document(dossier_id: str, kind: str) -> DocumentView:
    """
    Attach a document of a kind that the procedure knows: the raw bytes, with their `Content-Type`, or as `application/octet-stream`.

    Sending another one of the same kind replaces it, as long as the file may be changed. A PDF opens without a password, runs nothing and
    carries no other file; an image opens. Documents of one account are looked into one by one: 429 and 503 say when to come again.
    """
    pinned = rooms.filing.attaching(dossier_id=dossier_id, size=request.content_length or 0)  # or refused, before a byte is stored
    media_type, stored = receive(request, load(pinned["code"], pinned["version"]), (dossier_id, kind))
    return rooms.filing.attach_document(dossier_id=dossier_id, kind=kind, sha256=stored.sha256, size=stored.size, media_type=media_type)


@family.call("GET", "/v1/dossiers/<dossier_id>/documents/<kind>", gives=MEDIA_TYPES, refuses=RANGED, asks=Filing.document)
def document(dossier_id: str, kind: str) -> Response:
    """Download a document; ranges are served (RFC 9110, 14)."""
    found = rooms.filing.document(dossier_id=dossier_id, kind=kind)
    return deliver(found["sha256"], found["media_type"], found["kind"], resources().uploads.of(owner_of(dossier_id, kind)))


@family.call("GET", "/v1/dossiers/<dossier_id>/receipt", gives=PDF, refuses=RANGED, asks=Filing.receipt)
def receipt(dossier_id: str) -> Response:
    """Download the receipt that the administration gave at submission."""
    return deliver(rooms.filing.receipt(dossier_id=dossier_id)["sha256"], PDF, "receipt")


@family.call("GET", "/v1/dossiers/<dossier_id>/permit", gives=PDF, refuses=RANGED, asks=Filing.permit)
def permit(dossier_id: str) -> Response:
    """Download the signed permit."""
    return deliver(rooms.filing.permit(dossier_id=dossier_id)["sha256"], PDF, "permit")
