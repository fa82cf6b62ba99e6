"""
Walk the path of a procedure from the receipt to its end: every path ends, and nothing is signed while something that it rests on is open.

The parts come one after another: fees at the request, admissibility, bodies, then a decision, an objection or neither, fees at the
decision, and the paper. Each rule tells what is wrong with the place that has to be changed.
"""

from collections.abc import Iterator

from catalogue.procedures.model import Procedure
from catalogue.procedures.path import Due, Gate, Hold, Paper, Suspension, Voice
from catalogue.reading import Fault
from contracts.payment import Moment


def path_ends(procedure: Procedure) -> Iterator[Fault]:
    """End with a paper that is signed, or with a receipt that is itself the title, and with one of them only."""
    if procedure.paper is None and not procedure.receipt.is_title:
        yield Fault("", "ends nowhere: neither is a paper signed, nor is the receipt the title")
    if procedure.paper is not None and procedure.receipt.is_title:
        yield Fault("receipt.is_title", "both the receipt and a paper would be the title")


def somebody_answers(procedure: Procedure) -> Iterator[Fault]:
    """Let somebody decide, or object, not both; without either, bodies say what was asked."""
    if procedure.decision is not None and procedure.objection is not None:
        yield Fault("objection", "whoever decides has no need to object")
    if procedure.objection is not None and not procedure.receipt.is_title:
        yield Fault("objection", "nobody objects to what is not yet a title: the receipt has to be one")
    if procedure.paper is not None and procedure.decision is None and not any(body.mandatory for body in procedure.bodies):
        yield Fault("paper", "says nothing: nobody decides, and no body has to be heard")
    if procedure.silence is not None and procedure.decision is None:
        yield Fault("silence", "speaks of a decision that nobody takes")


def paper_waits_for_what_it_rests_on(procedure: Procedure) -> Iterator[Fault]:
    """Sign nothing while a mandatory opinion, the decision, or a fee that holds it back is open."""
    paper = procedure.paper
    if paper is None:
        return
    if procedure.decision is not None and Gate.DECISION not in paper.after:
        yield Fault("paper.after", "the paper would be signed before the decision")
    if _must_hear(procedure) and not {Gate.OPINIONS, Gate.DECISION} & {*paper.after}:
        yield Fault("paper.after", "the paper would be signed while a mandatory opinion is open")
    if procedure.moments_that_hold(Hold.STUDY, Hold.SIGNATURE) and Gate.FEES not in paper.after:
        yield Fault("paper.after", "the paper would be signed while a fee that holds it back is unpaid")


def paper_waits_for_what_comes(procedure: Procedure) -> Iterator[Fault]:
    """Wait for nothing that never comes."""
    come = {
        Gate.DECISION: procedure.decision is not None,
        Gate.OPINIONS: bool(procedure.bodies),
        Gate.FEES: bool(procedure.moments_that_hold(Hold.STUDY, Hold.SIGNATURE)),
    }
    paper = procedure.paper
    for position, gate in enumerate(paper.after if paper else ()):
        if not come[gate]:
            yield Fault(f"paper.after[{position}]", f"waits for {gate}, which never comes")


def fees_hold_something(procedure: Procedure) -> Iterator[Fault]:
    """Ask for money at a moment that comes, before what it holds back."""
    for position, levy in enumerate(procedure.charges):
        place = f"charges[{position}]"
        if levy.due is Moment.DECISION and procedure.decision is None:
            yield Fault(f"{place}.due", "is due at a decision that nobody takes")
        if levy.holds is Hold.STUDY and levy.due is not Moment.REQUEST:
            yield Fault(f"{place}.holds", "holds back a study that is over when it is due")
        if levy.holds is Hold.STUDY and not _is_studied(procedure):
            yield Fault(f"{place}.holds", "holds back a study, and nothing is studied")
        if levy.holds is not Hold.STUDY and procedure.paper is None:
            yield Fault(f"{place}.holds", f"holds back a {levy.holds}, and nothing is signed")


def bodies_are_heard(procedure: Procedure) -> Iterator[Fault]:
    """Hear bodies for a decision or for a paper; one that only informs binds nobody."""
    paper = procedure.paper
    if procedure.bodies and procedure.decision is None and (paper is None or Gate.OPINIONS not in paper.after):
        yield Fault("bodies", "are heard, and nothing rests on what they say")
    for position, body in enumerate(procedure.bodies):
        if body.gives is Voice.INFORMATION and body.conform:
            yield Fault(f"bodies[{position}].conform", f"{body.code} only informs: it binds nobody")


def clocks_can_stand_still(procedure: Procedure) -> Iterator[Fault]:
    """Let a complement suspend a clock only where a desk may ask for one."""
    for name, step in (("decision", procedure.decision), ("objection", procedure.objection)):
        if step is not None and procedure.admissibility is None and Suspension.COMPLEMENT in step.within.suspended_by:
            yield Fault(f"{name}.within.suspended_by", "no desk asks for a complement")


def documents_come_in_time(procedure: Procedure) -> Iterator[Fault]:
    """Ask for a document before a signature, or before a site opens, only where something is signed."""
    for position, kind in enumerate(procedure.documents):
        if kind.due is not Due.SUBMISSION and procedure.paper is None:
            yield Fault(f"documents[{position}].due", f"{kind.code} is due at a {kind.due} that never comes")


def numbers_are_a_series(procedure: Procedure) -> Iterator[Fault]:
    """Number papers in a series of capital letters."""
    paper: Paper | None = procedure.paper
    if paper is not None and not (paper.number.isascii() and paper.number.isalpha() and paper.number.isupper()):
        yield Fault("paper.number", f"{paper.number} is no series: capital letters")


STEPS = (
    path_ends,
    somebody_answers,
    paper_waits_for_what_it_rests_on,
    paper_waits_for_what_comes,
    fees_hold_something,
    bodies_are_heard,
    clocks_can_stand_still,
    documents_come_in_time,
    numbers_are_a_series,
)


def _must_hear(procedure: Procedure) -> bool:
    return any(body.mandatory for body in procedure.bodies)


def _is_studied(procedure: Procedure) -> bool:
    return bool(procedure.bodies) or procedure.admissibility is not None or procedure.decision is not None
