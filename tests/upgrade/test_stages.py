"""What files there are when an upgrade begins."""

from contracts.calls.filing import DossierStatus
from tests.chaos.course import Turn, course_of, mix
from tests.chaos.itinerary import itinerary
from tests.upgrade.ending import unseen
from tests.upgrade.stages import Place, courses, halts, needed_by, places


def test_a_file_waits_before_each_step_of_each_procedure_and_one_is_at_its_end() -> None:
    found = places(courses())

    for course in mix():
        waiting = [place.done for place in found if place.course == course and not place.in_flight]
        assert waiting == list(range(len(itinerary(course)) + 1))


def test_every_turn_is_halted_at_before_it_amid_it_and_at_its_end() -> None:
    completed = course_of("repair-permit", Turn.COMPLEMENT)

    names = [str(Place(completed, done)) for done in halts(completed)]

    assert names == [
        "before 'ask for a complement'",
        "before 'replace what was wrong'",
        "before 'complete'",
        "before 'admit'",
        "at its end",
    ]
    assert {course.turn for course in courses()} == set(Turn)


def test_the_news_of_submissions_decisions_payments_and_signatures_is_on_its_way() -> None:
    building = course_of("building-permit-small")

    flying = [str(place) for place in places([building]) if place.in_flight]

    assert flying == [
        "on its way after 'submit'",
        "on its way after 'decide'",
        "on its way after 'pay the fees of the decision'",
        "on its way after 'sign'",
    ]


def test_nobody_waits_for_what_a_held_relay_would_bring() -> None:
    note = course_of("planning-information-note")
    steps = [step.name for step in itinerary(note)]

    needed = {name: needed_by(note, place) for place, name in enumerate(steps)}

    assert {name: relay for name, relay in needed.items() if relay} == {"hear urban-agency": "relay-payment", "collect": "relay-signature"}


def test_a_stage_at_which_no_file_was_is_noticed() -> None:
    others = [status for status in DossierStatus if status is not DossierStatus.FAVOURABLE]

    assert unseen(list(DossierStatus)) == []
    assert unseen(others) == ["no file was 'favourable' when the upgrade began"]
