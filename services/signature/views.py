"""What signature tells its callers (`contracts/calls/signature.py`)."""

from contracts.calls.signature import PermitProof, SignatureRequestView, SigningKeyView
from contracts.people import Role
from services.signature.domain.keys import SigningKey
from services.signature.domain.requests import SignatureRequest


def view(request: SignatureRequest) -> SignatureRequestView:
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


def key_view(key: SigningKey) -> SigningKeyView:
    """Write a key as its holder and its keepers see it."""
    return {
        "id": key.id,
        "holder": key.holder,
        "holder_name": key.holder_name,
        "commune": key.commune,
        "role": key.role,
        "status": key.status,
        "act": key.act,
        "proposed_by": key.proposed_by,
        "proposed_at": key.proposed_at.isoformat(),
        "confirmed_by": key.confirmed_by,
        "confirmed_at": key.confirmed_at.isoformat() if key.confirmed_at else None,
        "certificate": key.certificate,
        "serial": key.serial,
        "activated_at": key.activated_at.isoformat() if key.activated_at else None,
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
    }


def proof(request: SignatureRequest) -> PermitProof:
    """Write what anybody may know of a signed permit; it is not `valid` once its file is withdrawn, and says since when."""
    signature = request.signature
    if signature is None:
        raise TypeError(f"{request.id} is not signed")
    mandate = signature.mandate
    proven: PermitProof = {
        "valid": request.is_valid,
        "permit_number": request.permit_number,
        "commune": request.commune,
        "document": signature.document,
        "prepared_document": request.document,
        "signed_at": signature.signed_at.isoformat(),
        "signer": {
            "name": mandate.signer_name,
            "role": Role(mandate.role),
            "commune": mandate.commune,
            "key": mandate.key,
            "certificate_serial": mandate.serial,
        },
    }
    return {**proven, "withdrawn_at": request.withdrawn_at.isoformat()} if request.withdrawn_at else proven
