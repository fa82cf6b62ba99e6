"""Cases on their way, made by the domain of review under procedures of the catalogue."""

from collections.abc import Iterator
from datetime import timedelta

from catalogue import procedures
from catalogue.procedures import Procedure
from catalogue.territory import territory
from contracts.filing import DossierSubmitted
from contracts.review import Outcome, Verdict
from services.review.domain.case import Case
from services.review.domain.complement import MissingItem
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Advice, Remark
from services.review.domain.study import Study, study_of
from tests.files import File, parties
from tests.gateway.makers import NOON, TAROUDANNT

WORDS = (Remark(text="The side wall stands on the neighbour's land.", page=2, area=(0.1, 0.1, 0.2, 0.2)), Remark(text="Look here."))
TOMORROW = NOON + timedelta(days=1)


def studies() -> Iterator[tuple[Case, Procedure]]:
    """Give cases with their procedures: decided, objected to, concluded, and on the way there."""
    permit, note, declaration = map(procedures.load, ("building-permit-small", "planning-information-note", "simple-activity-declaration"))
    yield from ((case, permit) for case in (a_case(permit), incomplete(permit), heard(permit), decided(permit)))
    yield from ((case, note) for case in (a_case(note), informed(note)))
    yield from ((case, declaration) for case in (a_case(declaration), objected(declaration)))


def a_case(procedure: Procedure) -> Case:
    """Make a case that has just been received."""
    file = File(procedure=procedure.ref)
    case = Case(**vars(file))
    submitted = DossierSubmitted(**vars(file), parties=parties(), declared={}, submitted_at=NOON)
    case.receive(submitted, study(procedure), NOON)
    return case


def study(procedure: Procedure) -> Study:
    """Say how its files are studied in Taroudannt."""
    return study_of(procedure, territory().commune(TAROUDANNT), {})


def incomplete(procedure: Procedure) -> Case:
    """Make a case whose clocks stand still for a complement."""
    case = a_case(procedure)
    case.request_complement((MissingItem(item="boundary-plan", reason="Not signed."),), procedure, NOON)
    return case


def heard(procedure: Procedure) -> Case:
    """Make a case that was completed and admitted, and on which bodies have spoken in several ways."""
    case = incomplete(procedure)
    case.resume({}, study(procedure), TOMORROW)
    case.admit(study(procedure), TOMORROW)
    for body, verdict in (("province", Verdict.ADJOURNED), ("urban-agency", Verdict.FAVOURABLE_WITH_RESERVATIONS)):
        case.give_opinion(Advice(body=body, verdict=verdict, remarks=WORDS, given_by="reviewer"), TOMORROW)
    return case


def decided(procedure: Procedure) -> Case:
    """Make a case that was decided."""
    case = heard(procedure)
    for body in ("province", "commune-urbanism"):
        case.give_opinion(Advice(body=body, verdict=Verdict.FAVOURABLE, given_by="reviewer"), TOMORROW)
    case.decide(Decision(outcome=Outcome.REFUSED, reasons=("Too high.",), decided_by="president", decided_at=TOMORROW))
    return case


def informed(procedure: Procedure) -> Case:
    """Make a case, paid and studied, to which the body's words are the answer."""
    case = a_case(procedure)
    case.note_settlement(TOMORROW, study(procedure), TOMORROW)
    case.give_opinion(Advice(body="urban-agency", verdict=Verdict.INFORMATION, remarks=WORDS, given_by="reviewer"), TOMORROW)
    return case


def objected(procedure: Procedure) -> Case:
    """Make a case in which the commune has objected."""
    case = a_case(procedure)
    case.object(Objection(reasons=("The premises are not where it says.",), raised_by="president", raised_at=TOMORROW))
    return case
