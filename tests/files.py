"""Which file the events of a test are about."""

from dataclasses import dataclass
from typing import TypedDict


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
