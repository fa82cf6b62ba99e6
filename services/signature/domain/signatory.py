"""Who may sign: who acts in the name that the procedure wants, for the very file, and not when the file is his own."""

from collections.abc import Iterable

from contracts.people import AUTHORITIES, Principal, Role
from contracts.refusals import NotYourOffice, PartyMayNotAct
from services.signature.domain.refusals import CeremonyMixesCommunes, RequestUnknown
from services.signature.domain.requests import SignatureRequest

DESK = (*AUTHORITIES, Role.CLERK, Role.AUDITOR)
"""Who sees what waits for a signature."""


def may_sign(official: Principal, request: SignatureRequest) -> bool:
    """Tell whether he acts in the name in which it is signed (organic law 113-14, art. 101), and is no party of the file."""
    return _office_of(official, request) != "" and not request.has_party(official.account)


def require_signatory(official: Principal, request: SignatureRequest) -> None:
    """Refuse whoever may not sign; outside his territories there is no request."""
    if not official.holds(*Role, over=request.commune):
        raise RequestUnknown
    if request.has_party(official.account):
        raise PartyMayNotAct
    if not may_sign(official, request):
        raise NotYourOffice


def office_of_ceremony(official: Principal, requests: Iterable[SignatureRequest]) -> str:
    """Give the territory of the office in which he signs them, a commune or an agency; raise `CeremonyMixesCommunes` when it is not one."""
    territories = {_office_of(official, request) for request in requests}
    if len(territories) != 1:
        raise CeremonyMixesCommunes
    return territories.pop()


def _office_of(official: Principal, request: SignatureRequest) -> str:
    office = official.acting_for(request.wanted.authority, request.commune)
    return office.territory if office else ""
