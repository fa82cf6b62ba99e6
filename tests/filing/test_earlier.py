"""A file that builds on an earlier one: it is needed, of the right kind, delivered, and known to who files."""

from dataclasses import asdict

import pytest
import sqlalchemy as sa

from catalogue import procedures
from contracts.filing import DossierSubmitted
from services.filing.domain.earlier import earlier_file_is_delivered
from services.filing.domain.refusals import NoSuchDossier, NotSubmittable
from services.filing.domain.standing import DELIVERED, Stage
from tests.filing.makers import APPLICANT, COMMUNE, NEIGHBOUR, OWNER, RoomFor, a_complete_draft, a_draft, a_handed_in, kept, told
from tests.filing.news import News, all_stated, tell
from tests.filing.synthetic import Publish

REPAIR = procedures.load("repair-permit").ref


@pytest.fixture
def code(publish: Publish) -> str:
    """A second part of a repair, which builds on the first."""
    return publish("second-repair", follows=["repair-permit"]).code


def refused(room: RoomFor, dossier: str) -> list[tuple[str, str]]:
    """Say for what a file is not taken."""
    with pytest.raises(NotSubmittable) as refusal:
        room(APPLICANT).submit_dossier(dossier)
    return [(reason.code, reason.field) for reason in refusal.value.reasons]


def test_a_file_that_builds_on_another_names_it(room: RoomFor, code: str) -> None:
    assert refused(room, a_complete_draft(room, code)) == [("earlier-file-needed", "follows")]


def test_what_is_wrong_with_the_earlier_file_is_said_with_all_the_rest(room: RoomFor, code: str) -> None:
    told_of = refused(room, a_draft(room, code))

    assert {("earlier-file-needed", "follows"), ("missing-field", "form.works"), ("missing-document", "documents.photographs")} <= {
        *told_of
    }


def test_a_file_builds_on_one_of_the_kinds_that_its_procedure_names(room: RoomFor, engine: sa.Engine, code: str) -> None:
    note = kept(engine, a_handed_in("planning-information-note", stage=Stage.ISSUED))

    assert refused(room, a_complete_draft(room, code, follows=note)) == [("earlier-file-of-another-kind", "follows")]


def test_a_file_builds_on_what_was_delivered(room: RoomFor, engine: sa.Engine, code: str) -> None:
    first = kept(engine, a_handed_in("repair-permit", number=7))
    second = a_complete_draft(room, code, follows=first)
    assert refused(room, second) == [("earlier-file-not-delivered", "follows")]
    tell(room, *all_stated(News(first, REPAIR)), News(first, REPAIR).signed("PR-095410113-2026-000001"))

    answer = room(APPLICANT).submit_dossier(second)

    assert (answer["status"], answer["follows"]) == ("submitted", first)
    event = told(engine)[-1]
    assert isinstance(event, DossierSubmitted)
    assert event.follows == first


def test_somebody_elses_file_is_not_there_to_build_on(room: RoomFor, engine: sa.Engine, code: str) -> None:
    first = kept(engine, a_handed_in("repair-permit", number=7, stage=Stage.ISSUED))
    neighbour = asdict(OWNER) | {"account": "neighbour"}

    for each in (first, "unknown"):
        with pytest.raises(NoSuchDossier):
            room(NEIGHBOUR).create_dossier(code, COMMUNE, neighbour, follows=each)


@pytest.mark.parametrize("stage", list(Stage))
def test_earlier_file_is_delivered_or_in_force(code: str, stage: Stage) -> None:
    reasons = [*earlier_file_is_delivered(a_handed_in("repair-permit", stage=stage), procedures.load(code))]

    assert (reasons == []) == (stage in DELIVERED)


def test_a_procedure_that_follows_nothing_asks_for_no_earlier_file() -> None:
    assert [*earlier_file_is_delivered(None, procedures.by_ref(REPAIR))] == []
