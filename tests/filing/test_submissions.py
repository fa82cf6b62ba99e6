"""A file is handed in, on PostgreSQL: it has its number and its receipt, once, and may be completed when the desk asks for it."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis.documents import DocumentsAway
from chassis.receipts import AlreadyDone, Errand
from contracts.filing import ComplementProvided, DossierSubmitted
from contracts.people import NOBODY
from contracts.refusals import IdempotencyKeyReused
from services.filing import archive
from services.filing.domain.refusals import MoveNotAllowed, NoSuchDossier
from tests.filing.makers import APPLICANT, NOW, OWNER, SHAPES, RoomFor, a_complete_draft, filer_of, submitted, told
from tests.filing.news import News, tell


def test_a_submission_is_numbered_has_its_receipt_and_is_announced(room: RoomFor, engine: sa.Engine) -> None:
    dossier = a_complete_draft(room)

    answer = room().submit_dossier(dossier)

    assert answer["registry_number"] == "095410113-2026-000001"
    assert archive.documents().get(room(APPLICANT).receipt(dossier)["sha256"]).startswith(b"%PDF-")
    (event,) = told(engine)
    assert isinstance(event, DossierSubmitted)
    assert event.registry_number == answer["registry_number"]


def test_a_command_repeated_with_its_key_gives_its_first_answer(room: RoomFor, engine: sa.Engine) -> None:
    dossier = a_complete_draft(room)
    errand = Errand(message_id="architect:key-1", handler="submit_dossier", fingerprint="f")
    first = room(errand=errand).submit_dossier(dossier)

    with pytest.raises(AlreadyDone) as again:
        room(errand=errand).submit_dossier(dossier)

    assert again.value.answer == first
    assert len(told(engine)) == 1
    with pytest.raises(IdempotencyKeyReused):
        room(errand=Errand(message_id="architect:key-1", handler="submit_dossier", fingerprint="other")).submit_dossier(dossier)


def test_a_file_keeps_its_number_when_its_receipt_could_not_be_kept(room: RoomFor, engine: sa.Engine, tmp_path: Path) -> None:
    unlucky, other = a_complete_draft(room), a_complete_draft(room)
    (tmp_path / "sha256").touch()
    with pytest.raises(DocumentsAway):
        room().submit_dossier(unlucky)
    assert (room(APPLICANT).dossier(unlucky)["status"], room(APPLICANT).dossier(unlucky)["registry_number"]) == ("draft", None)
    (tmp_path / "sha256").unlink()

    second, first = (room().submit_dossier(dossier)["registry_number"] for dossier in (other, unlucky))

    assert (first, second) == ("095410113-2026-000001", "095410113-2026-000002")
    assert len(told(engine)) == 2


def test_anybody_can_check_a_receipt_and_learns_no_name(room: RoomFor) -> None:
    dossier = submitted(room)
    number = room(APPLICANT).dossier(dossier)["registry_number"]
    assert number is not None

    proof = room(NOBODY).verify_receipt(number)

    assert proof["document"] == room(APPLICANT).receipt(dossier)["sha256"]
    assert OWNER.full_name not in str(proof)
    with pytest.raises(NoSuchDossier):
        room(NOBODY).verify_receipt("095410113-2026-999999")


def test_a_complement_opens_the_file_again_once(room: RoomFor) -> None:
    dossier = submitted(room)
    tell(room, News(dossier).complement_requested())

    room().change_form(dossier, {"project": {"levels": 1}})
    assert room().provide_complement(dossier)["status"] == "in-review"

    with pytest.raises(MoveNotAllowed):
        room().change_form(dossier, {"project": {"levels": 2}})


def test_a_complement_is_asked_and_answered_as_often_as_it_comes_to_that(room: RoomFor) -> None:
    """The law lets it be asked once (law 55-19); that is a rule of the study, and filing follows what it is told."""
    dossier = submitted(room)

    statuses = []
    for minutes in (1, 3):
        tell(room, News(dossier, at=NOW + timedelta(minutes=minutes)).complement_requested())
        statuses.append(room().dossier(dossier)["status"])
        statuses.append(room(now=NOW + timedelta(minutes=minutes + 1)).provide_complement(dossier)["status"])

    assert statuses == ["complement-requested", "in-review"] * 2


def test_a_complement_is_answered_after_it_was_asked_whatever_the_clock_says(room: RoomFor, engine: sa.Engine) -> None:
    dossier, asked_at = submitted(room), NOW + timedelta(seconds=5)
    tell(room, News(dossier, at=asked_at).complement_requested())

    answered = room(now=NOW).provide_complement(dossier)

    event = told(engine)[-1]
    assert isinstance(event, ComplementProvided)
    assert (answered["status"], event.provided_at) == ("in-review", asked_at)


@pytest.mark.parametrize("code", SHAPES)
def test_every_shape_of_procedure_is_handed_in_and_has_its_receipt(room: RoomFor, code: str) -> None:
    dossier = a_complete_draft(room, code)

    answer = room(filer_of(code)).submit_dossier(dossier)

    assert (answer["status"], answer["registry_number"]) == ("submitted", "095410113-2026-000001")
    assert archive.documents().get(str(answer["receipt"])).startswith(b"%PDF-")
