"""
Who may act on a case: the office over the file's own desk, and nobody who is a party of the file.

To see is wider (`reader.py`): who sees and may not act is told so; who may not see is told that there is no case.
"""

from catalogue.territory import territory
from catalogue.territory.windows import desk_of
from contracts.people import Authority, Principal, Role
from contracts.refusals import NotYourOffice, PartyMayNotAct
from services.review.domain.case import Case
from services.review.domain.reader import is_party, require_sight
from services.review.domain.refusals import OpinionForAnotherBody


def require_desk(official: Principal, case: Case) -> None:
    """Refuse whoever is not a clerk of the very desk that studies the file (general building regulation, decree 2-18-577)."""
    desk = desk_of(case.window, territory().commune(case.commune))
    _require_office(official, case, official.holds(Role.CLERK, at=desk))


def require_seat(official: Principal, case: Case, body: str) -> None:
    """Refuse whoever is not a reviewer of the body, over a territory that holds the commune."""
    _require_office(official, case, official.holds(Role.REVIEWER, over=case.commune))
    if not official.holds(Role.REVIEWER, over=case.commune, body=body):
        raise OpinionForAnotherBody(body=body)


def require_authority(official: Principal, case: Case, authority: Authority | None) -> None:
    """Refuse whoever does not act in the name of who answers: as president, of the very commune (organic law 113-14, art. 101)."""
    _require_office(official, case, authority is not None and official.acting_for(authority, case.commune) is not None)


def _require_office(official: Principal, case: Case, holds: bool) -> None:
    """Refuse, in this order, who may not know of the case, who is a party of it, and who holds another office than is needed."""
    require_sight(official, case)
    if is_party(official, case):
        raise PartyMayNotAct
    if not holds:
        raise NotYourOffice
