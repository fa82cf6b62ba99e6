"""Who files: the professional whose account it is, of a profession that the procedure wants, named in the form as he was approved."""

from dataclasses import replace
from typing import Any

import pytest

from catalogue import procedures
from contracts.refusals import Forbidden
from services.filing.domain.author import form_named_by, refuse_another_author, refuse_other_professions
from services.filing.domain.refusals import AuthorDiffers, FilingReserved
from tests.filing.makers import APPLICANT, AUTHOR, COMMUNE, PROCEDURE, PROCEDURE_CODE, RoomFor, begun, confirmed, person

OLDER = procedures.by_ref("building-permit-small@2026-01")
SURVEYOR = replace(AUTHOR, profession="surveyor")


def test_an_owner_does_not_file_a_building_permit_alone(room: RoomFor) -> None:
    with pytest.raises(FilingReserved) as refusal:
        room(APPLICANT).create_dossier(PROCEDURE_CODE, COMMUNE, person())

    assert refusal.value.facts == {"professions": ["architect"]}


def test_nor_does_another_professional(room: RoomFor) -> None:
    with pytest.raises(FilingReserved):
        begun(room, author=SURVEYOR)
    refuse_other_professions(AUTHOR, PROCEDURE)
    refuse_other_professions(None, OLDER)


def test_who_is_no_professional_begins_nobody_elses_file(room: RoomFor) -> None:
    with pytest.raises(Forbidden):
        room(APPLICANT).create_dossier(PROCEDURE_CODE, COMMUNE, {"account": "neighbour"})


def test_the_form_names_who_files_from_the_first_moment(room: RoomFor) -> None:
    dossier = begun(room)

    assert dossier["form"] == {"architect": {"full_name": "Leïla Amrani", "order_number": "CNOA-4521"}}
    assert form_named_by(AUTHOR, OLDER) == {}


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"architect": {"full_name": "Somebody Else"}}, ["form.architect.full_name"]),
        ({"architect": {"order_number": None}}, ["form.architect.order_number"]),
        ({"architect": {"title": "Dr"}}, ["form.architect.title"]),
        ({"architect": None}, ["form.architect"]),
        ({"architect": "Somebody Else"}, ["form.architect"]),
    ],
    ids=str,
)
def test_a_form_that_names_another_is_refused(room: RoomFor, typed: dict[str, Any], fields: list[str]) -> None:
    dossier = begun(room)["id"]

    with pytest.raises(AuthorDiffers) as refusal:
        room().change_form(dossier, typed)

    assert [reason.field for reason in refusal.value.reasons] == fields


def test_a_form_that_names_who_files_is_taken(room: RoomFor) -> None:
    dossier = begun(room)["id"]

    assert room().change_form(dossier, {"architect": AUTHOR.section(), "project": {"levels": 1}})["form"]["project"] == {"levels": 1}
    refuse_another_author({}, None, PROCEDURE)
    refuse_another_author({"architect": {"full_name": "Anybody"}}, AUTHOR, OLDER)


def test_the_owner_does_not_hand_in_what_the_architect_drew_up(room: RoomFor) -> None:
    dossier = begun(room)["id"]
    confirmed(room, dossier)

    with pytest.raises(FilingReserved):
        room(APPLICANT).submit_dossier(dossier)
