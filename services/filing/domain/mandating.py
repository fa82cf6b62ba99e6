"""What becomes of a file when its mandate is asked for, confirmed, refused or taken back."""

from datetime import datetime

from contracts.events import Event
from contracts.filing import MandateRequested, MandateWithdrawn, PartiesChanged
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant
from services.filing.domain.mandate import Mandate
from services.filing.domain.refusals import MoveNotAllowed, NoSuchMandate


def request(dossier: Dossier) -> MandateRequested | None:
    """Ask the applicant for the mandate under which the draft was begun, if it was; whoever is found, or nobody, the same is announced."""
    if dossier.mandate is None or dossier.author is None:
        return None
    return MandateRequested(
        **dossier.reference,
        applicant=dossier.applicant.account,
        professional=dossier.filed_by,
        professional_name=dossier.author.full_name,
        profession=dossier.author.profession,
        requested_at=dossier.mandate.asked_at,
    )


def confirm(dossier: Dossier, applicant: Applicant, now: datetime) -> list[Event]:
    """Give the mandate: from now on the file is the applicant's, and holds who he is; nobody else hears of it."""
    if dossier.is_over:
        raise MoveNotAllowed(move="confirm-mandate", status=dossier.status)
    dossier.mandate, dossier.applicant = mandate_of(dossier).confirmed(now), applicant
    return []


def refuse(dossier: Dossier, now: datetime) -> None:
    """Refuse the mandate."""
    dossier.mandate = mandate_of(dossier).refused(now)


def withdraw(dossier: Dossier, now: datetime) -> list[Event]:
    """Take the mandate back, at any time; the file goes on without the professional. Of a draft the other rooms know nothing."""
    dossier.mandate = mandate_of(dossier).withdrawn(now)
    withdrawn = MandateWithdrawn(**dossier.reference, professional=dossier.filed_by, withdrawn_at=now)
    if dossier.submitted_at is None:
        return [withdrawn]
    return [withdrawn, PartiesChanged(**dossier.reference, parties=dossier.parties, changed_at=now)]


def mandate_of(dossier: Dossier) -> Mandate:
    """Give the mandate of a file; raise `NoSuchMandate` when it was begun without one."""
    if dossier.mandate is None:
        raise NoSuchMandate
    return dossier.mandate
