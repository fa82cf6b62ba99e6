"""Who may know of a case; everybody else is told that there is none. Who may act on it is another question (`office.py`)."""

from contracts.parties import took_part
from contracts.people import CHAIRS, HEADS, Office, Principal, Role
from services.review.domain.case import Case
from services.review.domain.refusals import CaseNotFound

WINDOW_ROLES = (Role.CLERK, *CHAIRS, Role.AUDITOR)


def is_party(reader: Principal, case: Case) -> bool:
    """Say whether the reader takes part in the file, or did: he still reads what he had part in."""
    return took_part(case.parties, reader.account)


def may_read(reader: Principal, case: Case) -> bool:
    """Say whether the reader may know of a case: parties, officials of the territory, who sits in its bodies or heads one, who answers."""
    if is_party(reader, case) or reader.holds(*WINDOW_ROLES, over=case.commune):
        return True
    if any(reader.acting_for(authority, case.commune) for authority in (case.decides, case.objects) if authority):
        return True
    return any(body_of(office) in case.opinions for office in reader.over(case.commune, Role.REVIEWER, *HEADS))


def body_of(office: Office) -> str:
    """Name the body on whose behalf an office is held, or which it heads."""
    return HEADS.get(office.role, office.body)


def require_sight(reader: Principal, case: Case) -> None:
    """Refuse as if there were no case when the reader may not know of it."""
    if not may_read(reader, case):
        raise CaseNotFound
