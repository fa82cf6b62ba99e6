"""The papers that filing composes: the receipt and the permit, laid out by the catalogue, in a real thread (Typst holds the processor)."""

import os
from collections.abc import Mapping
from threading import Semaphore
from typing import Any

from chassis.blocking import aside
from press import compose
from services.filing.domain.dossier import Dossier
from services.filing.domain.stated import Stated

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
            "form": dossier.form,
            "documents": [{"kind": each.kind, "sha256": each.sha256, "size": each.size} for each in dossier.documents.values()],
        },
    )


def permit(dossier: Dossier, said: Stated, made: Mapping[str, Any], public_url: str) -> bytes:
    """Compose the paper to be signed; `made`: number, valid_until (a day or None), prepared_at (an instant)."""
    assert dossier.submitted_at  # noqa: S101 - a file that is answered was submitted
    return _compose(
        "permit",
        {
            **_identity(dossier, public_url, made["number"]),
            "permit_number": made["number"],
            "submitted_at": dossier.submitted_at.isoformat(),
            "holder": _person(dossier),
            "form": dossier.form,
            "opinions": [_opinion(each, said) for each in said.opinions],
            "fees": [_paid(each) for each in said.fees],
            **({"decided_at": said.decision["at"].isoformat()} if said.decision else {}),
            **({"valid_until": made["valid_until"].isoformat()} if made["valid_until"] else {}),
            "prepared_at": made["prepared_at"].isoformat(),
        },
    )


def _opinion(given: Mapping[str, Any], said: Stated) -> dict[str, Any]:
    """Write an opinion as the paper states it, with the words of its body: `[{text, rule}]`."""
    words = [{name: text for name, text in each.items() if text} for each in said.words.get(given["body"], ())]
    return {"body": given["body"], "verdict": given["verdict"], "given_at": given["at"].isoformat(), "reservations": words}


def _paid(fees: Mapping[str, Any]) -> dict[str, Any]:
    """Write what was paid."""
    return {**{name: fees[name] for name in ("amount", "currency", "method")}, "settled_at": fees["at"].isoformat()}


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
