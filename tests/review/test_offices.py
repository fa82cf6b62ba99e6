"""Who may act on a case: a table of persons and acts, and the list of what waits for a person, which holds exactly that."""

from collections.abc import Callable
from itertools import product

import pytest
import sqlalchemy as sa

from catalogue.territory import territory
from catalogue.territory.windows import Window, desk_of, window_of
from contracts.people import Principal
from contracts.refusals import Forbidden, NotFound, NotYourOffice, PartyMayNotAct, Refusal
from contracts.review import Verdict
from services.review import store
from services.review.domain.case import Case
from services.review.domain.office import require_chair, require_desk, require_seat
from services.review.domain.refusals import CaseNotFound, OpinionForAnotherBody
from services.review.service import Review
from services.review.store import listing
from tests.review.makers import NOW, TAROUDANNT, a_case, a_person, a_study, advice, an_admitted_case
from tests.rooms import room_for

SMALL_COMMUNE = "09.541.01.05"  # Irherm, 4,127 inhabitants in 2024
PROVINCE, TANGIER = "09.541", "01.511.01.0"
DONE = None

Act = Callable[[Principal, Case], None]
ACTS: dict[str, Act] = {
    "admit": require_desk,
    "advise": lambda person, case: require_seat(person, case, "province"),
    "decide": require_chair,
}


def a_case_in(commune: str, **submission: str) -> Case:
    """Make a case of a commune, studied at its desk."""
    return a_case(a_study(window=window_of(territory().commune(commune))), commune=commune, **submission)


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
    "auditor": a_person("auditor", territory="national"),
    "neighbour": a_person("applicant", account="neighbour", territory=""),
}
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
    "auditor": (NotYourOffice, NotYourOffice, NotYourOffice),
    "neighbour": (CaseNotFound, CaseNotFound, CaseNotFound),
}
ADMITTED_BY_THE_PROVINCE: dict[str, type[Refusal] | None] = {
    "clerk of the province": DONE,
    "clerk of the small commune": NotYourOffice,
    "clerk of the commune": CaseNotFound,
}


def outcome(act: Act, person: Principal, case: Case) -> type[Refusal] | None:
    """Try an act; give what it was refused with."""
    try:
        act(person, case)
    except (Forbidden, NotFound) as refusal:
        return type(refusal)
    return DONE


@pytest.mark.parametrize("name", PEOPLE)
def test_each_person_does_what_his_office_over_the_very_desk_allows(name: str) -> None:
    case = a_case_in(TAROUDANNT)

    assert tuple(outcome(act, PEOPLE[name], case) for act in ACTS.values()) == IN_A_LARGE_COMMUNE[name]


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


@pytest.fixture
def database(service_database: Callable[[str], sa.Engine]) -> sa.Engine:
    """The database of review, empty."""
    return service_database("review")


def test_the_list_of_what_waits_for_a_person_is_exactly_what_he_may_do(database: sa.Engine) -> None:
    places = (TAROUDANNT, SMALL_COMMUNE, TANGIER)
    cases = [make_ready(place) for place, make_ready in product(places, (to_admit, to_advise, to_decide))]
    with database.begin() as session:
        for case in cases:
            store.add(session, case)

        for name, person in PEOPLE.items():
            waiting = {case.dossier for case in store.find_cases(session, [listing.seen_by(person), listing.waiting_for(person)], 50)}
            assert waiting == {case.dossier for case in cases if may_do_what_is_next(person, case)}, name


def to_admit(commune: str) -> Case:
    """Make a case that waits for its clerk."""
    return a_case_in(commune)


def to_advise(commune: str) -> Case:
    """Make a case that waits for the province alone."""
    case = an_admitted_case(a_study(window=window_of(territory().commune(commune))), commune=commune)
    for body in ("commune-urbanism", "urban-agency"):
        case.give_opinion(advice(body), NOW)
    return case


def to_decide(commune: str) -> Case:
    """Make a case that waits for its president."""
    case = to_advise(commune)
    case.give_opinion(advice("province", Verdict.FAVOURABLE), NOW)
    return case


def may_do_what_is_next(person: Principal, case: Case) -> bool:
    """Tell whether the act for which the case waits is the person's."""
    if case.status == "awaiting-admissibility":
        return outcome(require_desk, person, case) is DONE
    if case.opinions["province"].is_open:
        return outcome(ACTS["advise"], person, case) is DONE
    return outcome(require_chair, person, case) is DONE


def test_a_party_with_an_office_elsewhere_decides_nothing(database: sa.Engine) -> None:
    case = to_decide(TAROUDANNT)
    with database.begin() as session:
        store.add(session, case)
    applicant = PEOPLE["applicant with an office elsewhere"]

    with pytest.raises(PartyMayNotAct):
        room_for(Review, database, now=NOW, caller=applicant).decide(case.dossier, "favourable")

    assert room_for(Review, database, now=NOW, caller=applicant).case(case.dossier)["decision"] is None
