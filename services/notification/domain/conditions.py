"""When a notice is for a fact: by what the fact says, or by the path of the procedure to which its file is pinned."""

from typing import Any

from catalogue import procedures
from catalogue.procedures import Hold, Procedure
from contracts.events import DossierEvent
from contracts.filing import DossierSubmitted, MandateRequested, PermitIssued
from contracts.payment import FeesAssessed, FeesSettled
from contracts.review import DecisionReached, OpinionRequested, Outcome, Voice


def always(event: Any) -> bool:
    """Tell of every such fact."""
    return True


def goes_to_the_desk_at_once(event: DossierSubmitted) -> bool:
    """Tell of a file that a desk has to admit, and may from the receipt on."""
    return _goes_to_the_desk(event) and not is_studied_once_paid(event)


def goes_to_the_desk_now(event: FeesSettled) -> bool:
    """Tell of a file that a desk has to admit, and may from now on: what holds its study back is settled, were it nothing."""
    return _goes_to_the_desk(event) and is_for_the_study(event)


def may_be_objected_to(event: DossierSubmitted) -> bool:
    """Tell of a declaration that stands unless somebody objects in time."""
    return _path_of(event).objection is not None


def has_its_title(event: DossierSubmitted) -> bool:
    """Tell of a file whose receipt is itself the title."""
    return _path_of(event).receipt.is_title


def is_studied_once_paid(event: DossierSubmitted) -> bool:
    """Tell of a file whose study an unpaid fee holds back."""
    return not has_its_title(event) and bool(_path_of(event).moments_that_hold(Hold.STUDY))


def is_studied_at_once(event: DossierSubmitted) -> bool:
    """Tell of a file whose study begins with the receipt."""
    return not has_its_title(event) and not is_studied_once_paid(event)


def asks_for_information(event: OpinionRequested) -> bool:
    """Tell a body that judges nothing, and says what holds for a plot."""
    body = _path_of(event).body(event.body)
    return body is not None and body.gives is Voice.INFORMATION


def asks_for_an_opinion(event: OpinionRequested) -> bool:
    """Tell a body that gives its opinion."""
    return not asks_for_information(event)


def is_favourable(event: DecisionReached) -> bool:
    """Tell of a favourable decision only."""
    return event.outcome == Outcome.FAVOURABLE


def is_refusal(event: DecisionReached) -> bool:
    """Tell of a refusal only."""
    return event.outcome == Outcome.REFUSED


def is_for_the_study(event: FeesAssessed | FeesSettled) -> bool:
    """Tell of fees before which nothing is studied."""
    return event.due in _path_of(event).moments_that_hold(Hold.STUDY)


def is_for_the_delivery(event: FeesAssessed | FeesSettled) -> bool:
    """Tell of fees that hold back what is delivered, by holding back its signature or itself."""
    return not is_for_the_study(event)


def pays_for_the_study(event: FeesSettled) -> bool:
    """Tell of money received, with which the study begins."""
    return is_paid(event) and is_for_the_study(event)


def pays_for_the_delivery(event: FeesSettled) -> bool:
    """Tell of money received, which held back what is delivered."""
    return is_paid(event) and is_for_the_delivery(event)


def is_paid(event: FeesSettled) -> bool:
    """Tell of money received only, not of fees that were nothing."""
    return event.method != "none"


def runs_out(event: PermitIssued) -> bool:
    """Tell of what is valid until a day."""
    return event.valid_until is not None


def does_not_run_out(event: PermitIssued) -> bool:
    """Tell of what has no last day."""
    return not runs_out(event)


def is_of_somebody(event: MandateRequested) -> bool:
    """Tell of a mandate that is asked of a person, not of one for which nobody was found."""
    return event.applicant != ""


def _goes_to_the_desk(event: DossierEvent) -> bool:
    """Tell of a file that a desk has to admit."""
    return _path_of(event).admissibility is not None


def _path_of(event: DossierEvent) -> Procedure:
    """Give the procedure of the file, in the version to which it is pinned."""
    return procedures.by_ref(event.procedure)
