"""A body sits only for the projects for which the procedure says so, before and after a complement."""

import pytest
import sqlalchemy as sa

from contracts.events import reference_of
from contracts.filing import ComplementProvided, DossierSubmitted
from contracts.review import OpinionRequested
from services.review.domain.refusals import CaseNotFound
from services.review.service import Review
from tests.review.makers import BODIES, HOUSING, NOW, SMALL_PERMIT, a_case_under, a_person, a_submission, missing, study_under
from tests.rooms import announced, room_for

PREMISES = {**HOUSING, "category": "professional"}
WITH_CIVIL_PROTECTION = (*BODIES, "civil-protection")
COMPLEMENT = [{"item": "project.category", "reason": "The plans show another use."}]
FIREMAN = a_person("reviewer", body="civil-protection", territory="09.541")


@pytest.mark.parametrize(("declared", "bodies"), [(HOUSING, BODIES), (PREMISES, WITH_CIVIL_PROTECTION), ({}, BODIES)])
def test_civil_protection_sits_for_professional_premises_only(declared: dict[str, str], bodies: tuple[str, ...]) -> None:
    case = a_case_under(SMALL_PERMIT, declared=declared)

    assert tuple(case.opinions) == bodies


def test_civil_protection_is_heard_and_holds_nothing_up() -> None:
    case = a_case_under(SMALL_PERMIT, declared=PREMISES)

    asked = case.admit(study_under(SMALL_PERMIT, PREMISES), NOW)

    assert {event.body: event.mandatory for event in asked if isinstance(event, OpinionRequested)} == {
        **dict.fromkeys(BODIES, True),
        "civil-protection": False,
    }


@pytest.mark.parametrize(
    ("before", "after", "bodies"),
    [(HOUSING, PREMISES, WITH_CIVIL_PROTECTION), (PREMISES, HOUSING, BODIES), (PREMISES, PREMISES, WITH_CIVIL_PROTECTION)],
)
def test_a_complement_that_changes_the_category_changes_who_sits(
    before: dict[str, str], after: dict[str, str], bodies: tuple[str, ...]
) -> None:
    case = a_case_under(SMALL_PERMIT, declared=before)
    case.request_complement((missing("project.category"),), SMALL_PERMIT, NOW)

    case.resume(after, study_under(SMALL_PERMIT, after), NOW)

    assert tuple(case.opinions) == bodies
    assert case.declared == after


def completed(database: sa.Engine, before: dict[str, str], after: dict[str, str]) -> DossierSubmitted:
    """Let a file be submitted, and completed so that it declares something else."""
    file = a_submission(procedure=SMALL_PERMIT.ref, declared=before)
    room_for(Review, database, now=NOW).open_case(file)
    room_for(Review, database, now=NOW, caller=a_person("clerk")).decide_admissibility(file.dossier, False, COMPLEMENT)
    room_for(Review, database, now=NOW).resume_case(ComplementProvided(**reference_of(file), declared=after, provided_at=NOW))
    return file


def admitted(database: sa.Engine, file: DossierSubmitted) -> list[str]:
    """Admit a file, and name the bodies that are asked, as their events tell it."""
    room_for(Review, database, now=NOW, caller=a_person("clerk")).decide_admissibility(file.dossier, True)
    return [event.body for event in announced(database) if isinstance(event, OpinionRequested)]


def test_a_body_that_came_to_sit_with_the_complement_is_asked_and_reads_the_case(database: sa.Engine) -> None:
    file = completed(database, HOUSING, PREMISES)

    asked = admitted(database, file)

    assert asked == list(WITH_CIVIL_PROTECTION)
    view = room_for(Review, database, now=NOW, caller=FIREMAN).give_opinion(file.dossier, "civil-protection", "favourable")
    assert view["bodies"]["civil-protection"] == "given"


def test_a_body_that_sits_no_longer_is_neither_asked_nor_shown_and_reads_nothing(database: sa.Engine) -> None:
    file = completed(database, PREMISES, HOUSING)

    asked = admitted(database, file)

    assert asked == list(BODIES)
    assert list(room_for(Review, database, now=NOW, caller=a_person("clerk")).case(file.dossier)["bodies"]) == list(BODIES)
    with pytest.raises(CaseNotFound):
        room_for(Review, database, now=NOW, caller=FIREMAN).case(file.dossier)
    assert room_for(Review, database, now=NOW, caller=FIREMAN).cases()["items"] == []
