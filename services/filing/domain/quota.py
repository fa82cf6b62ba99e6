"""How much may rest for one file, and for the drafts of one account: what is stored for people is bounded before it is stored."""

from dataclasses import dataclass

from contracts.refusals import Reason
from services.filing.domain.refusals import QuotaExceeded


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So many documents of so many bytes."""

    documents: int = 0
    bytes: int = 0

    def with_one_more(self, size: int) -> "Amount":
        """Add a document."""
        return Amount(documents=self.documents + 1, bytes=self.bytes + size)

    def exceeds(self, most: "Amount") -> bool:
        """Tell whether this is too much."""
        return self.documents > most.documents or self.bytes > most.bytes


@dataclass(frozen=True, kw_only=True)
class Holding:
    """
    What rests for a file, and for all files that its account has opened and not handed in.

    Documents that were replaced, or are being sent, count until they are swept; those of files that were handed in are the register's.
    """

    file: Amount
    drafts: Amount


def refuse_if_too_much(held: Holding, size: int, most: Holding) -> None:
    """Raise `QuotaExceeded` when a further document of `size` bytes would be too much; `most` is what is allowed."""
    reasons = []
    if held.file.with_one_more(size).exceeds(most.file):
        reasons.append(Reason("file-holds-too-much", facts=vars(most.file)))
    if held.drafts.with_one_more(size).exceeds(most.drafts):
        reasons.append(Reason("drafts-hold-too-much", facts=vars(most.drafts)))
    if reasons:
        raise QuotaExceeded(reasons)
