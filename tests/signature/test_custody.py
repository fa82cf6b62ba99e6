"""Keys, from the key officer's order to their holder's hand."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from contracts.people import Principal
from contracts.refusals import Forbidden, NotFound, Refusal, Unauthenticated
from services.signature.domain.refusals import (
    ActivationUsed,
    HolderOutOfOffice,
    KeyAlreadyActive,
    KeyForOneself,
    KeyNeedsSecondOfficer,
    KeyNotConfirmed,
    KeyNotProposed,
    KeyUnknown,
    PinTooWeak,
    SigningKeyExists,
    WrongActivationCode,
)
from tests.people import a_caller
from tests.signature.conftest import Office
from tests.signature.makers import ACT, AGADIR, AGENCY, AGENCY_ELSEWHERE, PIN, TAROUDANNT, a_director


def test_a_key_waits_for_its_holder_without_any_private_key(office: Office) -> None:
    key = office.create_key()

    assert (key["status"], key["certificate"]) == ("awaiting-activation", "")
    with office.database.connect() as connection:
        assert connection.execute(sa.text("select stored from keys.signing_keys")).scalar_one() is None


def test_a_key_proposed_twice_is_proposed_once(office: Office) -> None:
    assert office.propose_key() == office.propose_key()


@pytest.mark.parametrize("otherwise", [{"by": "officer-3"}, {"act": "Arrêté n° 13/2026"}])
def test_a_key_that_is_proposed_otherwise_meanwhile_is_another(office: Office, otherwise: dict[str, str]) -> None:
    office.propose_key()

    with pytest.raises(SigningKeyExists):
        office.propose_key(**otherwise)


def test_a_signatory_has_one_key_for_a_commune(office: Office) -> None:
    office.activate_key()

    with pytest.raises(SigningKeyExists):
        office.propose_key()


def test_a_key_officer_proposes_keys_in_his_province_only(office: Office) -> None:
    with pytest.raises(NotFound):
        office.signer.propose_key(office.officer(), holder="president-2", holder_name="X", commune=AGADIR, act=ACT)


def test_the_key_of_a_director_is_made_by_officers_whose_territory_holds_his_agency(office: Office) -> None:
    wanted = {"holder": "director-1", "holder_name": "Salma Bennis", "commune": AGENCY, "act": ACT, "role": "director"}

    with pytest.raises(NotFound):
        office.signer.propose_key(office.officer(), **wanted)

    for number, territory in enumerate((AGENCY, "national")):
        key = office.signer.propose_key(office.officer(territory=territory), **wanted | {"holder": f"director-{number}"})
        assert (key["role"], key["commune"], key["status"]) == ("director", AGENCY, "proposed")


def test_a_director_of_elsewhere_does_not_take_possession_of_the_key_of_an_agency(office: Office) -> None:
    key = office.propose_key_for(a_director())
    elsewhere = office.gateway.token_of(a_director(AGENCY_ELSEWHERE))

    with pytest.raises(HolderOutOfOffice):
        office.signer.activate_key(elsewhere, key_id=key["id"], activation=office.seal({"pin": PIN, "code": "x"}))


@pytest.mark.parametrize(
    ("person", "organisation"),
    [
        (a_caller("president-1", "president", territory=TAROUDANNT), "Commune 09.541.01.13"),
        (a_director(), "Agence urbaine de Taroudannt-Tiznit-Tata"),
        (a_caller("governor-1", "governor", territory="09.541"), "Province 09.541"),
    ],
    ids=["president", "director", "governor"],
)
def test_the_certificate_names_the_holder_his_office_and_for_whom_he_signs(office: Office, person: Principal, organisation: str) -> None:
    key = office.activate_key_of(person, "Salma Bennis")

    subject = x509.load_pem_x509_certificate(key["certificate"].encode()).subject
    named = {part.oid: part.value for part in subject}
    assert named == {
        NameOID.COUNTRY_NAME: "MA",
        NameOID.ORGANIZATION_NAME: organisation,
        NameOID.TITLE: person.offices[0].role,
        NameOID.SERIAL_NUMBER: person.account,
        NameOID.COMMON_NAME: "Salma Bennis",
    }


@pytest.mark.parametrize("role", ["administrator", "president", "clerk", "applicant", "auditor"])
def test_nobody_but_a_key_officer_proposes_confirms_or_prints(office: Office, role: str) -> None:
    token, proposed = office.gateway.token("somebody", roles=(role,), territory="national"), office.propose_key()

    with pytest.raises(Forbidden):
        office.signer.propose_key(token, holder="president-2", holder_name="X", commune=TAROUDANNT, act=ACT)
    with pytest.raises(Forbidden):
        office.signer.confirm_key(token, key_id=proposed["id"])
    with pytest.raises(Forbidden):
        office.signer.letter(token, key_id=office.confirm_key(proposed)["id"])


def test_one_officer_alone_makes_no_key(office: Office) -> None:
    key = office.propose_key(by="officer-1")

    with pytest.raises(KeyNeedsSecondOfficer):
        office.confirm_key(key, by="officer-1")
    with pytest.raises(KeyUnknown):
        office.signer.letter(office.officer("officer-1"), key_id=key["id"])
    with pytest.raises(KeyNotConfirmed):
        office.signer.activate_key(office.president(), key_id=key["id"], activation=office.seal({"pin": PIN, "code": "x"}))

    assert office.propose_key()["status"] == "proposed"


def test_no_officer_has_a_key_made_for_himself(office: Office) -> None:
    with pytest.raises(KeyForOneself):
        office.propose_key("officer-1", by="officer-1")

    key = office.propose_key("officer-2", by="officer-1")
    with pytest.raises(KeyForOneself):
        office.confirm_key(key, by="officer-2")


def test_an_officer_of_another_territory_does_not_confirm(office: Office) -> None:
    key = office.propose_key()

    with pytest.raises(KeyUnknown):
        office.signer.confirm_key(office.gateway.token("officer-2", roles=("key-officer",), territory=AGADIR), key_id=key["id"])


def test_who_when_and_under_which_act_is_kept_for_ever(office: Office) -> None:
    key = office.activate_key()
    office.signer.revoke_key(office.officer(), key_id=key["id"])

    auditor = office.gateway.token("auditor-1", roles=("auditor",), territory="national")
    (kept,) = office.signer.keys(auditor, limit=10, cursor=None)["items"]

    assert (kept["act"], kept["proposed_by"], kept["confirmed_by"]) == (ACT, "officer-1", "officer-2")
    assert kept["confirmed_at"] is not None
    assert kept["activated_at"] is not None
    assert kept["proposed_at"] <= kept["confirmed_at"] <= kept["activated_at"]


def test_a_confirmation_given_twice_is_one_and_a_third_officer_comes_too_late(office: Office) -> None:
    key = office.create_key()

    assert office.confirm_key(key, by="officer-2") == key
    with pytest.raises(KeyNotProposed):
        office.confirm_key(key, by="officer-3")


def test_who_holds_a_key_of_the_commune_is_named_to_be_told(office: Office) -> None:
    office.activate_key("president-1")

    proposed = office.propose_key("president-2")

    assert proposed["sitting_holders"] == office.confirm_key(proposed)["sitting_holders"] == ["president-1"]


def test_the_letter_is_for_the_second_officer_until_the_holder_has_his_key(office: Office) -> None:
    key = office.create_key()
    second = office.officer("officer-2")

    letter = office.signer.letter(second, key_id=key["id"])

    assert letter == office.signer.letter(second, key_id=key["id"])
    assert letter["authority_fingerprint"].replace(":", "").lower() == fingerprint_of(office.signer.ca_certificate("")["certificate"])
    for stranger in (office.officer("officer-1"), office.gateway.token("officer-2", roles=("key-officer",), territory=AGADIR)):
        with pytest.raises(KeyUnknown):
            office.signer.letter(stranger, key_id=key["id"])
    office.signer.activate_key(office.president(), key_id=key["id"], activation=office.possession(key))
    with pytest.raises(KeyAlreadyActive):
        office.signer.letter(second, key_id=key["id"])


def test_without_the_code_of_his_letter_nobody_takes_a_key(office: Office) -> None:
    key, other = office.create_key(), office.create_key("president-2")

    for wrong in (
        office.seal({"pin": PIN, "code": "AAAA-AAAA-AAAA-AAAA-AAAA"}),
        office.possession(other),
        office.seal({"pin": PIN, "code": "é"}),
    ):
        with pytest.raises(WrongActivationCode):
            office.signer.activate_key(office.president(), key_id=key["id"], activation=wrong)

    assert office.signer.keys(office.president(), limit=1, cursor=None)["items"][0]["status"] == "awaiting-activation"


def test_a_code_is_typed_in_any_spelling_and_kept_nowhere(office: Office) -> None:
    key = office.create_key()
    code = office.signer.letter(office.officer("officer-2"), key_id=key["id"])["activation_code"]
    with office.database.connect() as connection:
        kept = str(connection.execute(sa.text("select * from keys.signing_keys")).all())

    spelled = office.seal({"pin": PIN, "code": code.lower().replace("-", " ")})
    active = office.signer.activate_key(office.president(), key_id=key["id"], activation=spelled)

    assert active["status"] == "active"
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_the_holder_takes_possession_and_is_named_in_a_certificate(office: Office) -> None:
    key = office.activate_key()

    assert key["status"] == "active"
    assert key["certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert "stored" not in key


def test_only_the_holder_takes_possession(office: Office) -> None:
    key = office.create_key()

    with pytest.raises(KeyUnknown):
        office.signer.activate_key(office.president("president-2"), key_id=key["id"], activation=office.possession(key))


def test_a_holder_who_left_office_does_not_take_possession(office: Office) -> None:
    key = office.create_key()
    elsewhere = office.gateway.token("president-1", territory=AGADIR)

    with pytest.raises(HolderOutOfOffice):
        office.signer.activate_key(elsewhere, key_id=key["id"], activation=office.possession(key))


def test_a_weak_pin_is_refused_and_the_key_still_waits(office: Office) -> None:
    key = office.create_key()

    with pytest.raises(PinTooWeak):
        office.signer.activate_key(office.president(), key_id=key["id"], activation=office.possession(key, "123456"))

    assert office.signer.keys(office.president(), limit=1, cursor=None)["items"][0]["status"] == "awaiting-activation"


def test_the_same_activation_sent_again_gives_the_same_answer(office: Office) -> None:
    key = office.create_key()
    activation = office.possession(key)

    answers = [office.signer.activate_key(office.president(), key_id=key["id"], activation=activation) for _ in range(2)]

    assert answers[0] == answers[1]


def test_a_key_in_hand_is_not_activated_anew_with_another_pin(office: Office) -> None:
    key = office.activate_key()

    with pytest.raises(KeyAlreadyActive):
        office.signer.activate_key(office.president(), key_id=key["id"], activation=office.seal({"pin": "739105", "code": "any"}))


def test_an_activation_does_not_serve_for_a_second_key(office: Office) -> None:
    one, other = office.create_key(), office.create_key("president-2")
    activation = office.possession(one)
    office.signer.activate_key(office.president(), key_id=one["id"], activation=activation)

    with pytest.raises(ActivationUsed):
        office.signer.activate_key(office.president("president-2"), key_id=other["id"], activation=activation)


def test_proposals_at_the_same_time_make_one_key(office: Office) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: office.propose_key()["id"], range(6)))

    assert len(set(made)) == 1


def test_keys_are_listed_to_their_holder_and_to_the_keepers_of_the_territory(office: Office) -> None:
    keys = [office.create_key(), office.create_key("president-2")]

    own = office.signer.keys(office.president(), limit=10, cursor=None)
    kept = office.signer.keys(office.officer(), limit=10, cursor=None)
    elsewhere = office.signer.keys(office.gateway.token("officer-2", roles=("key-officer",), territory=AGADIR), limit=10, cursor=None)

    assert [key["id"] for key in own["items"]] == [keys[0]["id"]]
    assert sorted(key["id"] for key in kept["items"]) == sorted(key["id"] for key in keys)
    assert elsewhere["items"] == []


def test_a_long_list_of_keys_is_read_page_by_page(office: Office) -> None:
    ids = {office.create_key(f"president-{number}")["id"] for number in range(3)}

    first = office.signer.keys(office.officer(), limit=2, cursor=None)
    rest = office.signer.keys(office.officer(), limit=2, cursor=first["next_cursor"])

    assert {key["id"] for key in first["items"] + rest["items"]} == ids
    assert rest["next_cursor"] is None


def test_a_keeper_of_another_territory_does_not_revoke_a_key(office: Office) -> None:
    key = office.activate_key()

    with pytest.raises(KeyUnknown):
        office.signer.revoke_key(office.gateway.token("officer-2", roles=("key-officer",), territory=AGADIR), key_id=key["id"])


def test_a_new_key_is_proposed_after_a_revocation(office: Office) -> None:
    key = office.activate_key()

    office.signer.revoke_key(office.officer(), key_id=key["id"])

    assert office.propose_key()["id"] != key["id"]


def test_a_call_without_a_token_is_refused(office: Office) -> None:
    with pytest.raises(Unauthenticated):
        office.signer.keys("", limit=10, cursor=None)


def test_the_authoritys_certificate_is_public(office: Office) -> None:
    assert office.signer.ca_certificate("")["certificate"].startswith("-----BEGIN CERTIFICATE-----")


def test_a_pin_is_neither_logged_nor_kept(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office.activate_key()
    with pytest.raises(Refusal):
        office.sign(office.a_document(), pin="739105")

    with office.database.connect() as connection:
        rows = [str(row) for table in ("signing_keys", "activations") for row in connection.execute(sa.text(f"select * from keys.{table}"))]  # noqa: S608 - two names above

    assert rows
    assert not any(pin in text for pin in (PIN, "739105") for text in [*rows, caplog.text])


def fingerprint_of(pem: str) -> str:
    """Give the SHA-256 of a certificate."""
    return x509.load_pem_x509_certificate(pem.encode()).fingerprint(SHA256()).hex()
