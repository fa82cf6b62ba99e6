"""Which file the events of a test are about, and who takes part in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from contracts.parties import Capacity, Parties, Party


class Numbered(TypedDict):
    """What an event says of a file beside its identifier and its commune."""

    procedure: str
    registry_number: str


NUMBERED = Numbered(procedure="building-permit-small@2026-02", registry_number="095410113-2026-000001")
"""For events whose reader does not care."""


@dataclass(frozen=True)
class File:
    """A file that a record may be about."""

    dossier: str = "dossier-1"
    commune: str = "09.541.01.13"
    procedure: str = NUMBERED["procedure"]
    registry_number: str = NUMBERED["registry_number"]


def parties(owner: str = "owner", filed_by: str = "architect", left_at: datetime | None = None) -> Parties:
    """Name who takes part in a file: an owner, and the architect who files for him, unless he files himself, or has left."""
    his = (Party(account=owner, capacity=Capacity.OWNER),)
    return his if filed_by == owner else (*his, Party(account=filed_by, capacity=Capacity.ARCHITECT, left_at=left_at))
