"""Who may sign: who presides the very commune, himself or by delegation, and not when the file is his own."""

from contracts.people import CHAIRS, Principal, Role
from contracts.refusals import NotYourOffice, PartyMayNotAct
from services.signature.domain.refusals import RequestUnknown
from services.signature.domain.requests import SignatureRequest

DESK = (*CHAIRS, Role.CLERK, Role.AUDITOR)
"""Who sees what waits for a signature."""


def may_sign(official: Principal, request: SignatureRequest) -> bool:
    """Tell whether he presides the very commune (organic law 113-14, art. 101), and is no party of the file."""
    return official.holds(*CHAIRS, at=request.commune) and not request.has_party(official.account)


def require_signatory(official: Principal, request: SignatureRequest) -> None:
    """Refuse whoever may not sign; outside his territories there is no request."""
    if not official.holds(*Role, over=request.commune):
        raise RequestUnknown
    if request.has_party(official.account):
        raise PartyMayNotAct
    if not may_sign(official, request):
        raise NotYourOffice
