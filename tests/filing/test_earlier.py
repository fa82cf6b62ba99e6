"""A file that builds on an earlier one: it is needed, of the right kind, delivered, and known to who files."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from catalogue import procedures
from contracts.filing import DossierSubmitted
from services.filing.domain.earlier import earlier_file_is_delivered, refuse_if_unfit
from services.filing.domain.filers import Applicant
from services.filing.domain.refusals import EarlierFileRefused, NoSuchDossier, NotSubmittable
from services.filing.domain.standing import DELIVERED, Stage
from tests.filing.makers import APPLICANT, COMMUNE, NEIGHBOUR, OWNER, RoomFor, a_complete_draft, a_draft, a_handed_in, kept, person, told
from tests.filing.news import News, all_stated, tell
from tests.shelves import Publish

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


def test_a_draft_that_builds_on_another_file_names_it_from_the_beginning(room: RoomFor, code: str) -> None:
    with pytest.raises(EarlierFileRefused) as refusal:
        a_draft(room, code)

    assert [(reason.code, reason.field) for reason in refusal.value.reasons] == [("earlier-file-needed", "follows")]


def test_a_draft_builds_on_one_of_the_kinds_that_its_procedure_names(room: RoomFor, engine: sa.Engine, code: str) -> None:
    note = kept(engine, a_handed_in("planning-information-note", stage=Stage.ISSUED))

    with pytest.raises(EarlierFileRefused) as refusal:
        a_draft(room, code, follows=note)

    assert [(reason.code, reason.field) for reason in refusal.value.reasons] == [("earlier-file-of-another-kind", "follows")]


def test_what_is_wrong_with_the_earlier_file_is_said_with_all_the_rest(room: RoomFor, engine: sa.Engine, code: str) -> None:
    first = kept(engine, a_handed_in("repair-permit", number=7))
    told_of = refused(room, a_draft(room, code, follows=first))

    assert {("earlier-file-not-delivered", "follows"), ("missing-field", "form.works"), ("missing-document", "documents.photographs")} <= {
        *told_of
    }


def test_a_file_builds_on_one_of_the_same_applicant(room: RoomFor, engine: sa.Engine, code: str) -> None:
    """Whoever files for several owners has a part in the files of each."""
    first = a_handed_in("repair-permit", number=7, stage=Stage.ISSUED)
    of_the_neighbour = replace(first, applicant=Applicant(account="neighbour"), filed_by="owner")

    second = a_complete_draft(room, code, follows=kept(engine, of_the_neighbour))

    assert refused(room, second) == [("earlier-file-of-somebody-else", "follows")]


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
    neighbour = person(replace(OWNER, account="neighbour"))

    for each in (first, "unknown"):
        with pytest.raises(NoSuchDossier):
            room(NEIGHBOUR).create_dossier(code, COMMUNE, neighbour, follows=each)


@pytest.mark.parametrize("stage", list(Stage))
def test_earlier_file_is_delivered_or_in_force(code: str, stage: Stage) -> None:
    earlier = a_handed_in("repair-permit", stage=stage)
    reasons = [*earlier_file_is_delivered(earlier, a_handed_in(code, number=2), procedures.load(code))]

    assert (reasons == []) == (stage in DELIVERED)


def test_a_procedure_that_follows_nothing_asks_for_no_earlier_file() -> None:
    refuse_if_unfit(None, procedures.by_ref(REPAIR))
    assert [*earlier_file_is_delivered(None, a_handed_in("repair-permit"), procedures.by_ref(REPAIR))] == []
