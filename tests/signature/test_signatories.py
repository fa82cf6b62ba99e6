"""Who may sign a permit: the president of the very commune, and never his own."""

from datetime import timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa

from contracts.people import Principal
from contracts.refusals import Forbidden, NotFound, NotYourOffice, PartyMayNotAct, Refusal
from services.signature import store
from services.signature.domain.refusals import HolderOutOfOffice, RequestUnknown
from services.signature.domain.requests import SignatureRequest
from services.signature.domain.signatory import require_signatory
from tests.files import File, parties
from tests.people import a_caller
from tests.signature.conftest import Office
from tests.signature.makers import AGADIR, NOW, TAROUDANNT, a_grant, a_request


def a_person(role: str, territory: str = TAROUDANNT, account: str = "president-1") -> Principal:
    """Make somebody with one office."""
    return a_caller(account, role, territory=territory)


PEOPLE: dict[str, tuple[Principal, type[Refusal] | None]] = {
    "president": (a_person("president"), None),
    "vice-president": (a_person("vice-president"), None),
    "vice-president elsewhere": (a_person("vice-president", AGADIR), RequestUnknown),
    "president of the province": (a_person("president", "09.541"), NotYourOffice),
    "president elsewhere": (a_person("president", AGADIR), RequestUnknown),
    "president who applied": (a_person("president", account="owner"), PartyMayNotAct),
    "president who filed": (a_person("president", account="architect"), PartyMayNotAct),
    "president elsewhere who applied": (a_person("president", AGADIR, account="owner"), RequestUnknown),
    "clerk": (a_person("clerk"), NotYourOffice),
    "auditor": (a_person("auditor", "national"), NotYourOffice),
    "nobody": (Principal(account=""), RequestUnknown),
}


def outcome(person: Principal, request: SignatureRequest) -> type[Refusal] | None:
    """Tell with what a person is refused to sign."""
    try:
        require_signatory(person, request)
    except (Forbidden, NotFound) as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("name", PEOPLE)
def test_the_president_of_the_very_commune_signs_and_never_his_own_file(name: str) -> None:
    person, expected = PEOPLE[name]

    assert outcome(person, a_request()) is expected


def test_the_list_of_what_one_may_sign_is_exactly_that(signature_database: sa.Engine) -> None:
    with signature_database.begin() as session:
        request = store.obtain(session, File())
        request.learn_parties(parties(), NOW, NOW)
        request.learn_decision(a_grant(), NOW)
        store.save(session, request)

        listed = {name: bool(store.find_open(session, person, "", 10, mine=True)) for name, (person, _) in PEOPLE.items()}

    assert listed == {name: refused is None for name, (_, refused) in PEOPLE.items()}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_parties_stand_in_whatever_order_they_are_told(signature_database: sa.Engine, order: tuple[int, ...]) -> None:
    told = [(parties(), NOW), (parties(left_at=NOW), NOW + timedelta(days=1)), (parties("heir", "heir"), NOW + timedelta(days=2))]

    for number in order:
        with signature_database.begin() as session:
            request = store.obtain(session, File())
            request.learn_parties(*told[number], NOW)
            store.save(session, request)

    with signature_database.begin() as session:
        assert store.obtain(session, File()).parties == parties("heir", "heir")


def test_a_key_signs_for_the_president_of_its_very_commune_only(office: Office) -> None:
    office.activate_key()
    document = office.a_document()
    of_the_province = office.gateway.token("president-1", territory="09.541")
    activation = office.seal({"pin": "480267", "documents": [document]})

    with pytest.raises(HolderOutOfOffice):
        office.signer.sign(of_the_province, commune=TAROUDANNT, documents=[document], activation=activation)
