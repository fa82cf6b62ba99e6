"""The earlier file on which a file builds: a conformity after a permit, a second part after a first."""

from collections.abc import Iterator

from catalogue.procedures import Procedure
from contracts.refusals import Reason
from services.filing.domain.dossier import Dossier


def earlier_file_is_delivered(earlier: Dossier | None, procedure: Procedure) -> Iterator[Reason]:
    """A file follows one of the kinds that its procedure names, and whose applicant has what he asked for (the procedure's `follows`)."""
    if not procedure.follows:
        return
    facts = {"procedures": list(procedure.follows)}
    if earlier is None:
        yield Reason("earlier-file-needed", "follows", facts)
    elif earlier.procedure.partition("@")[0] not in procedure.follows:
        yield Reason("earlier-file-of-another-kind", "follows", facts)
    elif not earlier.is_delivered:
        yield Reason("earlier-file-not-delivered", "follows", {"status": earlier.status})
