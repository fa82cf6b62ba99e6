"""How requests, keys and signatures are shown to those who ask."""

from typing import Any

from services.signature.domain.requests import SignatureRequest


def view(request: SignatureRequest) -> dict[str, Any]:
    """Write a request as its signatory sees it: with what it still waits for."""
    return {
        "id": request.id,
        "dossier": request.dossier,
        "commune": request.commune,
        "procedure": request.procedure,
        "registry_number": request.registry_number,
        "authority": request.wanted.authority,
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
