"""Who may sign: the president of the very commune, and not when the file is his own."""

from typing import Protocol

from contracts.refusals import NotYourOffice, PartyMayNotAct
from services.signature.domain.refusals import RequestUnknown
from services.signature.domain.requests import SignatureRequest


class Official(Protocol):
    """The one who wants to sign, as his token describes him."""

    @property
    def account(self) -> str:
        """Name the account."""

    @property
    def territory(self) -> str:
        """Give the dotted code of his territory."""

    def has(self, *roles: str) -> bool:
        """Tell whether he holds one of the roles."""

    def covers(self, territory: str) -> bool:
        """Tell whether a territory lies within his own."""


def require_signatory(official: Official, request: SignatureRequest) -> None:
    """Refuse whoever is not president of the very commune (organic law 113-14, art. 101); for others there may be no request."""
    if not official.covers(request.commune):
        raise RequestUnknown
    if official.account in (request.applicant, request.filed_by):
        raise PartyMayNotAct
    if not official.has("president") or official.territory != request.commune:
        raise NotYourOffice
