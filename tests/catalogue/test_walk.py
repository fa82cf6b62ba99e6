"""The path of a procedure, walked: it ends, and nothing is signed while something that it rests on is open."""

from dataclasses import replace

import pytest

from catalogue.procedures import Body, Deadline, Delay, DocumentKind, Due, Gate, Hold, Procedure, Template
from catalogue.procedures.path import Decision, Levy, Objection, Paper, Silence, Suspension
from catalogue.procedures.walk import (
    STEPS,
    bodies_are_heard,
    clocks_can_stand_still,
    documents_come_in_time,
    fees_hold_something,
    numbers_are_a_series,
    paper_is_what_it_says,
    paper_waits_for_what_comes,
    paper_waits_for_what_it_rests_on,
    path_ends,
    somebody_answers,
    steps_fit_in_their_time,
)
from catalogue.reading import Fault
from contracts.payment import Moment
from contracts.people import Authority
from contracts.review import Unit, Voice
from tests.catalogue.makers import a_procedure

PERMIT, REPAIR = a_procedure(), a_procedure("repair-permit")
NOTE, DECLARATION = a_procedure("planning-information-note"), a_procedure("simple-activity-declaration")
OBJECTION = Objection(Authority.PRESIDENT, Deadline(60, Unit.DAYS, "law-55-19"))


def a_paper(of: Procedure, *after: Gate, **changes: object) -> Paper:
    """The paper of a procedure, after other facts, or otherwise different."""
    assert of.paper is not None
    return replace(of.paper, after=after or of.paper.after, **changes)  # type: ignore[arg-type]  # fields of a paper


def a_decision(days: int, unit: Unit = Unit.DAYS, *suspended_by: Suspension) -> Decision:
    """A decision of the president within some days."""
    return Decision(Authority.PRESIDENT, Deadline(days, unit, "law", suspended_by=suspended_by))


def a_body(**changes: object) -> Body:
    """The urban agency, mandatory, within ten days."""
    return replace(Body("urban-agency", mandatory=True, conform=False, delay=Delay(10, Unit.DAYS)), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("procedure", [PERMIT, REPAIR, NOTE, DECLARATION], ids=lambda procedure: procedure.code)
def test_every_published_path_can_be_walked(procedure: Procedure) -> None:
    assert [fault for step in STEPS for fault in step(procedure)] == []


def test_path_ends() -> None:
    assert list(path_ends(replace(PERMIT, paper=None))) == [
        Fault("", "ends nowhere: neither is a paper signed, nor is the receipt the title")
    ]
    assert list(path_ends(replace(PERMIT, receipt=DECLARATION.receipt))) == [
        Fault("receipt.is_title", "both the receipt and a paper would be the title")
    ]


@pytest.mark.parametrize(
    ("procedure", "places"),
    [
        (replace(PERMIT, objection=OBJECTION, receipt=DECLARATION.receipt), ["objection", "decision", "admissibility"]),
        (replace(DECLARATION, receipt=PERMIT.receipt), ["objection"]),
        (replace(DECLARATION, objection=None), ["receipt.is_title"]),
        (replace(NOTE, silence=PERMIT.silence), ["silence"]),
        (replace(PERMIT, silence=Silence(Authority.PRESIDENT, "law")), ["silence.attested_by"]),
        (replace(DECLARATION, admissibility=PERMIT.admissibility), ["admissibility"]),
    ],
)
def test_somebody_answers(procedure: Procedure, places: list[str]) -> None:
    assert [fault.place for fault in somebody_answers(procedure)] == places


@pytest.mark.parametrize(
    ("procedure", "place", "text"),
    [
        (replace(REPAIR, decision=None), "paper", "says nothing"),
        (replace(NOTE, bodies=(a_body(mandatory=False, gives=Voice.INFORMATION),)), "paper", "says nothing"),
        (replace(NOTE, bodies=(a_body(when="plot_area > 100", gives=Voice.INFORMATION),)), "paper", "of every project"),
        (replace(PERMIT, decision=None), "paper.template", "orders what nobody decides"),
        (replace(PERMIT, paper=a_paper(PERMIT, signed_by=Authority.GOVERNOR)), "paper.signed_by", "that the president decides"),
        (replace(NOTE, decision=PERMIT.decision), "paper.template", "would not say what is decided"),
        (replace(NOTE, bodies=(a_body(),)), "paper.template", "none gives information"),
    ],
)
def test_paper_is_what_it_says(procedure: Procedure, place: str, text: str) -> None:
    (fault,) = paper_is_what_it_says(procedure)

    assert (fault.place, text in fault.text) == (place, True)


@pytest.mark.parametrize(
    ("of", "after", "open_still"),
    [
        (PERMIT, (Gate.OPINIONS, Gate.FEES), ["before the decision"]),
        (PERMIT, (Gate.OPINIONS, Gate.DECISION), ["a fee that holds it back is unpaid"]),
        (PERMIT, (Gate.FEES,), ["before the decision", "a mandatory opinion is open"]),
        (NOTE, (Gate.FEES,), ["a mandatory opinion is open"]),
        (NOTE, (Gate.OPINIONS,), ["a fee that holds it back is unpaid"]),
        (PERMIT, (Gate.DECISION, Gate.FEES), []),  # a decision waits for every mandatory opinion
    ],
)
def test_paper_waits_for_what_it_rests_on(of: Procedure, after: tuple[Gate, ...], open_still: list[str]) -> None:
    faults = list(paper_waits_for_what_it_rests_on(replace(of, paper=a_paper(of, *after))))

    assert [fault.text.endswith(text) for fault, text in zip(faults, open_still, strict=True)] == [True] * len(open_still)
    assert {fault.place for fault in faults} <= {"paper.after"}


def test_a_title_to_act_waits_for_nothing() -> None:
    assert list(paper_waits_for_what_it_rests_on(DECLARATION)) == []
    assert list(paper_waits_for_what_comes(DECLARATION)) == []


@pytest.mark.parametrize(
    ("procedure", "place"),
    [
        (replace(NOTE, paper=a_paper(NOTE, Gate.OPINIONS, Gate.DECISION, Gate.FEES)), "paper.after[1]"),
        (replace(REPAIR, paper=a_paper(REPAIR, Gate.DECISION, Gate.FEES, Gate.OPINIONS)), "paper.after[2]"),
        (replace(PERMIT, charges=()), "paper.after[2]"),
        (replace(PERMIT, charges=(Levy("building-permit", Moment.DECISION, Hold.DELIVERY),)), "paper.after[2]"),
    ],
)
def test_paper_waits_for_what_comes(procedure: Procedure, place: str) -> None:
    assert [fault.place for fault in paper_waits_for_what_comes(procedure)] == [place]


@pytest.mark.parametrize(
    ("procedure", "levy", "texts"),
    [
        (NOTE, Levy("fee", Moment.DECISION, Hold.SIGNATURE), ["is due at a decision that nobody takes"]),
        (PERMIT, Levy("fee", Moment.DECISION, Hold.STUDY), ["holds back a study that is over when it is due"]),
        (DECLARATION, Levy("fee", Moment.REQUEST, Hold.STUDY), ["holds back a study, and nothing is studied"]),
        (DECLARATION, Levy("fee", Moment.REQUEST, Hold.DELIVERY), ["holds back a delivery, and nothing is signed"]),
        (PERMIT, Levy("fee", Moment.REQUEST, Hold.DELIVERY), []),
    ],
)
def test_fees_hold_something(procedure: Procedure, levy: Levy, texts: list[str]) -> None:
    assert [fault.text for fault in fees_hold_something(replace(procedure, charges=(levy,)))] == texts


@pytest.mark.parametrize(
    ("procedure", "place", "text"),
    [
        (replace(DECLARATION, bodies=(a_body(),)), "bodies", "nothing rests on what they say"),
        (replace(NOTE, bodies=(a_body(gives=Voice.INFORMATION, conform=True),)), "bodies[0].conform", "only informs: it binds nobody"),
        (replace(NOTE, bodies=(a_body(conform=True),)), "bodies[0].conform", "a decision that nobody takes"),
        (replace(PERMIT, bodies=(a_body(conform=True, mandatory=False),)), "bodies[0].conform", "he need not wait for it"),
    ],
)
def test_bodies_are_heard(procedure: Procedure, place: str, text: str) -> None:
    (fault,) = bodies_are_heard(procedure)

    assert (fault.place, fault.text.endswith(text)) == (place, True)


@pytest.mark.parametrize(
    ("given", "within", "is_told"),
    [
        (Delay(16, Unit.DAYS), a_decision(15), True),
        (Delay(15, Unit.DAYS), a_decision(15), False),
        (Delay(16, Unit.WORKING_DAYS), a_decision(15), True),
        (Delay(16, Unit.DAYS), a_decision(15, Unit.WORKING_DAYS), False),
        (Delay(16, Unit.WORKING_DAYS), a_decision(15, Unit.WORKING_DAYS), True),
    ],
)
def test_steps_fit_in_their_time(given: Delay, within: Decision, is_told: bool) -> None:
    permit = replace(PERMIT, decision=within, admissibility=None, bodies=(a_body(delay=given),))

    assert [fault.place for fault in steps_fit_in_their_time(permit)] == ["bodies[0].delay.days"] * is_told


def test_a_desk_has_no_more_time_than_the_decision() -> None:
    assert [fault.place for fault in steps_fit_in_their_time(replace(REPAIR, decision=a_decision(1)))] == ["admissibility.within.days"]


def test_clocks_can_stand_still() -> None:
    assert [fault.place for fault in clocks_can_stand_still(replace(PERMIT, admissibility=None))] == ["decision.within.suspended_by"]
    assert list(clocks_can_stand_still(replace(PERMIT, admissibility=None, decision=a_decision(15)))) == []


@pytest.mark.parametrize("due", [Due.SIGNATURE, Due.SITE_OPENING])
def test_documents_come_in_time(due: Due) -> None:
    lease: DocumentKind = replace(DECLARATION.documents[1], due=due)

    assert [fault.place for fault in documents_come_in_time(replace(DECLARATION, documents=(lease,)))] == ["documents[0].due"]
    assert list(documents_come_in_time(replace(PERMIT, documents=(lease,)))) == []


@pytest.mark.parametrize("number", ["pc", "PC-", "P C", "2026", "ر"])
def test_numbers_are_a_series(number: str) -> None:
    assert [fault.place for fault in numbers_are_a_series(replace(PERMIT, paper=a_paper(PERMIT, number=number)))] == ["paper.number"]


def test_the_templates_are_those_that_can_be_printed() -> None:
    assert {*Template} == {"order", "note"}


def test_every_step_has_a_test_of_its_name() -> None:
    assert {f"test_{step.__name__}" for step in STEPS} <= globals().keys()
