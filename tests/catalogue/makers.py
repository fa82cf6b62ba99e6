"""Makers for the tests of the catalogue: a form, a permit, a receipt, a draft of a procedure."""

from pathlib import Path
from typing import Any

import yaml

from catalogue import procedures
from catalogue.procedures import Procedure

TAROUDANNT = "09.541.01.13"
PUBLISHED = Path(procedures.__file__).parent / "building-permit-small" / "2026-02.yaml"


def a_procedure() -> Procedure:
    """The small building permit, as published."""
    return procedures.load("building-permit-small")


def a_form() -> Any:
    """A complete form for a house of two levels."""
    return a_procedure().form_schema["examples"][0]


def a_draft(folder: Path, **changes: Any) -> Path:
    """Write an unpublished procedure that differs from the published one by `changes`."""
    path = folder / "building-permit-small" / "2026-02.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(yaml.safe_load(PUBLISHED.read_text()) | changes, allow_unicode=True))
    return path


def a_permit(**changes: Any) -> dict[str, Any]:
    """The values of a permit."""
    return {
        "permit_number": "PC-09.541.01.13-2026-000001",
        "registry_number": "09.541.01.13-2026-000001",
        "procedure": a_procedure().ref,
        "commune": TAROUDANNT,
        "holder": {"full_name": "Fatima Zahra Amrani", "national_id": "JB482917"},
        "form": a_form(),
        "opinions": [
            {"body": each.code, "verdict": "favourable", "given_at": "2026-11-22T10:00:00+00:00"} for each in a_procedure().bodies
        ],
        "fees": {"amount": "5482.00", "currency": "MAD", "method": "card", "settled_at": "2026-11-25T09:12:00+00:00"},
        "submitted_at": "2026-11-21T10:32:11+00:00",
        "decided_at": "2026-11-24T16:00:00+00:00",
        "prepared_at": "2026-11-25T09:12:02+00:00",
        "verification": {"code": "K7QM-2XRD-91TB-PZ4E", "address": "https://permits.example/verify/K7QM-2XRD-91TB-PZ4E"},
    } | changes


def a_receipt(**changes: Any) -> dict[str, Any]:
    """The values of a receipt."""
    return {
        "registry_number": "09.541.01.13-2026-000001",
        "procedure": a_procedure().ref,
        "commune": TAROUDANNT,
        "applicant": {"full_name": "Fatima Zahra Amrani", "national_id": "JB482917"},
        "submitted_at": "2026-11-21T10:32:11+00:00",
        "documents": [{"kind": kind, "sha256": "ab" * 32, "size": 1_400_000} for kind in sorted(a_procedure().required_documents)],
        "verification": {"code": "REC-7H2K-44QD", "address": "https://permits.example/dossiers/3f6c2a1e"},
    } | changes
