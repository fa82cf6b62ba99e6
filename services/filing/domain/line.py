"""A mandate in a list: as much of its file as the list tells, read without the rest."""

from datetime import datetime
from typing import NamedTuple

from services.filing.domain.author import Author
from services.filing.domain.mandate import Mandate


class MandateLine(NamedTuple):
    """What the list of mandates tells of a file."""

    id: str
    procedure: str
    commune: str
    author: Author | None
    mandate: Mandate
    created_at: datetime
