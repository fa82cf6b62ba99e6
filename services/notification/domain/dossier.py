"""A file as far as messages need it: who is told, and what it is called."""

from dataclasses import dataclass

from contracts.filing import DossierSubmitted
from contracts.parties import Parties, taking_part, took_part


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A submitted file, with its parties."""

    id: str
    commune: str
    procedure: str
    registry_number: str
    parties: Parties

    @classmethod
    def announced_by(cls, event: DossierSubmitted) -> "Dossier":
        """Take what filing announces."""
        return cls(
            id=event.dossier,
            commune=event.commune,
            procedure=event.procedure,
            registry_number=event.registry_number,
            parties=event.parties,
        )

    def has_party(self, account: str) -> bool:
        """Tell whether an account takes part in the file, or did."""
        return took_part(self.parties, account)

    def readers(self) -> tuple[str, ...]:
        """Name the accounts that are told of the file, each once: who takes part in it now."""
        return taking_part(self.parties)
