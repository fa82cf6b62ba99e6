"""Makers for the tests of the catalogue: a form, a paper, a receipt, a draft of a procedure."""

from pathlib import Path
from typing import Any

import yaml

from catalogue import procedures
from catalogue.procedures import Due, Procedure

TAROUDANNT = "09.541.01.13"
SHELF = Path(procedures.__file__).parent
PUBLISHED = SHELF / "building-permit-small" / "2026-03.yaml"


def a_procedure(code: str = "building-permit-small") -> Procedure:
    """A procedure as published, the small building permit unless another is named."""
    return procedures.load(code)


def a_form(code: str = "building-permit-small") -> Any:
    """A complete form: for a building permit, a house of two levels."""
    return a_procedure(code).form_schema["examples"][0]


def a_draft(folder: Path, **changes: Any) -> Path:
    """Write an unpublished procedure that differs from the published one by `changes`; a part that is None is left out."""
    path = folder / "building-permit-small" / "2026-03.yaml"
    path.parent.mkdir()
    data = yaml.safe_load(PUBLISHED.read_text()) | changes
    path.write_text(yaml.safe_dump({name: part for name, part in data.items() if part is not None}, allow_unicode=True))
    return path


def a_permit(code: str = "building-permit-small", **changes: Any) -> dict[str, Any]:
    """The values of the paper of a procedure: what its path gives, in November 2026."""
    procedure = a_procedure(code)
    assert procedure.paper is not None
    number = f"{procedure.paper.number}-09.541.01.13-2026-000001"
    decided = {"decided_at": "2026-11-24T16:00:00+00:00"} if procedure.decision else {}
    running_out = {"valid_until": "2027-05-25"} if procedure.validity else {}
    return {
        "permit_number": number,
        "registry_number": "09.541.01.13-2026-000001",
        "procedure": procedure.ref,
        "commune": TAROUDANNT,
        "holder": {"full_name": "Fatima Zahra Amrani", "national_id": "JB482917"},
        "form": a_form(code),
        "opinions": [
            {"body": each.code, "verdict": "favourable", "given_at": "2026-11-22T10:00:00+00:00"}
            for each in procedure.bodies_for(procedure.declared(a_form(code)))
        ],
        "fees": [{"amount": "5482.00", "currency": "MAD", "method": "card", "settled_at": "2026-11-25T09:12:00+00:00"}],
        "submitted_at": "2026-11-21T10:32:11+00:00",
        "prepared_at": "2026-11-25T09:12:02+00:00",
        "verification": {"code": "K7QM-2XRD-91TB-PZ4E", "address": "https://permits.example/verify/K7QM-2XRD-91TB-PZ4E"},
        **decided,
        **running_out,
    } | changes


def a_note(*texts: str, **changes: Any) -> dict[str, Any]:
    """The values of a planning information note: what the urban agency says."""
    said = {"body": "urban-agency", "verdict": "information", "given_at": "2026-11-25T09:00:00+00:00"}
    return a_permit("planning-information-note", opinions=[said | {"reservations": [{"text": text} for text in texts]}]) | changes


def a_receipt(code: str = "building-permit-small", **changes: Any) -> dict[str, Any]:
    """The values of the receipt of a procedure."""
    procedure = a_procedure(code)
    kinds = sorted(procedure.documents_due(Due.SUBMISSION, procedure.declared(a_form(code))))
    return {
        "registry_number": "09.541.01.13-2026-000001",
        "procedure": procedure.ref,
        "commune": TAROUDANNT,
        "applicant": {"full_name": "Fatima Zahra Amrani", "national_id": "JB482917"},
        "submitted_at": "2026-11-21T10:32:11+00:00",
        "documents": [{"kind": kind, "sha256": "ab" * 32, "size": 1_400_000} for kind in kinds],
        "verification": {"code": "REC-7H2K-44QD", "address": "https://permits.example/dossiers/3f6c2a1e"},
        "form": a_form(code),
    } | changes
