"""The documents of a file: what was attached, what may come at which stage, and what is taken of what comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalogue.procedures import DocumentKind, Due
from contracts.refusals import Reason
from services.filing.domain.refusals import DocumentRefused
from services.filing.domain.standing import ANSWERED, Stage

OPEN = frozenset({Stage.DRAFT, Stage.COMPLEMENT_REQUESTED})
"""Where form and documents may still change: in the draft, and while a complement is awaited."""

TAKEN_LATER: Mapping[Due, frozenset[Stage]] = {
    Due.SUBMISSION: frozenset(),
    Due.SIGNATURE: ANSWERED,
    Due.SITE_OPENING: frozenset({Stage.ISSUED}),
}
"""Where a document that is due after the submission is taken, too."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """An attached document, at rest under its SHA-256; `pages` is known for PDFs."""

    kind: str
    sha256: str
    size: int
    media_type: str
    attached_at: datetime
    pages: int | None = None


def is_taken_at(stage: Stage, kind: DocumentKind) -> bool:
    """Tell whether a document of this kind is taken from a file that has come so far."""
    return stage in OPEN or stage in TAKEN_LATER[kind.due]


def refuse_unless_fitting(kind: DocumentKind, size: int, media_type: str) -> None:
    """Raise `DocumentRefused` when a document is of a type, or of a size in bytes, that the procedure does not take for this kind."""
    reasons = []
    if media_type not in kind.media_types:
        reasons.append(Reason("media-type-not-taken", facts={"expected": ", ".join(kind.media_types)}))
    if size > kind.max_bytes:
        reasons.append(Reason("document-too-large", facts={"limit": kind.max_bytes}))
    if reasons:
        raise DocumentRefused(reasons)
