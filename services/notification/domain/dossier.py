"""A file as far as messages need it: who is told, and what it is called."""

from dataclasses import dataclass

from contracts.filing import DossierSubmitted


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A submitted file, with its parties' accounts."""

    id: str
    commune: str
    procedure: str
    registry_number: str
    applicant: str
    filed_by: str

    @classmethod
    def announced_by(cls, event: DossierSubmitted) -> "Dossier":
        """Take what filing announces."""
        return cls(
            id=event.dossier,
            commune=event.commune,
            procedure=event.procedure,
            registry_number=event.registry_number,
            applicant=event.applicant,
            filed_by=event.filed_by,
        )

    @property
    def parties(self) -> tuple[str, ...]:
        """Name the accounts of the applicant and of who filed for him, each once."""
        return tuple(dict.fromkeys(account for account in (self.applicant, self.filed_by) if account))
