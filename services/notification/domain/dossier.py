"""A file as far as messages need it: where it lies, and who is told of it. What it is called, each fact of it says."""

from dataclasses import dataclass

from contracts.filing import DossierSubmitted
from contracts.parties import Parties, taking_part, took_part


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A submitted file, with its parties; `is_awaited` while facts that came before it wait to be told."""

    id: str
    commune: str
    parties: Parties
    is_awaited: bool = False

    @classmethod
    def announced_by(cls, event: DossierSubmitted) -> "Dossier":
        """Take what filing announces."""
        return cls(id=event.dossier, commune=event.commune, parties=event.parties)

    def has_party(self, account: str) -> bool:
        """Tell whether an account takes part in the file, or did."""
        return took_part(self.parties, account)

    def readers(self) -> tuple[str, ...]:
        """Name the accounts that are told of the file, each once: who takes part in it now."""
        return taking_part(self.parties)
