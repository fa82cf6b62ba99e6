"""Who may sign: the president of the very commune, and not when the file is his own."""

from contracts.people import Principal, Role
from contracts.refusals import NotYourOffice, PartyMayNotAct
from services.signature.domain.refusals import RequestUnknown
from services.signature.domain.requests import SignatureRequest

DESK = (Role.PRESIDENT, Role.CLERK, Role.AUDITOR)
"""Who sees what waits for a signature."""


def may_sign(official: Principal, request: SignatureRequest) -> bool:
    """Tell whether he is president of the very commune (organic law 113-14, art. 101), and no party of the file."""
    return official.holds(Role.PRESIDENT, at=request.commune) and not request.has_party(official.account)


def require_signatory(official: Principal, request: SignatureRequest) -> None:
    """Refuse whoever may not sign; outside his territories there is no request."""
    if not official.holds(*Role, over=request.commune):
        raise RequestUnknown
    if request.has_party(official.account):
        raise PartyMayNotAct
    if not may_sign(official, request):
        raise NotYourOffice
