"""The earlier file on which a file builds: a conformity after a permit, a second part after a first."""

from collections.abc import Iterator

from catalogue.procedures import Procedure
from contracts.refusals import Reason
from services.filing.domain.dossier import Dossier
from services.filing.domain.refusals import EarlierFileRefused


def refuse_if_unfit(earlier: Dossier | None, procedure: Procedure) -> None:
    """Raise `EarlierFileRefused` unless a draft may begin with this: which file it builds on cannot be changed afterwards."""
    if reasons := [*earlier_file_is_of_a_kind(earlier, procedure)]:
        raise EarlierFileRefused(reasons)


def earlier_file_is_of_a_kind(earlier: Dossier | None, procedure: Procedure) -> Iterator[Reason]:
    """A file follows one of the kinds that its procedure names (the procedure's `follows`)."""
    facts = {"procedures": list(procedure.follows)}
    if procedure.follows and earlier is None:
        yield Reason("earlier-file-needed", "follows", facts)
    elif procedure.follows and earlier and earlier.procedure.partition("@")[0] not in procedure.follows:
        yield Reason("earlier-file-of-another-kind", "follows", facts)


def earlier_file_is_delivered(earlier: Dossier | None, dossier: Dossier, procedure: Procedure) -> Iterator[Reason]:
    """What a file follows is the same applicant's, and he has what he asked for with it."""
    if not procedure.follows or earlier is None:
        return
    if earlier.applicant.account != dossier.applicant.account:
        yield Reason("earlier-file-of-somebody-else", "follows")
    elif not earlier.is_delivered:
        yield Reason("earlier-file-not-delivered", "follows", {"status": earlier.status})
