"""People and drafts for the tests of mandates and of who is shown what."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from contracts.people import Principal
from services.filing.domain.author import Author
from services.filing.domain.filers import Applicant
from services.filing.service import Filing
from tests.filing.test_domain import AUTHOR, OWNER
from tests.people import a_caller

COMMUNE = "09.541.01.13"
PROCEDURE_CODE = "building-permit-small"
ARCHITECT = a_caller("architect", "professional")
APPLICANT = a_caller("owner", "applicant")
NEIGHBOUR = a_caller("neighbour", "applicant")

RoomFor = Callable[..., Filing]


def an_official(role: str, *, territory: str = COMMUNE, body: str = "") -> Principal:
    """Make an official of the commune."""
    return a_caller(role, role, territory=territory, body=body)


def begun(room: RoomFor, applicant: str = "owner", author: Author | None = AUTHOR) -> dict[str, Any]:
    """Begin a draft for somebody whose mandate is awaited; nobody when `applicant` is empty."""
    return room().create_dossier(PROCEDURE_CODE, COMMUNE, {"account": applicant}, asdict(author) if author else None)


def confirmed(room: RoomFor, dossier: str, owner: Applicant = OWNER) -> dict[str, Any]:
    """Let the owner confirm the mandate from his own account."""
    return room(APPLICANT).confirm_mandate(dossier, asdict(owner))
