"""People and drafts for the tests of mandates and of who is shown what."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from chassis.principal import Principal
from services.filing.domain.author import Author
from services.filing.domain.party import Party
from services.filing.service import Filing
from tests.filing.test_domain import AUTHOR, OWNER

COMMUNE = "09.541.01.13"
PROCEDURE_CODE = "building-permit-small"
ARCHITECT = Principal(account="architect", roles=frozenset({"professional"}))
APPLICANT = Principal(account="owner", roles=frozenset({"applicant"}))
NEIGHBOUR = Principal(account="neighbour", roles=frozenset({"applicant"}))

RoomFor = Callable[..., Filing]


def an_official(role: str, **more: Any) -> Principal:
    """Make an official of the commune."""
    return Principal(**{"account": role, "roles": frozenset({role}), "territory": COMMUNE} | more)


def begun(room: RoomFor, applicant: str = "owner", author: Author | None = AUTHOR) -> dict[str, Any]:
    """Begin a draft for somebody whose mandate is awaited; nobody when `applicant` is empty."""
    return room().create_dossier(PROCEDURE_CODE, COMMUNE, {"account": applicant}, asdict(author) if author else None)


def confirmed(room: RoomFor, dossier: str, owner: Party = OWNER) -> dict[str, Any]:
    """Let the owner confirm the mandate from his own account."""
    return room(APPLICANT).confirm_mandate(dossier, asdict(owner))
