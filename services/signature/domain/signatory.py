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


def may_sign(official: Official, request: SignatureRequest) -> bool:
    """Tell whether he is president of the very commune (organic law 113-14, art. 101), and no party of the file."""
    presides = official.has("president") and official.territory == request.commune
    return presides and not request.has_party(official.account)


def require_signatory(official: Official, request: SignatureRequest) -> None:
    """Refuse whoever may not sign; outside his territory there is no request."""
    if not official.covers(request.commune):
        raise RequestUnknown
    if request.has_party(official.account):
        raise PartyMayNotAct
    if not may_sign(official, request):
        raise NotYourOffice
