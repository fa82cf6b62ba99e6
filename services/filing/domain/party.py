"""Who takes part in a file: for whom it is, and who begins it."""

from dataclasses import dataclass

from services.filing.domain.author import Author


@dataclass(frozen=True, kw_only=True)
class Party:
    """The person for whom the permit is asked: of whom a mandate is awaited, only the account, and nothing when nobody was found."""

    account: str
    full_name: str = ""
    national_id: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who begins a file: for whom, from which account, and, when it is a professional's, as whom he was approved."""

    applicant: Party
    filed_by: str
    author: Author | None = None
