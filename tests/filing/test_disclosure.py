"""What each reader is shown of a file: as much of the applicant as his work needs."""

from dataclasses import asdict

import pytest

from services.filing.domain.disclosure import SHOWN, shown_to
from services.filing.domain.refusals import NoSuchDossier, NotForYourOffice
from services.filing.domain.sight import OFFICIALS
from tests.filing.makers import APPLICANT, ARCHITECT, NEIGHBOUR, OWNER, RoomFor, a_dossier, a_handed_in, an_official, submitted
from tests.people import a_caller

EVERYTHING = {"account", "full_name", "national_id", "email", "phone"}
NAMED = {"account", "full_name", "national_id"}
READERS = {role: an_official(role) for role in OFFICIALS} | {
    "applicant": APPLICANT,
    "professional": ARCHITECT,
    "reviewer": an_official("reviewer", body="urban-agency"),
}


@pytest.mark.parametrize(
    ("reader", "person", "project", "papers"),
    [
        ("applicant", EVERYTHING, True, True),
        ("professional", NAMED | {"email"}, True, True),
        ("clerk", EVERYTHING, True, True),
        ("reviewer", {"account", "full_name"}, True, False),
        ("director", NAMED, True, True),
        ("president", NAMED, True, True),
        ("vice-president", NAMED, True, True),
        ("treasurer", NAMED, False, False),
        ("governor", NAMED, True, True),
        ("auditor", EVERYTHING, True, True),
    ],
)
def test_each_reader_is_shown_what_his_work_needs(room: RoomFor, reader: str, person: set[str], project: bool, papers: bool) -> None:
    dossier = submitted(room)

    shown = room(READERS[reader]).dossier(dossier)

    assert shown["applicant"] == {name: value for name, value in asdict(OWNER).items() if name in person}
    assert ("form" in shown, "documents" in shown) == (project, project)
    assert gives(lambda: room(READERS[reader]).document(dossier, "situation-plan")) == project
    assert gives(lambda: room(READERS[reader]).receipt(dossier)) == papers


def gives(question: object) -> bool:
    """Tell whether a question is answered."""
    assert callable(question)
    try:
        question()
    except NotForYourOffice:
        return False
    return True


def test_every_reader_stands_in_the_table() -> None:
    assert SHOWN.keys() == {"applicant", "professional", "professional-without-mandate", *OFFICIALS}


def test_who_holds_two_offices_is_shown_what_either_needs() -> None:
    dossier = a_handed_in()
    both = a_caller("b", "reviewer", "treasurer", body="urban-agency", territory="09.541.01.13")

    shown = shown_to(both, dossier)

    assert (set(shown.person), shown.project, shown.papers) == (NAMED, True, False)


def test_who_may_not_see_the_file_is_shown_nothing(room: RoomFor) -> None:
    dossier = submitted(room)

    assert shown_to(NEIGHBOUR, a_dossier()) == shown_to(an_official("clerk", territory="01"), a_dossier())
    for stranger in (NEIGHBOUR, an_official("clerk", territory="01")):
        with pytest.raises(NoSuchDossier):
            room(stranger).dossier(dossier)
