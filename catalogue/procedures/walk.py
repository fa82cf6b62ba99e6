"""
Walk the path of a procedure from the receipt to its end: every path ends, and nothing is signed while something that it rests on is open.

The parts come one after another: fees at the request, admissibility, bodies, then a decision, an objection or neither, fees at the
decision, and the paper. Each rule tells what is wrong with the place that has to be changed. Choices are compared by `==`, never by `is`:
what could not be read is a gap, which stops whoever compares it, and has no identity worth asking for.
"""

from collections.abc import Iterator

from catalogue.procedures.model import Procedure
from catalogue.procedures.path import Delay, Due, Gate, Hold, Paper, Suspension, Template
from catalogue.reading import Fault
from contracts.payment import Moment
from contracts.review import Unit, Voice


def path_ends(procedure: Procedure) -> Iterator[Fault]:
    """End with a paper that is signed, or with a receipt that is itself the title, and with one of them only."""
    if procedure.paper is None and not procedure.receipt.is_title:
        yield Fault("", "ends nowhere: neither is a paper signed, nor is the receipt the title")
    if procedure.paper is not None and procedure.receipt.is_title:
        yield Fault("receipt.is_title", "both the receipt and a paper would be the title")


def somebody_answers(procedure: Procedure) -> Iterator[Fault]:
    """Let somebody decide, or object, not both; without either, bodies say what was asked."""
    is_title, decision, objection = procedure.receipt.is_title, procedure.decision, procedure.objection
    if decision is not None and objection is not None:
        yield Fault("objection", "whoever decides has no need to object")
    if decision is not None and is_title:
        yield Fault("decision", "comes too late: the receipt is the title already")
    if procedure.admissibility is not None and is_title:
        yield Fault("admissibility", "comes too late: the receipt is the title already")
    if objection is not None and not is_title:
        yield Fault("objection", "nobody objects to what is not yet a title: the receipt has to be one")
    if objection is None and decision is None and is_title:
        yield Fault("receipt.is_title", "no time runs: nobody decides, and nobody may object")
    if procedure.silence is not None and decision is None:
        yield Fault("silence", "speaks of a decision that nobody takes")
    elif procedure.silence is not None and decision is not None and procedure.silence.attested_by == decision.by:
        yield Fault("silence.attested_by", f"the {decision.by} would attest his own silence")


def paper_is_what_it_says(procedure: Procedure) -> Iterator[Fault]:
    """Let whoever decides sign his order; let a note give what a body tells of every project."""
    paper, decision = procedure.paper, procedure.decision
    if paper is None:
        return
    if decision is None and not any(body.mandatory and not body.when for body in procedure.bodies):
        yield Fault("paper", "says nothing: nobody decides, and no body has to be heard of every project")
    elif paper.template == Template.ORDER and decision is None:
        yield Fault("paper.template", "orders what nobody decides")
    elif paper.template == Template.ORDER and decision is not None and paper.signed_by != decision.by:
        yield Fault("paper.signed_by", f"signs an order that the {decision.by} decides")
    elif paper.template == Template.NOTE and decision is not None:
        yield Fault("paper.template", "notes what bodies say, and would not say what is decided")
    elif paper.template == Template.NOTE and not any(body.gives == Voice.INFORMATION for body in procedure.bodies):
        yield Fault("paper.template", "notes what bodies say, and none gives information")


def paper_waits_for_what_it_rests_on(procedure: Procedure) -> Iterator[Fault]:
    """Sign nothing while a mandatory opinion, the decision, or a fee that holds it back is open."""
    paper = procedure.paper
    if paper is None:
        return
    if procedure.decision is not None and not paper.is_decided:
        yield Fault("paper.after", "the paper would be signed before the decision")
    if any(body.mandatory for body in procedure.bodies) and not {Gate.OPINIONS, Gate.DECISION} & {*paper.after}:
        yield Fault("paper.after", "the paper would be signed while a mandatory opinion is open")
    if procedure.moments_before_signature and Gate.FEES not in paper.after:
        yield Fault("paper.after", "the paper would be signed while a fee that holds it back is unpaid")


def paper_waits_for_what_comes(procedure: Procedure) -> Iterator[Fault]:
    """Wait for nothing that never comes."""
    come = {
        Gate.DECISION: procedure.decision is not None,
        Gate.OPINIONS: bool(procedure.bodies),
        Gate.FEES: bool(procedure.moments_before_signature),
    }
    paper = procedure.paper
    for position, gate in enumerate(paper.after if paper else ()):
        if not come[gate]:
            yield Fault(f"paper.after[{position}]", f"waits for {gate}, which never comes")


def fees_hold_something(procedure: Procedure) -> Iterator[Fault]:
    """Ask for money at a moment that comes, before what it holds back."""
    for position, levy in enumerate(procedure.charges):
        place = f"charges[{position}]"
        if levy.due == Moment.DECISION and procedure.decision is None:
            yield Fault(f"{place}.due", "is due at a decision that nobody takes")
        if levy.holds == Hold.STUDY and levy.due != Moment.REQUEST:
            yield Fault(f"{place}.holds", "holds back a study that is over when it is due")
        if levy.holds == Hold.STUDY and not _is_studied(procedure):
            yield Fault(f"{place}.holds", "holds back a study, and nothing is studied")
        if levy.holds != Hold.STUDY and procedure.paper is None:
            yield Fault(f"{place}.holds", f"holds back a {levy.holds}, and nothing is signed")


def bodies_are_heard(procedure: Procedure) -> Iterator[Fault]:
    """Hear bodies for a decision or for a paper; one whose opinion binds is waited for, and one that only informs binds nobody."""
    paper = procedure.paper
    if procedure.bodies and procedure.decision is None and (paper is None or Gate.OPINIONS not in paper.after):
        yield Fault("bodies", "are heard, and nothing rests on what they say")
    for position, body in enumerate(procedure.bodies):
        place = f"bodies[{position}].conform"
        if body.conform and body.gives == Voice.INFORMATION:
            yield Fault(place, f"{body.code} only informs: it binds nobody")
        elif body.conform and procedure.decision is None:
            yield Fault(place, f"{body.code} would bind a decision that nobody takes")
        elif body.conform and not body.mandatory:
            yield Fault(place, f"{body.code} would bind whoever decides, and he need not wait for it")


def steps_fit_in_their_time(procedure: Procedure) -> Iterator[Fault]:
    """Give the desk and the bodies no more time than there is until the decision, or until nobody may object any more."""
    answer = procedure.decision or procedure.objection
    if answer is None:
        return
    steps: list[tuple[str, Delay]] = [(f"bodies[{position}].delay", body.delay) for position, body in enumerate(procedure.bodies)]
    if procedure.admissibility is not None:
        steps.append(("admissibility.within", procedure.admissibility.within))
    for place, delay in steps:
        if _is_longer(delay, answer.within):
            yield Fault(
                f"{place}.days", f"takes {delay.days} {delay.unit}, longer than the {answer.within.days} {answer.within.unit} of the answer"
            )


def clocks_can_stand_still(procedure: Procedure) -> Iterator[Fault]:
    """Let a complement suspend a clock only where a desk may ask for one."""
    for name, step in (("decision", procedure.decision), ("objection", procedure.objection)):
        if step is not None and procedure.admissibility is None and Suspension.COMPLEMENT in step.within.suspended_by:
            yield Fault(f"{name}.within.suspended_by", "no desk asks for a complement")


def documents_come_in_time(procedure: Procedure) -> Iterator[Fault]:
    """Ask for a document before a signature, or before a site opens, only where something is signed."""
    for position, kind in enumerate(procedure.documents):
        if kind.due != Due.SUBMISSION and procedure.paper is None:
            yield Fault(f"documents[{position}].due", f"{kind.code} is due at a {kind.due} that never comes")


def numbers_are_a_series(procedure: Procedure) -> Iterator[Fault]:
    """Number papers in a series of capital letters."""
    paper: Paper | None = procedure.paper
    if paper is not None and not (paper.number.isascii() and paper.number.isalpha() and paper.number.isupper()):
        yield Fault("paper.number", f"{paper.number} is no series: capital letters")


STEPS = (
    path_ends,
    somebody_answers,
    paper_is_what_it_says,
    paper_waits_for_what_it_rests_on,
    paper_waits_for_what_comes,
    fees_hold_something,
    bodies_are_heard,
    steps_fit_in_their_time,
    clocks_can_stand_still,
    documents_come_in_time,
    numbers_are_a_series,
)


def _is_longer(one: Delay, other: Delay) -> bool:
    """Tell whether a delay certainly ends after another: working days are never fewer days, days may be fewer working days."""
    return one.days > other.days and (one.unit == other.unit or one.unit == Unit.WORKING_DAYS)


def _is_studied(procedure: Procedure) -> bool:
    return bool(procedure.bodies) or procedure.admissibility is not None or procedure.decision is not None
