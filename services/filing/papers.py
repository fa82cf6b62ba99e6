"""The papers that filing composes: the receipt and the permit, laid out by the catalogue, in a real thread (Typst holds the processor)."""

import os
from collections.abc import Mapping, Sequence
from threading import Semaphore
from typing import Any

from catalogue.documents import compose
from chassis.blocking import aside
from services.filing.domain.dossier import Dossier

PRESSES = Semaphore(os.cpu_count() or 1)
"""One page at a time for each processor: of a dozen at once each takes a quarter more of it, and none is ready sooner."""


def receipt(dossier: Dossier, public_url: str) -> bytes:
    """Compose the receipt of a submitted file."""
    assert dossier.registry_number  # noqa: S101 - a submitted file has both
    assert dossier.submitted_at  # noqa: S101
    return _compose(
        "receipt",
        {
            **_identity(dossier, public_url, dossier.registry_number),
            "submitted_at": dossier.submitted_at.isoformat(),
            "applicant": _person(dossier),
            **({"filed_by": dossier.author.full_name} if dossier.author and dossier.mandate else {}),
            "documents": [{"kind": each.kind, "sha256": each.sha256, "size": each.size} for each in dossier.documents.values()],
        },
    )


def permit(dossier: Dossier, facts: Mapping[str, Any], public_url: str) -> bytes:
    """Compose the permit to be signed; `facts`: permit_number, opinions, fees, decided_at, prepared_at."""
    assert dossier.submitted_at  # noqa: S101 - a decided file was submitted
    return _compose(
        "permit",
        {
            **_identity(dossier, public_url, facts["permit_number"]),
            "submitted_at": dossier.submitted_at.isoformat(),
            "holder": _person(dossier),
            "form": dossier.form,
            **facts,
        },
    )


def opinions(given: Sequence[Mapping[str, Any]], reserved: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Write the opinions as the permit states them, with what each body reserved: `[{text, rule}]` by body."""
    return [
        {
            "body": each["body"],
            "verdict": each["verdict"],
            "given_at": each["at"].isoformat(),
            "reservations": [{name: said for name, said in words.items() if said} for words in reserved.get(each["body"], ())],
        }
        for each in given
    ]


def _identity(dossier: Dossier, public_url: str, code: str) -> dict[str, Any]:
    return {
        "registry_number": dossier.registry_number,
        "procedure": dossier.procedure,
        "commune": dossier.commune,
        "verification": {"code": code, "address": f"{public_url}/v1/verify/{code}"},
    }


def _person(dossier: Dossier) -> dict[str, str]:
    return {"full_name": dossier.applicant.full_name, "national_id": dossier.applicant.national_id}


def _compose(template: str, values: dict[str, Any]) -> bytes:
    with PRESSES:
        return aside(compose, template, values)
