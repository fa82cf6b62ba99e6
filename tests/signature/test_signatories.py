"""Who may sign: a permit the president of the very commune, a note the director of the agency over it, and never his own."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa

from contracts.people import Principal
from contracts.refusals import Forbidden, NotFound, NotYourOffice, PartyMayNotAct, Refusal
from services.signature import store
from services.signature.domain.refusals import CeremonyMixesCommunes, HolderOutOfOffice, RequestUnknown
from services.signature.domain.requests import SignatureRequest
from services.signature.domain.signatory import may_sign, office_of_ceremony, require_signatory
from tests.files import File, parties
from tests.people import a_caller
from tests.signature.conftest import Office
from tests.signature.makers import (
    AGADIR,
    AGENCY,
    AGENCY_ELSEWHERE,
    LEARN,
    NOTE,
    NOW,
    PERMIT,
    TALIOUINE,
    TAROUDANNT,
    a_director,
    a_request,
)


def a_person(role: str, territory: str = TAROUDANNT, account: str = "president-1") -> Principal:
    """Make somebody with one office."""
    return a_caller(account, role, territory=territory)


Outcome = type[Refusal] | None

PEOPLE: dict[str, tuple[Principal, Outcome, Outcome]] = {  # who, and with what he is refused to sign a permit, and a note
    "president": (a_person("president"), None, NotYourOffice),
    "vice-president": (a_person("vice-president"), None, NotYourOffice),
    "vice-president elsewhere": (a_person("vice-president", AGADIR), RequestUnknown, RequestUnknown),
    "president of the province": (a_person("president", "09.541"), NotYourOffice, NotYourOffice),
    "president elsewhere": (a_person("president", AGADIR), RequestUnknown, RequestUnknown),
    "president who applied": (a_person("president", account="owner"), PartyMayNotAct, PartyMayNotAct),
    "president who filed": (a_person("president", account="architect"), PartyMayNotAct, PartyMayNotAct),
    "president elsewhere who applied": (a_person("president", AGADIR, account="owner"), RequestUnknown, RequestUnknown),
    "director": (a_director(), NotYourOffice, None),
    "director elsewhere": (a_director(AGENCY_ELSEWHERE), RequestUnknown, RequestUnknown),
    "director who applied": (a_director(account="owner"), PartyMayNotAct, PartyMayNotAct),
    "director who filed": (a_director(account="architect"), PartyMayNotAct, PartyMayNotAct),
    "governor": (a_person("governor", "09.541"), NotYourOffice, NotYourOffice),
    "clerk": (a_person("clerk"), NotYourOffice, NotYourOffice),
    "auditor": (a_person("auditor", "national"), NotYourOffice, NotYourOffice),
    "nobody": (Principal(account=""), RequestUnknown, RequestUnknown),
}
PAPERS = {"permit": PERMIT, "note": NOTE}


def outcome(person: Principal, request: SignatureRequest) -> Outcome:
    """Tell with what a person is refused to sign."""
    try:
        require_signatory(person, request)
    except (Forbidden, NotFound) as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("name", PEOPLE)
def test_a_permit_is_signed_for_its_very_commune_a_note_for_the_agency_over_it_and_never_by_a_party(name: str) -> None:
    person, *expected = PEOPLE[name]

    assert [outcome(person, a_request(procedure=procedure)) for procedure in PAPERS.values()] == expected


@pytest.mark.parametrize("name", PEOPLE)
def test_who_is_not_refused_may_sign_and_nobody_else(name: str) -> None:
    person, *expected = PEOPLE[name]

    allowed = [may_sign(person, a_request(procedure=procedure)) for procedure in PAPERS.values()]

    assert allowed == [refused is None for refused in expected]


def test_the_list_of_what_one_may_sign_is_exactly_that(signature_database: sa.Engine) -> None:
    with signature_database.begin() as connection:
        for paper, procedure in PAPERS.items():
            for commune in (TAROUDANNT, TALIOUINE, AGADIR):
                request = store.obtain(connection, File(f"{paper} of {commune}", commune, procedure))
                for learn in LEARN.values():
                    learn(request)
                store.save(connection, request)

        every = store.find_open(connection, a_person("auditor", "national"), None, 10, mine=False)
        listed = {name: names(store.find_open(connection, person, None, 10, mine=True)) for name, (person, *_) in PEOPLE.items()}

    assert len(every) == 6
    assert listed == {name: names(each for each in every if may_sign(person, each)) for name, (person, *_) in PEOPLE.items()}
    assert listed["director"] == {f"note of {TAROUDANNT}", f"note of {TALIOUINE}"}
    assert listed["president"] == {f"permit of {TAROUDANNT}"}


def names(requests: Iterable[SignatureRequest]) -> set[str]:
    """Name the files of requests."""
    return {request.dossier for request in requests}


def test_a_ceremony_is_held_in_the_one_office_over_all_its_papers() -> None:
    permits = [a_request(), a_request()]
    notes = [a_request(procedure=NOTE), a_request(procedure=NOTE, commune=TALIOUINE)]

    assert office_of_ceremony(a_person("president"), permits) == TAROUDANNT
    assert office_of_ceremony(a_director(), notes) == AGENCY


@pytest.mark.parametrize(
    ("procedure", "commune"),
    [(PERMIT, TALIOUINE), (NOTE, TAROUDANNT), (NOTE, AGADIR)],
    ids=["another commune", "an agency", "an agency elsewhere"],
)
def test_nobody_signs_in_two_offices_at_once(procedure: str, commune: str) -> None:
    people = (a_person("president"), a_person("president", TALIOUINE), a_director(), a_director(AGENCY_ELSEWHERE))
    holder_of_many = Principal(account="president-1", offices=tuple(office for person in people for office in person.offices))

    with pytest.raises(CeremonyMixesCommunes):
        office_of_ceremony(holder_of_many, [a_request(), a_request(procedure=procedure, commune=commune)])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_parties_stand_in_whatever_order_they_are_told(signature_database: sa.Engine, order: tuple[int, ...]) -> None:
    told = [(parties(), NOW), (parties(left_at=NOW), NOW + timedelta(days=1)), (parties("heir", "heir"), NOW + timedelta(days=2))]

    for number in order:
        with signature_database.begin() as connection:
            request = store.obtain(connection, File())
            request.learn_parties(*told[number], NOW)
            store.save(connection, request)

    with signature_database.begin() as connection:
        assert store.obtain(connection, File()).parties == parties("heir", "heir")


def test_a_key_signs_for_the_president_of_its_very_commune_only(office: Office) -> None:
    office.activate_key()
    document = office.a_document()
    of_the_province = office.gateway.token("president-1", territory="09.541")
    activation = office.seal({"pin": "480267", "documents": [document]})

    with pytest.raises(HolderOutOfOffice):
        office.signer.sign(of_the_province, commune=TAROUDANNT, documents=[document], activation=activation)
