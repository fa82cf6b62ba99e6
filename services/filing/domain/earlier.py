"""The earlier file on which a file builds: a conformity after a permit, a second part after a first."""

from catalogue.procedures import Procedure
from contracts.refusals import Reason
from services.filing.domain.dossier import Dossier
from services.filing.domain.refusals import NotSubmittable


def refuse_if_nothing_to_follow(procedure: Procedure, earlier: Dossier | None) -> None:
    """Raise `NotSubmittable` unless the earlier file is one that the procedure follows, and its applicant has what he asked for."""
    if not procedure.follows:
        return
    facts = {"procedures": ", ".join(procedure.follows)}
    if earlier is None:
        raise NotSubmittable([Reason("earlier-file-needed", "follows", facts)])
    if earlier.procedure.partition("@")[0] not in procedure.follows:
        raise NotSubmittable([Reason("earlier-file-of-another-kind", "follows", facts)])
    if not earlier.is_delivered:
        raise NotSubmittable([Reason("earlier-file-not-delivered", "follows", {"status": earlier.status})])
