"""How requests, keys and signatures are shown to those who ask."""

import re
from typing import Any

from chassis.paging import CursorNotUnderstood
from services.signature.domain.requests import SignatureRequest

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # as `contracts.identifiers` makes them


def view(request: SignatureRequest) -> dict[str, Any]:
    """Write a request as its signatory sees it: with what it still waits for."""
    return {
        "id": request.id,
        "dossier": request.dossier,
        "commune": request.commune,
        "status": request.status,
        "awaits": list(request.awaits()),
        "permit_number": request.permit_number or None,
        "document": request.document or None,
        "requested_at": request.requested_at.isoformat() if request.requested_at else None,
    }


def proof(request: SignatureRequest) -> dict[str, Any]:
    """Write what anybody may know of a signed permit; it is not `valid` once its file is withdrawn, and says since when."""
    signature = request.signature
    if signature is None:
        raise TypeError(f"{request.id} is not signed")
    mandate = signature.mandate
    withdrawn = {"withdrawn_at": request.withdrawn_at.isoformat()} if request.withdrawn_at else {}
    return {
        "valid": request.is_valid,
        **withdrawn,
        "permit_number": request.permit_number,
        "commune": request.commune,
        "document": signature.document,
        "prepared_document": request.document,
        "signed_at": signature.signed_at.isoformat(),
        "signer": {
            "name": mandate.signer_name,
            "role": mandate.role,
            "commune": mandate.commune,
            "key": mandate.key,
            "certificate_serial": mandate.serial,
        },
    }


def after_id(cursor: str | None) -> str:
    """Read the cursor of a list in the order of ids: the last id seen; raise `CursorNotUnderstood`."""
    if cursor and not ID.fullmatch(cursor):
        raise CursorNotUnderstood
    return cursor or ""
