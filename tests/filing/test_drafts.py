"""Drafts, on PostgreSQL and real documents: what is typed and attached before a file is handed in, and by whom."""

import pytest

from contracts.refusals import ChangedMeanwhile
from services.filing.domain.refusals import DocumentRefused, MoveNotAllowed, NoSuchDossier
from tests.filing.makers import APPLICANT, AUTHOR, CLERK, PROCEDURE, STRANGER, RoomFor, a_draft, attach, send, submitted
from tests.people import a_caller


def test_a_draft_keeps_what_was_typed_and_attached(room: RoomFor) -> None:
    dossier = a_draft(room)

    room().change_form(dossier, {"project": {"levels": 2}})
    attached = attach(room, dossier, "architectural-plans")

    kept = room(APPLICANT).dossier(dossier)
    assert kept["status"] == "draft"
    assert kept["form"] == {"project": {"levels": 2}, "architect": AUTHOR.section()}
    assert attached["pages"] == 1
    assert [each["kind"] for each in kept["documents"]] == ["architectural-plans"]


def test_what_is_not_what_it_claims_is_refused(room: RoomFor) -> None:
    dossier = a_draft(room)

    for content, media_type, code in (
        (b"GIF89a", "application/pdf", "content-is-not-what-it-claims"),
        (b"%PDF-1.7 and then nothing", "application/pdf", "pdf-does-not-open"),
        (b"hello", "text/plain", "media-type-not-taken"),
    ):
        with pytest.raises(DocumentRefused) as refusal:
            attach(room, dossier, "architectural-plans", content, media_type)
        assert [reason.code for reason in refusal.value.reasons] == [code]


def test_an_older_version_of_the_draft_is_not_overwritten(room: RoomFor) -> None:
    dossier = a_draft(room)
    seen = room().dossier(dossier)["version"]
    room().change_form(dossier, {"project": {"levels": 1}}, version=seen)

    with pytest.raises(ChangedMeanwhile):
        room().change_form(dossier, {"project": {"levels": 2}}, version=seen)


def test_a_stranger_does_not_learn_what_lies_in_the_store(room: RoomFor) -> None:
    dossier, stranger = a_draft(room), a_caller("stranger", "professional")
    for sha256 in (send(dossier, "architectural-plans", b"no plan"), "0" * 64):
        with pytest.raises(NoSuchDossier):
            room(stranger).attach_document(dossier, "architectural-plans", sha256, 7, "application/pdf")


def test_who_may_attach_learns_under_which_procedure(room: RoomFor) -> None:
    dossier = a_draft(room)
    assert room().attaching(dossier) == {"code": "building-permit-small", "version": PROCEDURE.version}
    with pytest.raises(NoSuchDossier):
        room(STRANGER).attaching(dossier)

    handed_in = submitted(room)
    with pytest.raises(MoveNotAllowed):
        room().attaching(handed_in)


def test_officials_hear_nothing_of_a_draft_that_was_taken_back(room: RoomFor) -> None:
    dossier = a_draft(room)

    room().withdraw_dossier(dossier)

    assert room(CLERK).dossiers()["items"] == []
    with pytest.raises(NoSuchDossier):
        room(CLERK).dossier(dossier)
