"""The room of review on its database, without a broker."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.announce import PRIVATE
from chassis.clock import FixedClock
from chassis.database import Transactions
from chassis.receipts import AlreadyDone, Errand
from chassis.tables import outbox
from contracts.events import reference_of
from contracts.filing import ComplementProvided, DossierSubmitted, PartiesChanged
from contracts.payment import FeesSettled, Moment
from contracts.people import Principal
from contracts.refusals import PartyMayNotAct
from contracts.review import OpinionReasoned, OpinionRequested
from services.review.domain.refusals import (
    AdmissibilityUnclear,
    CaseNotFound,
    ComplementAlreadyRequested,
    OpinionForAnotherBody,
    OpinionsOpen,
)
from services.review.service import Review
from tests.files import NUMBERED, parties
from tests.review.makers import BODIES, HOUSING, NOTE, NOW, TAROUDANNT, a_person, a_submission
from tests.rooms import announced

COMPLEMENT = [{"item": "boundary-plan", "reason": "The plan is not signed by a surveyor."}]


class Desk:
    """The room, entered by one person after another."""

    def __init__(self, database: sa.Engine) -> None:
        """Stand on `database`, on a Monday morning."""
        self.database = database
        self.clock = FixedClock(NOW)

    def entered_by(self, person: Principal | None = None, errand: Errand | None = None) -> Review:
        """Give the room as nameko would prepare it for one call."""
        room = Review()
        vars(room).update(db=Transactions(self.database, errand), caller=person or a_person("system"), clock=self.clock)
        return room

    def announced(self) -> list[str]:
        """Name the facts announced, in order."""
        return [type(event).__name__ for event in announced(self.database)]

    def told_bodies(self) -> list[str]:
        """Name the bodies asked, as the event tells it."""
        return [event.body for event in announced(self.database) if isinstance(event, OpinionRequested)]


@pytest.fixture
def desk(database: sa.Engine) -> Desk:
    """The desk of review, with no case."""
    return Desk(database)


def opened(desk: Desk, **what_matters: Any) -> DossierSubmitted:
    """Let a file be submitted, and its case open."""
    submission = a_submission(**what_matters)
    desk.entered_by().open_case(submission)
    return submission


def admitted(desk: Desk) -> str:
    """Let a file be submitted and admitted."""
    dossier = opened(desk).dossier
    desk.entered_by(a_person("clerk")).decide_admissibility(dossier, True)
    return dossier


def heard(desk: Desk, dossier: str, verdict: str = "favourable") -> None:
    """Let every body speak."""
    for body in BODIES:
        reviewer = a_person("reviewer", body=body)
        desk.entered_by(reviewer).give_opinion(dossier, body, verdict, [{"text": "Seen on site."}])


def test_who_has_left_a_file_still_reads_its_case_and_never_acts_on_it(desk: Desk) -> None:
    later = NOW + timedelta(days=1)
    submission = opened(desk)
    desk.entered_by().change_parties(
        PartiesChanged(**reference_of(submission), parties=parties(owner="heir", filed_by="architect", left_at=later), changed_at=later)
    )

    with pytest.raises(PartyMayNotAct):
        desk.entered_by(a_person("clerk", account="architect")).decide_admissibility(submission.dossier, True)
    with pytest.raises(CaseNotFound):
        desk.entered_by(a_person("applicant", account="owner", territory="")).case(submission.dossier)
    for account in ("heir", "architect"):
        assert (
            desk.entered_by(a_person("applicant", account=account, territory="")).case(submission.dossier)["dossier"] == submission.dossier
        )


def test_a_file_goes_from_its_submission_to_a_favourable_decision(desk: Desk) -> None:
    dossier = admitted(desk)
    heard(desk, dossier)

    view = desk.entered_by(a_person("president")).decide(dossier, "favourable")

    assert view["decision"] is not None
    assert (view["status"], view["decision"]["outcome"]) == ("decided", "favourable")
    assert desk.announced() == ["CaseOpened", *["OpinionRequested"] * 3, *["OpinionGiven"] * 3, "DecisionReached"]
    assert desk.told_bodies() == list(BODIES)


def test_reservations_leave_on_the_private_exchange(desk: Desk) -> None:
    heard(desk, admitted(desk), "favourable-with-reservations")

    with desk.database.begin() as connection:
        sent = connection.execute(sa.select(outbox.c.exchange, outbox.c.routing_key, outbox.c.body)).all()
    private = [row for row in sent if row.exchange == PRIVATE]
    assert [row.routing_key.startswith(OpinionReasoned.topic()) for row in private] == [True] * 3
    assert [b"Seen on site." in bytes(row.body) for row in sent] == [row.exchange == PRIVATE for row in sent]


def test_a_note_goes_from_its_payment_to_what_the_agency_says(desk: Desk) -> None:
    submission = opened(desk, procedure=NOTE.ref)
    settled = FeesSettled(
        **reference_of(submission), order="order-1", due=Moment.REQUEST, amount="200.00", currency="MAD", method="card", settled_at=NOW
    )
    desk.entered_by().begin_study(settled)

    agent = a_person("reviewer", body="urban-agency", territory="09.541")
    view = desk.entered_by(agent).give_opinion(submission.dossier, "urban-agency", "information", [{"text": "Zone B2, five levels."}])

    assert (view["status"], view["decision"]) == ("concluded", None)
    assert desk.announced() == ["CaseOpened", "OpinionRequested", "OpinionGiven", "OpinionReasoned", "StudyConcluded"]


def test_a_case_records_its_window_and_its_legal_limit(desk: Desk) -> None:
    submission = opened(desk)

    view = desk.entered_by(a_person("applicant", account="owner", territory="")).case(submission.dossier)

    assert (view["window"], view["due_on"], view["status"]) == ("communal-desk", "2026-12-08", "awaiting-admissibility")


def test_a_case_opens_once_however_often_the_event_comes(desk: Desk) -> None:
    submission = a_submission()
    errand = Errand(message_id="event-1", handler="review.open-case")
    desk.entered_by(errand=errand).open_case(submission)

    with pytest.raises(AlreadyDone):
        desk.entered_by(errand=errand).open_case(submission)

    assert desk.announced() == ["CaseOpened"]


def test_a_complement_that_overtakes_its_case_is_tried_again(desk: Desk) -> None:
    submission = a_submission()

    with pytest.raises(CaseNotFound):
        desk.entered_by().resume_case(ComplementProvided(**reference_of(submission), declared={}, provided_at=NOW))


def test_a_complement_is_asked_once_and_its_answer_takes_the_study_up_again(desk: Desk) -> None:
    dossier = opened(desk).dossier
    clerk = a_person("clerk")
    asked = desk.entered_by(clerk).decide_admissibility(dossier, False, COMPLEMENT)

    desk.entered_by().resume_case(ComplementProvided(**NUMBERED, dossier=dossier, commune=TAROUDANNT, declared=HOUSING, provided_at=NOW))

    assert asked["status"] == "complement-requested"
    assert desk.entered_by(clerk).case(dossier)["status"] == "awaiting-admissibility"
    with pytest.raises(ComplementAlreadyRequested):
        desk.entered_by(clerk).decide_admissibility(dossier, False, COMPLEMENT)


@pytest.mark.parametrize(("admissible", "complement"), [(True, COMPLEMENT), (False, []), (False, None)])
def test_admissibility_is_one_thing_or_the_other(desk: Desk, admissible: bool, complement: list[dict[str, str]] | None) -> None:
    dossier = opened(desk).dossier

    with pytest.raises(AdmissibilityUnclear):
        desk.entered_by(a_person("clerk")).decide_admissibility(dossier, admissible, complement)


def test_a_refused_decision_leaves_no_trace(desk: Desk) -> None:
    dossier = admitted(desk)
    before = desk.announced()

    with pytest.raises(OpinionsOpen):
        desk.entered_by(a_person("president")).decide(dossier, "favourable")

    assert desk.announced() == before
    assert desk.entered_by(a_person("clerk")).case(dossier)["status"] == "in-consultation"


def test_the_same_command_repeated_gets_its_first_answer(desk: Desk) -> None:
    dossier = opened(desk).dossier
    errand = Errand(message_id="clerk:key-1", handler="decide_admissibility")
    first = desk.entered_by(a_person("clerk"), errand).decide_admissibility(dossier, True)

    with pytest.raises(AlreadyDone) as again:
        desk.entered_by(a_person("clerk"), errand).decide_admissibility(dossier, True)

    assert again.value.answer == first
    assert desk.announced().count("OpinionRequested") == 3


def test_a_reviewer_cannot_speak_for_another_body(desk: Desk) -> None:
    dossier = admitted(desk)

    with pytest.raises(OpinionForAnotherBody):
        desk.entered_by(a_person("reviewer", body="province")).give_opinion(dossier, "urban-agency", "favourable")


def test_for_people_of_another_commune_there_is_no_case(desk: Desk) -> None:
    dossier = admitted(desk)
    elsewhere = "01.511.01.0"

    with pytest.raises(CaseNotFound):
        desk.entered_by(a_person("reviewer", body="province", territory=elsewhere)).case(dossier)
    with pytest.raises(CaseNotFound):
        desk.entered_by(a_person("clerk", territory=elsewhere)).decide_admissibility(dossier, True)
    with pytest.raises(CaseNotFound):
        desk.entered_by(a_person("reviewer", body="province", territory=elsewhere)).give_opinion(dossier, "province", "favourable")
    with pytest.raises(CaseNotFound):
        desk.entered_by(a_person("president", territory=elsewhere)).decide(dossier, "favourable")


def test_cases_are_listed_page_after_page(desk: Desk) -> None:
    expected = {opened(desk).dossier for _ in range(3)}
    clerk = a_person("clerk")

    first = desk.entered_by(clerk).cases(assigned_to_me=True, limit=2)
    second = desk.entered_by(clerk).cases(assigned_to_me=True, limit=2, cursor=first["next_cursor"])

    assert {case["dossier"] for case in first["items"] + second["items"]} == expected
    assert second["next_cursor"] is None


def test_a_case_past_its_limit_is_listed_as_overdue(desk: Desk) -> None:
    dossier = opened(desk).dossier
    clerk = a_person("clerk")
    in_time = desk.entered_by(clerk).cases(overdue=True)

    desk.clock.instant = NOW + timedelta(days=16)

    assert in_time["items"] == []
    assert [case["dossier"] for case in desk.entered_by(clerk).cases(overdue=True)["items"]] == [dossier]
