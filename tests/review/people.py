"""Who comes to a case: everybody who may do something, and those who come near."""

from typing import Any

from catalogue.territory import territory
from catalogue.territory.agencies import find_agency
from catalogue.territory.windows import window_of
from contracts.people import Office, Principal, Role
from services.review.domain.case import Case
from services.review.domain.study import Study, study_of
from tests.review.makers import DECLARATION, NOTE, NOW, a_case, a_person, a_study

SMALL_COMMUNE = "09.541.01.05"  # Irherm, 4,127 inhabitants in 2024
PROVINCE, TANGIER = "09.541", "01.511.01.0"


def studied_in(commune: str, **what_matters: Any) -> Study:
    """Make the way in which a file of a commune is studied, at its desk."""
    return a_study(window=window_of(territory().commune(commune)), **what_matters)


def a_case_in(commune: str) -> Case:
    """Make a case of a commune."""
    return a_case(studied_in(commune), commune=commune)


def a_declaration_in(commune: str) -> Case:
    """Make the case of a declaration in a commune."""
    return a_case(study_of(DECLARATION, territory().commune(commune), {}), procedure=DECLARATION.ref, commune=commune)


def a_paid_note_in(commune: str) -> Case:
    """Make the case of a note of a commune, of which the agency was asked."""
    study = study_of(NOTE, territory().commune(commune), {})
    case = a_case(study, procedure=NOTE.ref, commune=commune)
    case.note_settlement(NOW, study, NOW)
    return case


def the_director_of(code: str, **what_matters: str) -> Principal:
    """Make the director of an urban agency, with the provinces that it serves."""
    agency = find_agency(code)
    assert agency
    office = Office(role=Role.DIRECTOR, territory=code, extent=agency.serves)
    return Principal(account=what_matters.get("account", "director"), offices=(office,))


PEOPLE = {
    "clerk of the commune": a_person("clerk"),
    "clerk of the province": a_person("clerk", territory=PROVINCE),
    "clerk of the region": a_person("clerk", territory="09"),
    "clerk of the country": a_person("clerk", territory="national"),
    "clerk of the small commune": a_person("clerk", territory=SMALL_COMMUNE),
    "clerk elsewhere": a_person("clerk", territory=TANGIER),
    "clerk of nowhere": a_person("clerk", territory=""),
    "clerk who filed": a_person("clerk", account="architect"),
    "reviewer of the body": a_person("reviewer", body="province", territory=PROVINCE),
    "reviewer of the body in the commune": a_person("reviewer", body="province"),
    "reviewer of another body": a_person("reviewer", body="urban-agency", territory="09"),
    "reviewer of a body that does not sit": a_person("reviewer", body="civil-protection", territory=PROVINCE),
    "reviewer elsewhere": a_person("reviewer", body="province", territory="01.511"),
    "reviewer who filed": a_person("reviewer", account="architect", body="province", territory=PROVINCE),
    "president": a_person("president"),
    "vice-president": a_person("vice-president"),
    "vice-president elsewhere": a_person("vice-president", territory=TANGIER),
    "president of the province": a_person("president", territory=PROVINCE),
    "president elsewhere": a_person("president", territory=TANGIER),
    "president who applied": a_person("president", account="owner"),
    "applicant with an office elsewhere": a_person("president", account="owner", territory=TANGIER),
    "applicant": a_person("applicant", account="owner", territory=""),
    "director of the agency": the_director_of("agency-taroudannt"),
    "director of another agency": the_director_of("agency-tanger"),
    "director who filed": the_director_of("agency-taroudannt", account="architect"),
    "governor": a_person("governor", territory=PROVINCE),
    "governor elsewhere": a_person("governor", territory="01.511"),
    "auditor": a_person("auditor", territory="national"),
    "neighbour": a_person("applicant", account="neighbour", territory=""),
}
