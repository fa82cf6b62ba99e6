"""Who may act on a case: a table of persons and acts."""

import pytest
import sqlalchemy as sa

from catalogue.territory import territory
from catalogue.territory.windows import desk_of, window_of
from contracts.people import Authority
from contracts.refusals import NotYourOffice, PartyMayNotAct, Refusal
from contracts.review import Window
from services.review.domain.office import require_desk
from services.review.domain.refusals import CaseNotFound, OpinionForAnotherBody
from services.review.service import Review
from tests.review.acts import ACTS, DONE, object_to, outcome, to_decide
from tests.review.makers import (
    NOW,
    TAROUDANNT,
    a_case,
    a_study,
    keep,
)
from tests.review.people import PEOPLE, SMALL_COMMUNE, a_case_in, a_declaration_in, a_paid_note_in, studied_in
from tests.rooms import room_for

# what comes of each act on a file of Taroudannt, which keeps its own window: admit, advise for the province, decide
IN_A_LARGE_COMMUNE: dict[str, tuple[type[Refusal] | None, ...]] = {
    "clerk of the commune": (DONE, NotYourOffice, NotYourOffice),
    "clerk of the province": (NotYourOffice, NotYourOffice, NotYourOffice),
    "clerk of the region": (NotYourOffice, NotYourOffice, NotYourOffice),
    "clerk of the country": (NotYourOffice, NotYourOffice, NotYourOffice),
    "clerk of the small commune": (CaseNotFound, CaseNotFound, CaseNotFound),
    "clerk elsewhere": (CaseNotFound, CaseNotFound, CaseNotFound),
    "clerk of nowhere": (CaseNotFound, CaseNotFound, CaseNotFound),
    "clerk who filed": (PartyMayNotAct, PartyMayNotAct, PartyMayNotAct),
    "reviewer of the body": (NotYourOffice, DONE, NotYourOffice),
    "reviewer of the body in the commune": (NotYourOffice, DONE, NotYourOffice),
    "reviewer of another body": (NotYourOffice, OpinionForAnotherBody, NotYourOffice),
    "reviewer of a body that does not sit": (CaseNotFound, CaseNotFound, CaseNotFound),
    "reviewer elsewhere": (CaseNotFound, CaseNotFound, CaseNotFound),
    "reviewer who filed": (PartyMayNotAct, PartyMayNotAct, PartyMayNotAct),
    "president": (NotYourOffice, NotYourOffice, DONE),
    "vice-president": (NotYourOffice, NotYourOffice, DONE),
    "vice-president elsewhere": (CaseNotFound, CaseNotFound, CaseNotFound),
    "president of the province": (NotYourOffice, NotYourOffice, NotYourOffice),
    "president elsewhere": (CaseNotFound, CaseNotFound, CaseNotFound),
    "president who applied": (PartyMayNotAct, PartyMayNotAct, PartyMayNotAct),
    "applicant with an office elsewhere": (PartyMayNotAct, PartyMayNotAct, PartyMayNotAct),
    "applicant": (PartyMayNotAct, PartyMayNotAct, PartyMayNotAct),
    "director of the agency": (NotYourOffice, NotYourOffice, NotYourOffice),
    "director of another agency": (CaseNotFound, CaseNotFound, CaseNotFound),
    "director who filed": (PartyMayNotAct, PartyMayNotAct, PartyMayNotAct),
    "governor": (CaseNotFound, CaseNotFound, CaseNotFound),
    "governor elsewhere": (CaseNotFound, CaseNotFound, CaseNotFound),
    "auditor": (NotYourOffice, NotYourOffice, NotYourOffice),
    "neighbour": (CaseNotFound, CaseNotFound, CaseNotFound),
}
TO_A_DECLARATION: dict[str, type[Refusal] | None] = {
    "president": DONE,
    "vice-president": DONE,
    "president of the province": NotYourOffice,
    "president elsewhere": CaseNotFound,
    "president who applied": PartyMayNotAct,
    "clerk of the commune": NotYourOffice,
    "reviewer of the body": CaseNotFound,
    "director of the agency": CaseNotFound,
    "governor": CaseNotFound,
    "auditor": NotYourOffice,
}
IN_THE_NAME_OF: dict[Authority, dict[str, type[Refusal] | None]] = {
    Authority.DIRECTOR: {
        "director of the agency": DONE,
        "director of another agency": CaseNotFound,
        "director who filed": PartyMayNotAct,
        "president": NotYourOffice,
        "governor": CaseNotFound,
    },
    Authority.GOVERNOR: {
        "governor": DONE,
        "governor elsewhere": CaseNotFound,
        "director of the agency": NotYourOffice,
        "president": NotYourOffice,
        "president of the province": NotYourOffice,
    },
}
ADMITTED_BY_THE_PROVINCE: dict[str, type[Refusal] | None] = {
    "clerk of the province": DONE,
    "clerk of the small commune": NotYourOffice,
    "clerk of the commune": CaseNotFound,
}


@pytest.mark.parametrize("name", PEOPLE)
def test_each_person_does_what_his_office_over_the_very_desk_allows(name: str) -> None:
    case = a_case_in(TAROUDANNT)

    assert tuple(outcome(act, PEOPLE[name], case) for act in ACTS.values()) == IN_A_LARGE_COMMUNE[name]


@pytest.mark.parametrize(("name", "expected"), TO_A_DECLARATION.items())
def test_who_objects_to_a_declaration_is_the_president_of_the_very_commune(name: str, expected: type[Refusal] | None) -> None:
    case = a_declaration_in(TAROUDANNT)

    assert outcome(object_to, PEOPLE[name], case) == expected


@pytest.mark.parametrize(
    ("authority", "name", "expected"),
    [(authority, name, expected) for authority, people in IN_THE_NAME_OF.items() for name, expected in people.items()],
)
def test_who_decides_is_whoever_the_procedure_names(authority: Authority, name: str, expected: type[Refusal] | None) -> None:
    case = a_case(studied_in(TAROUDANNT, decides=authority))

    assert outcome(ACTS["decide"], PEOPLE[name], case) == expected


def test_the_director_of_the_agency_that_serves_the_commune_reads_a_note_and_no_other_does(database: sa.Engine) -> None:
    note = a_paid_note_in(TAROUDANNT)
    with database.begin() as connection:
        keep(connection, note)

    view = room_for(Review, database, now=NOW, caller=PEOPLE["director of the agency"]).case(note.dossier)

    assert view["bodies"] == {"urban-agency": "requested"}
    with pytest.raises(CaseNotFound):
        room_for(Review, database, now=NOW, caller=PEOPLE["director of another agency"]).case(note.dossier)


@pytest.mark.parametrize(("name", "expected"), ADMITTED_BY_THE_PROVINCE.items())
def test_the_files_of_a_small_commune_are_admitted_by_the_committee_of_its_province(name: str, expected: type[Refusal] | None) -> None:
    assert outcome(require_desk, PEOPLE[name], a_case_in(SMALL_COMMUNE)) == expected


def test_a_file_stays_at_the_desk_at_which_it_was_opened_when_its_commune_grows() -> None:
    opened_before_the_census = a_case(a_study(window=Window.PROVINCIAL))

    assert outcome(require_desk, PEOPLE["clerk of the province"], opened_before_the_census) is DONE
    assert outcome(require_desk, PEOPLE["clerk of the commune"], opened_before_the_census) is NotYourOffice


def test_every_desk_is_a_commune_or_the_province_in_which_it_lies() -> None:
    country = territory()

    desks = {commune.code: desk_of(window_of(commune), commune) for commune in country.communes.values()}
    assert {code for code, desk in desks.items() if desk not in (code, country.communes[code].province)} == set()
    assert all(country.communes[code].keeps_own_window == (desk == code) for code, desk in desks.items())
    assert {code for code, desk in desks.items() if not code.startswith(desk)} == set()  # as the list of a desk finds them


@pytest.mark.parametrize(("authority", "name"), [(Authority.DIRECTOR, "director of the agency"), (Authority.GOVERNOR, "governor")])
def test_a_director_or_a_governor_decides_in_his_own_name(database: sa.Engine, authority: Authority, name: str) -> None:
    case = to_decide(TAROUDANNT, decides=authority)
    with database.begin() as connection:
        keep(connection, case)

    view = room_for(Review, database, now=NOW, caller=PEOPLE[name]).decide(case.dossier, "favourable")

    assert view["decision"] is not None
    assert (view["status"], view["decided_by_office"], view["decision"]["decided_by"]) == ("decided", authority, PEOPLE[name].account)


def test_a_party_with_an_office_elsewhere_decides_nothing(database: sa.Engine) -> None:
    case = to_decide(TAROUDANNT)
    with database.begin() as connection:
        keep(connection, case)
    applicant = PEOPLE["applicant with an office elsewhere"]

    with pytest.raises(PartyMayNotAct):
        room_for(Review, database, now=NOW, caller=applicant).decide(case.dossier, "favourable")

    assert room_for(Review, database, now=NOW, caller=applicant).case(case.dossier)["decision"] is None
