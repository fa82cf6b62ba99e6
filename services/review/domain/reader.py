"""Who may know of a case; everybody else is told that there is none. Who may act on it is another question (`office.py`)."""

from typing import TYPE_CHECKING, Protocol

from services.review.domain.refusals import CaseNotFound

if TYPE_CHECKING:
    from services.review.domain.case import Case

WINDOW_ROLES = frozenset({"clerk", "president", "auditor"})


class Reader(Protocol):
    """A person who asks, as his token describes him."""

    @property
    def account(self) -> str:
        """Name the account."""

    @property
    def territory(self) -> str:
        """Give the dotted code of his territory, `national` for the country, empty for none."""

    @property
    def body(self) -> str:
        """Name the body for which a reviewer speaks; empty for others."""

    def has(self, *roles: str) -> bool:
        """Say whether he holds one of the roles."""

    def covers(self, commune: str) -> bool:
        """Say whether his territory (commune, province, region or the country) holds the commune."""


def is_party(reader: Reader, case: "Case") -> bool:
    """Say whether the reader applied for the permit, or filed for whoever did."""
    return reader.account in (case.applicant, case.filed_by)


def may_read(reader: Reader, case: "Case") -> bool:
    """Say whether the reader may know of a case: its parties, the officials of its territory, the reviewers of its bodies."""
    if is_party(reader, case):
        return True
    if not reader.covers(case.commune):
        return False
    return reader.has(*WINDOW_ROLES) or (reader.has("reviewer") and reader.body in case.opinions)


def require_sight(reader: Reader, case: "Case") -> None:
    """Refuse as if there were no case when the reader may not know of it."""
    if not may_read(reader, case):
        raise CaseNotFound
