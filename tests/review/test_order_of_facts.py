"""What other rooms tell of a file comes in any order, and more than once; the room ends in the same place."""

from collections.abc import Callable
from itertools import permutations

import pytest
import sqlalchemy as sa

from catalogue.procedures import Procedure
from chassis.receipts import AlreadyDone, Errand
from contracts.events import reference_of
from contracts.filing import DossierSubmitted, DossierWithdrawn
from contracts.payment import FeesSettled, Moment
from contracts.refusals import NotFound
from services.review.domain.refusals import CaseNotFound
from services.review.service import Review
from tests.review.makers import NOTE, NOW, REPAIR, SMALL_PERMIT, a_person, a_submission
from tests.rooms import announced, room_for

OPENED = ["CaseOpened", "OpinionRequested"]


def a_file_under(procedure: Procedure) -> DossierSubmitted:
    """Make the fact that a file was handed in under a procedure."""
    return a_submission(procedure=procedure.ref)


def a_settlement(file: DossierSubmitted, due: Moment = Moment.REQUEST) -> FeesSettled:
    """Make the fact that what is due is paid."""
    return FeesSettled(**reference_of(file), order="order-1", due=due, amount="200.00", currency="MAD", method="card", settled_at=NOW)


def tell(database: sa.Engine, file: DossierSubmitted, *facts: str, errand: Errand | None = None) -> None:
    """Let facts of a file come, one after another."""
    for fact in facts:
        room = room_for(Review, database, now=NOW, errand=errand)
        if fact == "submission":
            room.open_case(file)
        elif fact == "settlement":
            room.begin_study(a_settlement(file))
        else:
            room.close_case(DossierWithdrawn(**reference_of(file), withdrawn_at=NOW))


def told(database: sa.Engine) -> list[str]:
    """Name what was announced, in order."""
    return [type(event).__name__ for event in announced(database)]


def status(database: sa.Engine, file: DossierSubmitted) -> str:
    """Read where the case of a file stands."""
    reader = a_person("clerk")
    return str(room_for(Review, database, now=NOW, caller=reader).case(file.dossier)["status"])


@pytest.mark.parametrize(
    "facts",
    [
        ("submission", "settlement"),
        ("settlement", "submission"),
        ("submission", "settlement", "settlement"),
        ("settlement", "settlement", "submission"),
        ("settlement", "submission", "settlement", "submission"),
    ],
    ids="-".join,
)
def test_a_note_is_studied_once_it_is_here_and_paid_whichever_comes_first(database: sa.Engine, facts: tuple[str, ...]) -> None:
    file = a_file_under(NOTE)

    tell(database, file, *facts)

    assert told(database) == OPENED
    assert status(database, file) == "in-consultation"


def test_a_settlement_that_is_delivered_twice_counts_once(database: sa.Engine) -> None:
    file, errand = a_file_under(NOTE), Errand(message_id="event-1", handler="review.begin-study")
    tell(database, file, "submission")
    tell(database, file, "settlement", errand=errand)

    with pytest.raises(AlreadyDone):
        tell(database, file, "settlement", errand=errand)

    assert told(database) == OPENED


def test_a_file_whose_fees_are_not_paid_waits_and_stands_in_no_list(database: sa.Engine) -> None:
    file = a_file_under(NOTE)

    tell(database, file, "submission")

    assert told(database) == []
    assert status(database, file) == "awaiting-fees"
    assert room_for(Review, database, now=NOW, caller=a_person("clerk")).cases()["items"] == []


def test_what_is_paid_after_the_decision_begins_no_study(database: sa.Engine) -> None:
    file = a_file_under(NOTE)
    tell(database, file, "submission")

    room_for(Review, database, now=NOW).begin_study(a_settlement(file, Moment.DECISION))

    assert status(database, file) == "awaiting-fees"


def test_a_settlement_of_a_file_that_waits_for_no_fees_changes_nothing(database: sa.Engine) -> None:
    file = a_file_under(SMALL_PERMIT)

    tell(database, file, "settlement", "submission", "settlement")

    assert told(database) == ["CaseOpened"]
    assert status(database, file) == "awaiting-admissibility"


@pytest.mark.parametrize("facts", [*permutations(["submission", "settlement", "withdrawal"])], ids="-".join)
def test_a_file_that_is_taken_back_is_closed_whenever_that_is_told(database: sa.Engine, facts: tuple[str, ...]) -> None:
    file = a_file_under(NOTE)

    tell(database, file, *facts)

    assert status(database, file) == "closed"
    assert told(database) == (OPENED if facts[-1] == "withdrawal" else [])


def test_of_a_file_that_was_taken_back_before_it_came_nothing_is_begun(database: sa.Engine) -> None:
    file = a_file_under(REPAIR)

    tell(database, file, "withdrawal", "submission")

    assert told(database) == []
    assert room_for(Review, database, now=NOW, caller=a_person("clerk")).cases()["items"] == []


@pytest.mark.parametrize("fact", ["settlement", "withdrawal"])
def test_there_is_no_case_to_see_or_to_act_on_before_the_submission(database: sa.Engine, fact: str) -> None:
    file = a_file_under(NOTE)
    tell(database, file, fact)
    acts: list[Callable[[], object]] = [
        lambda: room_for(Review, database, now=NOW, caller=a_person("clerk")).case(file.dossier),
        lambda: room_for(Review, database, now=NOW, caller=a_person("auditor")).acts(file.dossier),
        lambda: room_for(Review, database, now=NOW, caller=a_person("clerk")).decide_admissibility(file.dossier, True),
        lambda: room_for(Review, database, now=NOW, caller=a_person("president")).decide(file.dossier, "favourable"),
        lambda: room_for(Review, database, now=NOW, caller=a_person("president")).object(file.dossier, ["No."]),
    ]

    for act in acts:
        with pytest.raises(NotFound) as refused:
            act()
        assert refused.type is CaseNotFound
