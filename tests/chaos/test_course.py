"""What the run and its audit read from a procedure, before it is let loose on a platform."""

from pathlib import Path

import pytest

from catalogue import procedures
from contracts.calls.review import CaseStatus
from contracts.events import DossierEvent
from contracts.registry import events
from tests.chaos.course import Course, Turn, course_of, mix, signatories, turns_of
from tests.chaos.itinerary import itinerary
from tests.chaos.questions import COUNTED

ANOTHER = Path(__file__).parents[1] / "lives" / "procedures" / "outdoor-event-permit"


def names(course: Course) -> list[str]:
    """Name the steps of a file."""
    return [step.name for step in itinerary(course)]


def due(course: Course) -> dict[str, int]:
    """Give what the books must show of a file, without what they must not."""
    return {question.what: question.due(course) for question in COUNTED if question.due(course)}


@pytest.fixture
def another() -> Course:
    """A procedure that is not ours, of a shape of its own."""
    (version,) = ANOTHER.glob("*.yaml")
    return Course(procedures.draft(version))


def test_everybody_travels_who_builds_on_no_earlier_file() -> None:
    assert [course.procedure.code for course in mix()] == [
        "building-permit-small",
        "planning-information-note",
        "repair-permit",
        "simple-activity-declaration",
    ]


def test_a_note_is_paid_before_its_study_and_signed_by_the_director() -> None:
    course = course_of("planning-information-note")

    steps = names(course)

    assert steps.index("pay the fees of the request") < steps.index("hear urban-agency") < steps.index("sign")
    assert course.end is CaseStatus.CONCLUDED
    assert signatories([course, course_of("repair-permit")]) == ["director", "president"]


def test_nobody_is_heard_about_a_repair() -> None:
    course = course_of("repair-permit")

    assert not [step for step in names(course) if step.startswith("hear")]
    assert course.end is CaseStatus.DECIDED


def test_a_declaration_has_a_title_and_no_paper() -> None:
    course = course_of("simple-activity-declaration")

    assert names(course) == ["attach", "submit", "be in force", "verify the receipt"]
    assert due(course) == {
        "holders of its registry_number": 1,
        "holders of its receipt": 1,
        "numbers taken": 1,
        "cases": 1,
        "cases open-to-objection": 1,
        "files in-force": 1,
        "DossierSubmitted announced": 1,
        "CaseOpened announced": 1,
    }


def test_a_procedure_that_nobody_had_foreseen_has_its_course_too(another: Course) -> None:
    steps, counted = names(another), due(another)

    assert steps.index("pay the fees of the request") < steps.index("admit") < steps.index("decide")
    assert steps.index("decide") < steps.index("pay the fees of the decision") < steps.index("sign")
    assert {"fee orders": 2, "payments accepted": 2, "opinions given": len(another.bodies), "papers signed": 1}.items() <= counted.items()
    assert another.signatory == "governor"


def test_what_is_refused_is_neither_paid_nor_signed() -> None:
    course = course_of("building-permit-small", Turn.REFUSAL)

    assert names(course)[-2:] == ["hear urban-agency", "refuse"]
    assert {"cases decided": 1, "files refused": 1, "opinions given": 3}.items() <= due(course).items()
    assert not {"fee orders", "papers signed", "files issued"} & due(course).keys()


def test_of_what_is_taken_back_nobody_is_asked_anything() -> None:
    course = course_of("building-permit-small", Turn.WITHDRAWAL)

    assert names(course) == ["attach", "submit", "take back"]
    assert {"cases closed": 1, "files withdrawn": 1, "DossierWithdrawn announced": 1}.items() <= due(course).items()
    assert "OpinionRequested announced" not in due(course)


def test_a_file_that_had_to_be_completed_ends_like_any_other() -> None:
    straight, completed = course_of("repair-permit"), course_of("repair-permit", Turn.COMPLEMENT)

    assert names(completed)[2:6] == ["ask for a complement", "replace what was wrong", "complete", "admit"]
    asked = {"ComplementRequested announced": 1, "ComplementProvided announced": 1, "CaseResumed announced": 1}
    assert due(completed) == due(straight) | asked


def test_every_turn_is_one_that_some_procedure_may_take() -> None:
    taken = {turn for course in mix() for turn in turns_of(course.procedure)}

    assert taken == set(Turn) - {Turn.NONE}
    assert turns_of(course_of("simple-activity-declaration").procedure) == (Turn.OBJECTION,)


def test_whatever_a_room_announces_of_a_file_is_counted() -> None:
    counted = {question.what.removesuffix(" announced") for question in COUNTED}

    assert {event.__name__ for event in events() if issubclass(event, DossierEvent)} | {"OpinionReasoned"} <= counted
